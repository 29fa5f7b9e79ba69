"""These forms ask which page of what was counted, and which file is verified."""

from django import forms

from .verification import MOST


class PageForm(forms.Form):
    """Reads `?efter=…`: how many items stand on the pages before."""

    efter = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def after(self):
        """Return the number of items before; 0, the first page, for whatever is not a number."""
        return self.cleaned_data["efter"] or 0 if self.is_valid() else 0


class VerifyForm(forms.Form):
    """Asks for a file; what it is, however it is, is for the verification to say."""

    file = forms.FileField(
        label="PDF-fil",
        allow_empty_file=True,
        help_text=f"Högst {MOST // 1024**2} MB.",
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        error_messages={"required": "Välj en fil.", "missing": "Välj en fil.", "invalid": "Välj en fil."},
    )
