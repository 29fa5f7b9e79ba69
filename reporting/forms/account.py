"""The forms of the account itself: which year, its texts, its decision."""

from django import forms
from django.utils import timezone

from registry.models import Membership
from registry.ordinance import Role

from ..calendar import years_until
from ..models import Chapter, Report


class OpenForm(forms.Form):
    """Which year to account for: one that has begun and is not opened."""

    year = forms.TypedChoiceField(label="Redovisningsår", coerce=int, error_messages={"required": "Välj år."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opened = set(Report.objects.values_list("year", flat=True))
        years = [year for year in years_until(timezone.localdate()) if year not in opened]
        self.fields["year"].choices = [(year, year) for year in reversed(years)]


class NarrateForm(forms.Form):
    """The texts of the account, chapter by chapter."""

    all_optional = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for chapter in Chapter:
            self.fields[chapter.value] = forms.CharField(
                label=chapter.label, required=False, max_length=20_000, widget=forms.Textarea({"rows": 8})
            )


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
        colleagues = Membership.objects.current().filter(mandate=by.acting.mandate).exclude(user=by)
        self.fields["presented_by"].queryset = colleagues.exclude(role=Role.READER)
