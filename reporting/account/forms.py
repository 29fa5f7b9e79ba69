"""The forms of the account ask for its year, its chapters, comments and their answers, its decision, sending and correction."""

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput, SharedForm
from registry.models import Membership

from ..models import Chapter, Comment, Dispatch, Passage, Report


class OpenReportForm(forms.Form):
    """Asks which year to account for: one that has begun and is not opened."""

    year = forms.TypedChoiceField(label="Redovisningsår", coerce=int, error_messages={"required": "Välj år."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = Report.objects.years_to_open(timezone.localdate())
        self.fields["year"].choices = [(year, year) for year in years]


class PresenterChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return membership.signature


class DecideReportForm(forms.Form):
    """Asks who presented the matter, and who else took part (31 § förvaltningslagen)."""

    presented_by = PresenterChoice(
        Membership.objects.none(),
        label="Föredragande",
        empty_label="Välj",
        error_messages={"required": "Ange vem som är föredragande."},
    )
    others = forms.CharField(
        label="Andra som deltog i den slutliga handläggningen",
        required=False,
        max_length=Report._meta.get_field("others").max_length,
        help_text="Namn och befattning.",
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presented_by"].queryset = Membership.objects.officers_for(by.acting.mandate, {by.pk})


class SendReportForm(forms.Form):
    """Asks for the day on which the account was left, and how."""

    on = forms.DateField(
        label="Dag då redovisningen lämnades",
        widget=DateInput,
        error_messages={"required": "Ange dagen då redovisningen lämnades."},
    )
    how = forms.CharField(
        label="Hur redovisningen lämnades",
        max_length=Dispatch._meta.get_field("how").max_length,
        help_text="Till exempel: med e-post till Finansdepartementets registrator.",
        error_messages={"required": "Ange hur redovisningen lämnades."},
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        decided = timezone.localdate(report.decided_at) if report.decided_at else timezone.localdate()
        self.fields["on"].initial = timezone.localdate()
        self.fields["on"].help_text = f"Tidigast beslutsdagen {decided:%Y-%m-%d}, senast i dag."


class CorrectReportForm(forms.Form):
    """Asks why a decided account is corrected."""

    reason = forms.CharField(
        label="Varför redovisningen rättas",
        max_length=Report._meta.get_field("reason").max_length,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet står i den nya utgåvan, som är en allmän handling.",
        error_messages={"required": "Ange varför redovisningen rättas."},
    )


class NarrateForm(SharedForm):
    """Asks for the text of one chapter, that several people write."""

    all_optional = True

    text = forms.CharField(
        label="Text",
        required=False,
        max_length=Passage._meta.get_field("text").max_length,
        widget=forms.Textarea({"rows": 16}),
        help_text="Lämna en tom rad mellan stycken. Är fältet tomt får avsnittet ingen text.",
    )

    def act_arguments(self, chapter):
        """Return what the act asks for."""
        return {"texts": {chapter: self.cleaned_data["text"]}, "seen": self.cleaned_data["seen"]}


class CommentForm(forms.ModelForm):
    """Asks which chapter, and what the supplier thinks of it."""

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


class SettleCommentForm(forms.Form):
    """Asks what was done with a comment."""

    outcome = forms.CharField(
        label="Vad som har gjorts",
        max_length=Comment._meta.get_field("outcome").max_length,
        widget=forms.Textarea({"rows": 5}),
        help_text="Skriv vad som har ändrats, eller varför inget ändras. Leverantörsmyndigheten ser svaret.",
        error_messages={"required": "Skriv vad som har gjorts med synpunkten."},
    )
