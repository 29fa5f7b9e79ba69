"""The forms of writing the account together: one chapter, a supplier's comment on the draft, and the answer to it."""

from django import forms

from itdrift.forms import SharedForm

from ..models import Chapter, Comment


class ChapterForm(SharedForm):
    """The text of one chapter, that several people write."""

    all_optional = True

    text = forms.CharField(
        label="Text",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 16}),
        help_text="Lämna en tom rad mellan stycken. Är fältet tomt får avsnittet ingen text.",
    )

    def said(self, chapter):
        """What the act asks for."""
        return {"texts": {chapter: self.cleaned_data["text"]}, "seen": self.cleaned_data["seen"]}


class CommentForm(forms.ModelForm):
    """Which chapter, and what the supplier thinks of it."""

    class Meta:
        model = Comment
        fields = ["chapter", "text"]
        widgets = {"text": forms.Textarea({"rows": 8})}
        help_texts = {
            "text": "Skriv vad som är fel eller saknas, och gärna hur det borde stå. Beskriv inte sårbarheter."
        }
        error_messages = {
            "chapter": {"required": "Välj det avsnitt som synpunkten gäller."},
            "text": {"required": "Skriv er synpunkt."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chapter"].choices = [("", "Välj avsnitt"), *Chapter.choices]


class SettleForm(forms.Form):
    """What was done with a comment."""

    outcome = forms.CharField(
        label="Vad som har gjorts",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Skriv vad som har ändrats, eller varför inget ändras. Leverantörsmyndigheten ser svaret.",
        error_messages={"required": "Skriv vad som har gjorts med synpunkten."},
    )
