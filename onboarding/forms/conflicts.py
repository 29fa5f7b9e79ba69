"""Conflict of interest: what is reported, and what another finds (16–18 §§ förvaltningslagen)."""

from django import forms

from ..models import ConflictReport


class ReportForm(forms.ModelForm):
    """The ground, and what it is about."""

    class Meta:
        model = ConflictReport
        fields = ["ground", "text"]
        widgets = {"ground": forms.RadioSelect, "text": forms.Textarea({"rows": 4})}
        help_texts = {
            "ground": "Den grund i 16 § första stycket som ligger närmast.",
            "text": "Skriv bara det som behövs för prövningen. Det läses av dig och av beslutsfattarna i ert uppdrag, "
            "inte av de andra parterna.",
        }
        error_messages = {
            "ground": {"required": "Välj den grund som ligger närmast."},
            "text": {"required": "Beskriv kort vad jävet gäller, så att någon annan kan pröva det."},
        }

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["ground"].choices = [choice for choice in self.fields["ground"].choices if choice[0]]


class DecideForm(forms.ModelForm):
    """Whether there is a conflict, and why."""

    class Meta:
        model = ConflictReport
        fields = ["outcome", "reasons"]
        widgets = {"outcome": forms.RadioSelect, "reasons": forms.Textarea({"rows": 4})}
        error_messages = {
            "outcome": {"required": "Välj utfallet av prövningen."},
            "reasons": {"required": "Ange skälen för bedömningen."},
        }

    def __init__(self, data=None):
        super().__init__(data)
        for field in self.fields.values():
            field.required = True
        self.fields["outcome"].choices = [choice for choice in self.fields["outcome"].choices if choice[0]]
