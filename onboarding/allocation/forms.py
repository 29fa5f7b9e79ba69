"""7 §: to whom, and why: for one requested service, or for many at once; the end of it; the taking on."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from itdrift.forms import DateInput, SharedForm
from registry.acts import fingerprint
from registry.models import Service
from registry.ordinance import IN_FORCE

from ..paging import PAGE
from .suggestion import candidates, why_nobody

MOST = PAGE  # as many as a page of the list
LEFT_OUT = "-"
SUGGESTED = format_html(' <span class="badge badge--info">{}</span>', "Föreslås")
NOT_A_SUPPLIER = {"invalid_choice": "Välj en leverantörsmyndighet i listan."}


def motive_field(help_text):
    return forms.CharField(
        label="Motiv",
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=help_text,
        error_messages={"required": "Ange motivet till fördelningen."},
    )


def label(candidate, first):
    """Return the supplier with what speaks for and against; the one suggested says so, and why."""
    mark = SUGGESTED if first else ""
    notes = [*([candidate.why] if first else []), *candidate.notes()]
    lines = format_html_join("", '<span class="table__note reason">{}</span>', ([note] for note in notes))
    return format_html("{}{}{}", candidate.supplier.agency.name, mark, lines)


class AllocateForm(SharedForm):
    """To whom, and why. Suppliers stand in the order suggested; none is chosen beforehand."""

    supplier = forms.TypedChoiceField(
        label="Leverantörsmyndighet",
        widget=forms.RadioSelect,
        error_messages={"required": "Välj en leverantörsmyndighet.", **NOT_A_SUPPLIER},
    )
    motive = motive_field(
        "Varför just den leverantörsmyndigheten? Motivet syns för myndigheten och leverantörsmyndigheten."
    )

    def __init__(self, data=None, *, requested_service, by, moving=False):
        super().__init__(data, now=fingerprint(requested_service.standing))
        self.requested_service = requested_service
        left = requested_service.supplier_id if moving else None
        self.candidates = [
            c for c in candidates([requested_service], by=by)[requested_service.pk] if c.supplier.pk != left
        ]
        field = self.fields["supplier"]
        found = {str(c.supplier.pk): c.supplier for c in self.candidates}
        field.choices = [(c.supplier.pk, label(c, c is self.suggested)) for c in self.candidates]
        field.coerce = found.__getitem__

    @property
    def suggested(self):
        """Return the Candidate that stands first, if it fits."""
        return next((c for c in self.candidates[:1] if c.fits), None)

    @property
    def why_nobody(self):
        return why_nobody(self.candidates)

    @property
    def chosen_supplier(self):
        """Return the supplier chosen, or suggested: for the letters as they will look."""
        chosen = self["supplier"].value()
        found = [c.supplier for c in self.candidates if str(c.supplier.pk) == str(chosen)]
        return next(iter(found), self.suggested and self.suggested.supplier)

    def show_theirs(self):
        """Show what another has allocated meanwhile; sending again then acts upon that."""
        last = self.requested_service.allocations.all().last()
        self.theirs = [("Läge", self.requested_service.get_status_display())]
        if last:
            self.theirs += [("Senast fördelad till", last.supplier.agency.name), ("Motiv", last.motive)]
        self.data = self.data.copy()
        self.data["seen"] = self.now


class ChosenServices(forms.Form):
    """`?tjanst=…&tjanst=…`: which requested services."""

    tjanst = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data):
        super().__init__(data)
        requested_service = [key for key in data.getlist("tjanst") if key.isascii() and key.isdigit() and len(key) < 19]
        self.fields["tjanst"].choices = [(key, key) for key in requested_service]

    @property
    def keys(self):
        return list(dict.fromkeys(self.cleaned_data.get("tjanst", [])))[:MOST] if self.is_valid() else []


class AllocateManyForm(forms.Form):
    """A supplier for each service, as suggested from the start, or one for all; and one motive."""

    all_optional = True  # a row may be left out, and says so
    everyone = forms.ChoiceField(
        label="En och samma leverantörsmyndighet för alla",
        required=False,
        help_text="Går före valen nedan, men inte före dem som lämnas utanför.",
        error_messages=NOT_A_SUPPLIER,
    )
    motive = motive_field("Gäller alla tjänsterna. Motivet syns för myndigheterna och leverantörsmyndigheterna.")

    def __init__(self, data=None, *, requested_services, by):
        super().__init__(data)
        self.requested_services = {requested_service.pk: requested_service for requested_service in requested_services}
        self.found = candidates(requested_services, by=by)
        first = next(iter(self.found.values()), [])
        self.suppliers = {
            str(c.supplier.pk): c.supplier for c in sorted(first, key=lambda c: c.supplier.agency.sort_name)
        }
        named = [(key, supplier.agency.name) for key, supplier in self.suppliers.items()]
        self.fields["everyone"].choices = [("", "Nej, som det står nedan"), *named]
        for requested_service in requested_services:
            self._add_row(requested_service, [("", "Välj leverantörsmyndighet"), *named, (LEFT_OUT, "Lämna utanför")])

    def _add_row(self, requested_service, choices):
        best = self.found[requested_service.pk][0] if self.found[requested_service.pk] else None
        self.fields[f"supplier_{requested_service.pk}"] = forms.ChoiceField(
            label=format_html(
                'Leverantörsmyndighet<span class="sr-only"> för {} till {}</span>',
                requested_service,
                requested_service.agency,
            ),
            choices=choices,
            required=False,
            initial=best.supplier.pk if best and best.fits else "",
            error_messages=NOT_A_SUPPLIER,
        )
        self.fields[f"seen_{requested_service.pk}"] = forms.CharField(
            initial=fingerprint(requested_service.standing), required=False, max_length=64, widget=forms.HiddenInput
        )

    def clean(self):
        cleaned = super().clean()
        for key, requested_service in self.requested_services.items():
            if not cleaned.get("everyone") and cleaned.get(f"supplier_{key}") == "":
                number = requested_service.registration.diary_number
                self.add_error(
                    f"supplier_{key}", f"{number}: välj en leverantörsmyndighet, eller lämna tjänsten utanför."
                )
        if not self.errors and not self.chosen:
            self.add_error(None, "Alla tjänster är lämnade utanför. Fördela minst en.")
        return cleaned

    @property
    def chosen(self):
        """Return (RequestedService, supplier, seen) for each that is not left out."""
        return [
            (requested_service, self.suppliers[choice], self.cleaned_data.get(f"seen_{key}", ""))
            for key, requested_service in self.requested_services.items()
            if (choice := self._choice(key)) in self.suppliers
        ]

    def _choice(self, key):
        """Return the key of the supplier as it is chosen now for a service, LEFT_OUT or ""."""
        own, everyone = str(self[f"supplier_{key}"].value() or ""), str(self["everyone"].value() or "")
        return own if own == LEFT_OUT else everyone or own

    @property
    def by_service(self):
        """Yield (RequestedService, field, why the first is suggested, or why nobody is) for each."""
        for key, requested_service in self.requested_services.items():
            found = self.found[key]
            yield requested_service, self[f"supplier_{key}"], why_nobody(found) or found[0].why

    @property
    def outcome(self):
        """Return the fingerprint of who gets what, as the choices stand now."""
        return fingerprint({str(supplier.pk): [r.pk for r in got] for supplier, got in self.by_supplier.items()})

    @property
    def was_shown(self):
        """Tell whether the page showed what is sent: nothing is allocated that nobody has read."""
        return self.data.get("shown") == self.outcome

    @property
    def by_supplier(self):
        """Return {supplier: the services that it would get}, as the choices stand now."""
        found = {}
        for key, requested_service in self.requested_services.items():
            if supplier := self.suppliers.get(self._choice(key)):
                found.setdefault(supplier, []).append(requested_service)
        return found


class PeriodForm(forms.Form):
    """`?fran=…&till=…`: both days counted; this year when nothing, or nothing that can be understood, is said."""

    all_optional = True
    fran = forms.DateField(label="Från och med", required=False, widget=DateInput)
    till = forms.DateField(label="Till och med", required=False, widget=DateInput)

    def __init__(self, data):
        today = timezone.localdate()
        self.first, self.last = date(today.year, 1, 1), today
        period = {"fran": f"{self.first:%Y-%m-%d}", "till": f"{self.last:%Y-%m-%d}"}
        super().__init__({name: data.get(name) or value for name, value in period.items()})

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("fran"), cleaned.get("till")
        if first and last and first > last:
            self.add_error("till", "Perioden ska sluta efter att den börjar.")
        return cleaned

    def period(self):
        """Return (first day, last day), within what the program can know."""
        if not self.is_valid():
            return self.first, self.last
        bounded = [min(max(self.cleaned_data[name], IN_FORCE), date(9998, 12, 31)) for name in ("fran", "till")]
        return tuple(bounded)


class CloseForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet syns för myndigheten.",
        error_messages={"required": "Ange varför ärendet avslutas."},
    )


class AcceptForm(forms.Form):
    """Which of the supplier's own published services will be delivered."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Tjänst som ni levererar",
        empty_label="Välj tjänst",
        help_text="Bara en egen, publicerad tjänst kan väljas (4 och 6 §§).",
        error_messages={"required": "Välj vilken av era tjänster ni åtar er att leverera."},
    )

    def __init__(self, data=None, *, requested_service):
        super().__init__(data, initial={"service": requested_service.service_id})
        self.fields["service"].queryset = Service.objects.published().filter(supplier=requested_service.supplier)
