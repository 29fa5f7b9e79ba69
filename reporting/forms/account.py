"""The forms of the account itself: which year, its decision, its sending, its correction."""

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput
from registry.models import Membership

from ..models import Report


class OpenForm(forms.Form):
    """Which year to account for: one that has begun and is not opened."""

    year = forms.TypedChoiceField(label="Redovisningsår", coerce=int, error_messages={"required": "Välj år."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = Report.objects.years_to_open(timezone.localdate())
        self.fields["year"].choices = [(year, year) for year in years]


class PresenterChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return membership.signature


class DecideForm(forms.Form):
    """Who presented the matter, and who else took part (31 § förvaltningslagen)."""

    presented_by = PresenterChoice(
        Membership.objects.none(),
        label="Föredragande",
        empty_label="Välj",
        error_messages={"required": "Ange vem som är föredragande."},
    )
    others = forms.CharField(
        label="Andra som deltog i den slutliga handläggningen",
        required=False,
        max_length=500,
        help_text="Namn och befattning.",
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presented_by"].queryset = Membership.objects.officers_for(by.acting.mandate, {by.pk})


class SendForm(forms.Form):
    """The day on which the account was left, and how."""

    on = forms.DateField(
        label="Dag då redovisningen lämnades",
        widget=DateInput,
        error_messages={"required": "Ange dagen då redovisningen lämnades."},
    )
    how = forms.CharField(
        label="Hur redovisningen lämnades",
        max_length=200,
        help_text="Till exempel: med e-post till Finansdepartementets registrator.",
        error_messages={"required": "Ange hur redovisningen lämnades."},
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        decided = timezone.localdate(report.decided_at) if report.decided_at else timezone.localdate()
        self.fields["on"].initial = timezone.localdate()
        self.fields["on"].help_text = f"Tidigast beslutsdagen {decided:%Y-%m-%d}, senast i dag."


class CorrectForm(forms.Form):
    """Why a decided account is corrected."""

    reason = forms.CharField(
        label="Varför redovisningen rättas",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet står i den nya utgåvan, som är en allmän handling.",
        error_messages={"required": "Ange varför redovisningen rättas."},
    )
