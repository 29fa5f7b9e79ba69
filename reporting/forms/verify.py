"""The form of the page that verifies a file."""

from django import forms

from ..verification import MOST


class VerifyForm(forms.Form):
    """Which file? What it is, however it is, is for the verification to say."""

    file = forms.FileField(
        label="PDF-fil",
        allow_empty_file=True,
        help_text=f"Högst {MOST // 1024**2} MB.",
        widget=forms.FileInput({"accept": "application/pdf,.pdf"}),
        error_messages={"required": "Välj en fil.", "missing": "Välj en fil.", "invalid": "Välj en fil."},
    )
