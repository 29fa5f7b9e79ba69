"""Which page of what was counted."""

from django import forms


class PageForm(forms.Form):
    """`?efter=…`: how many rows stand on the pages before."""

    efter = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def after(self):
        """The first page for whatever is not a number of rows."""
        return self.cleaned_data["efter"] or 0 if self.is_valid() else 0
