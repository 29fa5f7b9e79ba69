"""A file with a supplier's data is chosen, looked at beside what is saved, and taken in whole or not at all (11 §)."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from itdrift.forms import SharedForm
from itdrift.templatetags.swedish import MISSING, tal

from .acts import as_saved
from .data_file import HEADINGS, LISTED, MOST_BYTES, VALUES, FileFault, read, text_of
from .service_year_form import MEASURE_OF, service_forms

CELL_SHOWN = 40  # characters of a cell in the sentence about it
FAULTS_SHOWN = 50


class FileForm(forms.Form):
    """Asks which file."""

    file = forms.FileField(
        label="Fil",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        help_text=f"CSV med mallens rubriker och semikolon mellan kolumnerna, högst {MOST_BYTES // 1000} kB.",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
    )

    def clean_file(self):
        """Return the text of the file."""
        return text_of(self.cleaned_data["file"].read(MOST_BYTES + 1))


class TakeInForm(SharedForm):
    """Carries the text of the file as it was looked at; it is read and checked once more before anything is saved."""

    text = forms.CharField(strip=False, max_length=2 * MOST_BYTES, widget=forms.HiddenInput)

    def __init__(self, data=None, *, data_request, text=""):
        super().__init__(data, now=as_saved(data_request), initial={"text": text})
        self.preview = FilePreview(data_request, (data or {}).get("text", text))

    def clean(self):
        if self.preview.faults:
            raise ValidationError("Filen har fel och är inte intagen. Rätta den och läs in den på nytt.")
        return super().clean()

    def answers(self):
        """Return what the act asks for: the values by service, and what the person saw; the file has no texts."""
        return {"texts": {}, "services": self.preview.answers(), "seen": self.cleaned_data["seen"]}

    def show_theirs(self):
        """Show nothing here: the preview shows what is saved now beside what is in the file."""
        super().show_theirs()
        self.theirs = []


@dataclass(frozen=True)
class PreviewedValue:
    """Says of one value how it is saved, how the file has it, and what is wrong with it ("" when nothing), in words."""

    label: str
    saved: str
    given: str
    wrong: str

    @property
    def changes(self):
        return self.saved != self.given


class FilePreview:
    """Shows what a file would change: by service its values, and all faults, with line and column."""

    def __init__(self, data_request, text):
        self.services, self.faults, self.left_out, self._forms = [], [], [], {}
        makes = dict(service_forms(data_request))
        try:
            lines, faults = read(text_of(text.replace("\r\n", "\n").encode()), data_request, list(makes))
        except ValidationError as error:
            self.faults = error.messages
            return
        for line in lines:
            if line.service:
                faults += self._look_at(line, makes[line.service], faults)
        self.faults = sorted(faults, key=lambda fault: fault.line)
        self.left_out = [service for service in makes if service not in self._forms]

    @property
    def shown_faults(self):
        """Return the first of the faults: a file of another kind can have thousands."""
        return self.faults[:FAULTS_SHOWN]

    def _look_at(self, line, make, known):
        """Check the line as its page would; return the FileFaults that were not known."""
        prefix = f"tjanst-{line.service.pk}"
        values = line.values
        form = self._forms[line.service] = make({f"{prefix}-{name}": values[name] for name in VALUES})
        wrong = {fault.field: fault for fault in known if fault.line == line.number}
        unsure = {MEASURE_OF.get(field, field) for field in wrong}  # what is said of its measure would follow from it
        found = [
            FileFault(line.number, name, " ".join([*_quoted(line.cells[name], errors), *errors]))
            for name, errors in form.errors.items()
            if MEASURE_OF.get(name, name) not in unsure
        ]
        wrong |= {fault.field: fault for fault in found}
        self.services.append((line.service, [_value(form, name, line, wrong) for name in VALUES]))
        return found

    def answers(self):
        """Return the values by service, as their forms have cleaned them."""
        return {service: form.cleaned_data for service, form in self._forms.items()}


def _quoted(cell, errors):
    """Return the beginning of a cell in quotation marks; nothing of an empty one, or where the sentence quotes it itself."""
    if cell and not errors[0].startswith("”"):
        yield f"”{cell}”." if len(cell) <= CELL_SHOWN else f"”{cell[:CELL_SHOWN]}…”."


def _value(form, name, line, wrong):
    fault = wrong.get(name)
    given = line.cells[name] if fault else form.cleaned_data.get(name)
    saved = form.initial[name] if form.instance.pk else None
    return PreviewedValue(HEADINGS[name], _in_words(name, saved), _in_words(name, given), fault.why if fault else "")


def _in_words(name, value):
    if value in (None, ""):
        return MISSING
    if name in LISTED and value in LISTED[name].values:
        return str(LISTED[name](value).label)
    return tal(value) if isinstance(value, (Decimal, int)) else str(value)
