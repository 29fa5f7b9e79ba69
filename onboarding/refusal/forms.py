"""What is asked for before and after a refusal: the hearing of the agency, its reply, a correction of the words (8 §)."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput, SharedForm

from ..models import Communication, RefusalCorrection
from .reasons import KEEP_OPEN, WHY, enough, textarea

REPLY_WITHIN = timedelta(days=14)  # proposed, and changed as the supplier likes


class CommunicateForm(forms.ModelForm):
    """What is considered, on what it rests, and until when the agency may answer (25 § förvaltningslagen)."""

    class Meta:
        model = Communication
        fields = ["text", "reply_by"]
        widgets = {"text": textarea(12), "reply_by": DateInput}
        help_texts = {
            "text": f"Vad ni överväger att besluta, varför, och allt material som har betydelse. {KEEP_OPEN}",
            "reply_by": "Myndigheten kan svara även senare, så länge ni inte har beslutat.",
        }
        error_messages = {
            "text": {"required": "Skriv vad ni överväger och vad det bygger på."},
            "reply_by": {"required": "Ange när myndigheten senast ska svara."},
        }

    def __init__(self, data=None):
        super().__init__(data, initial={"reply_by": timezone.localdate() + REPLY_WITHIN})


class ReplyForm(forms.Form):
    """The agency's answer."""

    reply = forms.CharField(
        label="Ert yttrande",
        max_length=20_000,
        widget=textarea(10),
        help_text=f"Leverantörsmyndigheten läser det innan den beslutar. {KEEP_OPEN}",
        error_messages={"required": "Skriv ert svar."},
    )


class CorrectForm(SharedForm, forms.ModelForm):
    """36 § förvaltningslagen: the words as they should have been, and what the slip is."""

    obvious = forms.BooleanField(
        label="Felet är ett uppenbart skrivfel, räknefel eller liknande förbiseende",
        error_messages={"required": "Bara uppenbara skrivfel och liknande får rättas (36 § förvaltningslagen)."},
    )

    field_order = ("seen", "slip", "obvious", "reasons", "alternatives", "account")

    class Meta:
        model = RefusalCorrection
        fields = ["slip", "reasons", "alternatives", "account"]
        labels = {"slip": "Vad som rättas"}
        widgets = {
            "slip": textarea(3),
            "reasons": textarea(8),
            "alternatives": textarea(4),
            "account": textarea(5),
        }
        help_texts = {
            "slip": "Står i det rättade beslutet. Till exempel: I skälen stod 4 servrar. Rätt antal är 40.",
            "reasons": "Ändra bara det som är fel.",
            "account": f"Det som regeringen får läsa om fallet (11 §). {KEEP_OPEN}",
        }
        error_messages = {
            "slip": {"required": "Skriv vad som är fel och vad det rätta är."},
            "reasons": {"required": WHY},
            "account": {"required": "Beskriv fallet för redovisningen till regeringen (11 §)."},
        }

    def clean_reasons(self):
        return enough(self.cleaned_data["reasons"])
