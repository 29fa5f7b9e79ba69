"""What a message, a note, a question for completion, its answer and a file ask for."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput
from registry.models import Mandate
from registry.ordinance import Part

from ..models import Message, Note
from ..models.message import may_be_written_to
from .files_field import FilesField


class AttachForm(forms.Form):
    """Files for all the parties of the case; `cleaned_data["files"]`."""

    files = FilesField()


ANSWER_WITHIN = timedelta(days=14)  # proposed, and changed as the asker likes


def _text(label, required, **options):
    widget = forms.Textarea({"rows": 8})
    return forms.CharField(
        label=label, max_length=10_000, widget=widget, error_messages={"required": required}, **options
    )


class ReplyTo(forms.Form):
    """Which message is replied to, in the address; what is wrong there counts as not said."""

    svar = forms.ModelChoiceField(Message.objects.none(), required=False)

    def __init__(self, data, *, case, user):
        super().__init__(data)
        self.fields["svar"].queryset = Message.objects.visible_to(user).filter(registration=case)

    @property
    def recipients(self):
        """Return who wrote that message, for the form; nobody when none is said."""
        found = self.cleaned_data.get("svar") if self.is_valid() else None
        return [found.sender_mandate_id] if found else []


class MessageForm(forms.Form):
    """To whom, and what."""

    to = forms.ModelMultipleChoiceField(
        Mandate.objects.none(),
        label="Till",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en mottagare."},
    )
    body = _text("Meddelande", "Skriv meddelandet.", help_text="Bara de mottagare du har valt kan läsa det.")

    files = FilesField(label="Bilagor", required=False)

    def __init__(self, data=None, files=None, *, case, mandate, to=()):
        may = list(may_be_written_to(case, mandate))
        super().__init__(data, files, initial={"to": to or [only.pk for only in may if len(may) == 1]})
        self.fields["to"].queryset = may_be_written_to(case, mandate)
        if mandate.part == Part.APPLICANT and sum(one.part == Part.SUPPLIER for one in may) > 1:
            self.fields["to"].help_text = "Skriv ett meddelande till varje leverantörsmyndighet för sig."


class NoteDownForm(forms.ModelForm):
    """What is noted, and who said it and when, where somebody did (27 § förvaltningslagen)."""

    class Meta:
        model = Note
        fields = ["text", "told_by", "happened_on"]
        widgets = {"text": forms.Textarea({"rows": 8}), "happened_on": DateInput}
        labels = {"told_by": "Uppgiften lämnades av", "happened_on": "Uppgiften lämnades den"}
        help_texts = {
            "told_by": "Om någon har lämnat uppgiften på annat sätt än skriftligt, till exempel på telefon: vem.",
        }
        error_messages = {"text": {"required": "Skriv anteckningen."}}


class AskForm(forms.Form):
    """What is missing, and by when it would be good to have it."""

    body = _text("Fråga", "Skriv vad myndigheten behöver komplettera.", help_text="Fråga bara efter det som behövs.")
    due = forms.DateField(
        label="Svara helst senast",
        widget=DateInput,
        help_text="Ett mål, inte ett lagkrav. Minst en dag framåt.",
        error_messages={"required": "Ange när ni helst vill ha svaret."},
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"due": timezone.localdate() + ANSWER_WITHIN})


class AnswerForm(forms.Form):
    body = _text("Svar", "Skriv svaret.")
    files = FilesField(label="Bilagor", required=False)


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label="Varför svaret inte behövs längre",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Myndigheten får läsa det.",
    )
