"""What decisions of one kind say of appeal (33 § förvaltningslagen)."""

from django import forms

from ..models import AppealChoice
from ..models.appeal import AppealSays

NEEDED = {  # what must be said with each answer
    AppealSays.MAY: {
        "court": "Ange vem som prövar ett överklagande.",
        "submit_to": "Ange dit överklagandet lämnas hos er.",
    },
    AppealSays.MAY_NOT: {"provision": "Ange bestämmelsen enligt vilken beslutet inte får överklagas."},
}


class AppealForm(forms.ModelForm):
    """Asks what the decisions say of appeal, and what each answer needs; nothing is chosen beforehand."""

    depends = ("court", "submit_to", "provision")
    says = forms.ChoiceField(
        label="Vad ska beslutet säga om överklagande?",
        choices=AppealSays,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad beslutet ska säga om överklagande."},
    )

    class Meta:
        model = AppealChoice
        fields = ("says", "court", "submit_to", "provision")
        labels = {
            "court": "Vem prövar ett överklagande?",
            "submit_to": "Dit lämnas överklagandet hos er",
            "provision": "Bestämmelsen",
        }
        help_texts = {
            "court": "Om beslutet kan överklagas. Till exempel Förvaltningsrätten i Stockholm.",
            "submit_to": "Om beslutet kan överklagas. Registratorns e-postadress eller postadress.",
            "provision": "Om beslutet inte får överklagas. Till exempel 41 § förvaltningslagen.",
        }

    def clean(self):
        cleaned = super().clean()
        needed = NEEDED.get(cleaned.get("says"), {})
        for name in self.depends:
            text = cleaned.get(name, "")
            if name in needed and name in cleaned and not any(map(str.isalnum, text)):
                self.add_error(name, needed[name])
            elif name not in needed:
                cleaned[name] = ""
        return cleaned

    def _post_clean(self):
        """The act holds the rules of the model."""
