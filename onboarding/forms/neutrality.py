"""For which period the figures are shown."""

from datetime import date

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput
from registry.ordinance import IN_FORCE


class PeriodForm(forms.Form):
    """`?fran=…&till=…`: both days counted; this year when nothing, or nothing that can be understood, is said."""

    all_optional = True
    fran = forms.DateField(label="Från och med", required=False, widget=DateInput)
    till = forms.DateField(label="Till och med", required=False, widget=DateInput)

    def __init__(self, data):
        today = timezone.localdate()
        self.first, self.last = date(today.year, 1, 1), today
        said = {"fran": f"{self.first:%Y-%m-%d}", "till": f"{self.last:%Y-%m-%d}"}
        super().__init__({name: data.get(name) or value for name, value in said.items()})

    def clean(self):
        said = super().clean()
        first, last = said.get("fran"), said.get("till")
        if first and last and first > last:
            self.add_error("till", "Perioden ska sluta efter att den börjar.")
        return said

    def period(self):
        """(first day, last day), within what the program can know."""
        if not self.is_valid():
            return self.first, self.last
        bounded = [min(max(self.cleaned_data[name], IN_FORCE), date(9998, 12, 31)) for name in ("fran", "till")]
        return tuple(bounded)
