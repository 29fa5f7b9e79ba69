"""What narrows a diary, and what its officers fill in."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from itdrift.forms import DateInput
from registry.agencies.lookup import AgencyField
from registry.provisions import NAME_IT, OTHER, PROVISIONS, is_provision, provision_of

from ..models import DiaryEntry, SecrecyMarking
from .acts import HIDEABLE


def _search(label):
    return forms.CharField(label=label, required=False, max_length=100)


class DayKey(forms.RegexField):
    """Where the page before ended, as ledger.key_of makes it; the pair (day, key), or None."""

    def __init__(self):
        super().__init__(r"^\d{8}_\d{1,18}\Z", required=False, widget=forms.HiddenInput)

    def clean(self, value):
        day, _, key = super().clean(value).partition("_")
        try:
            return (datetime.strptime(day, "%Y%m%d").date(), int(key)) if key else None
        except ValueError as error:
            raise ValidationError("Adressen till sidan är fel. Här visas den första sidan.") from error


class DiaryFilter(forms.Form):
    """`?fran=…&till=…&nummer=…&riktning=…&motpart=…&text=…&efter=…`; what is wrong counts as not given."""

    all_optional = True

    fran = forms.DateField(label="Från och med", required=False, widget=DateInput)
    till = forms.DateField(label="Till och med", required=False, widget=DateInput)
    nummer = _search("Diarienummer")
    riktning = forms.ChoiceField(
        label="Riktning", required=False, choices=[("", "Alla"), *DiaryEntry.Direction.choices]
    )
    motpart = _search("Avsändare eller mottagare")
    text = _search("Vad handlingen rör")
    efter = DayKey()

    def clean(self):
        cleaned_data = super().clean()
        since, until = cleaned_data.get("fran"), cleaned_data.get("till")
        if since and until and until < since:
            self.add_error("till", "Ange en dag som inte är före den första.")
        return cleaned_data

    def criteria(self):
        """Return what the diary is narrowed to, {name in the address: value}."""
        self.is_valid()
        return self.cleaned_data


class PublicDiaryFilter(DiaryFilter):
    """The same for the open diary of one agency."""

    myndighet = AgencyField()
    field_order = ["myndighet"]


class HideForm(forms.Form):
    """Which of the facts that may be left out, or taken in again. offered: names of HIDEABLE."""

    facts = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Välj minst ett av alternativen."),
    )

    def __init__(self, *args, offered, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["facts"].label = label
        self.fields["facts"].choices = [(name, HIDEABLE[name].capitalize()) for name in offered]


class MarkSecretForm(forms.ModelForm):
    """The provision from the list, or another; day and agency follow by themselves."""

    chosen = forms.ChoiceField(
        label="Bestämmelse",
        choices=PROVISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj bestämmelse.", "invalid_choice": "Välj en bestämmelse i listan."},
    )
    other = forms.CharField(
        label="Annan bestämmelse",
        required=False,
        max_length=SecrecyMarking._meta.get_field("provision").max_length,
        help_text="Kapitel och paragraf, till exempel 18 kap. 2 § OSL.",
    )
    field_order = ["chosen", "other", "covers"]

    class Meta:
        model = SecrecyMarking
        fields = ["covers"]

    def clean(self):
        cleaned_data = super().clean()
        chosen, other = cleaned_data.get("chosen", ""), cleaned_data.get("other", "")
        cleaned_data["provision"] = provision_of(chosen, other)
        if chosen == OTHER and not is_provision(cleaned_data["provision"]):
            self.add_error("other", NAME_IT)
        return cleaned_data

    def marking(self):
        return {name: self.cleaned_data[name] for name in ("provision", "covers")}


class EnterByHandForm(forms.ModelForm):
    """A document on paper or in an e-mail, with the four facts of 5 kap. 2 § OSL."""

    class Meta:
        model = DiaryEntry
        fields = ["direction", "medium", "on", "counterpart", "about", "late_because"]
        widgets = {"direction": forms.RadioSelect, "on": DateInput, "late_because": forms.Textarea({"rows": 3})}
        help_texts = {
            "on": "Den dag då handlingen kom in, skickades eller blev klar.",
            "counterpart": "Lämna tomt för en handling som bara är upprättad hos er.",
            "about": "Kort, och utan det som är hemligt.",
            "late_because": "Behövs om det har gått mer än en arbetsdag.",
        }
        error_messages = {
            "direction": {"required": "Välj om handlingen har kommit in, skickats eller upprättats."},
            "on": {"required": "Ange datum.", "invalid": "Ange datumet som åååå-mm-dd."},
            "about": {"required": "Ange kort vad handlingen rör."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        by_hand = [DiaryEntry.Medium.PAPER, DiaryEntry.Medium.EMAIL]
        choices = [(medium.value, medium.label) for medium in by_hand]
        self.fields["medium"] = forms.ChoiceField(
            label="Form",
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": "Välj papper eller e-post."},
        )
        self.fields["direction"].choices = DiaryEntry.Direction.choices
        self.fields["late_because"].label = "Varför registreras handlingen först nu?"

    def _post_clean(self):
        """The act asks the model's rules of the whole row; here it is not whole."""
