"""Who sends the agency's registrations of interest (7 §)."""

from django import forms


class SenderForm(forms.Form):
    """Asks who sends the agency's registrations of interest (7 §)."""

    decision_maker_sends = forms.TypedChoiceField(
        label="Vem får anmäla intresse för er?",
        choices=[("nej", "Handläggare och beslutsfattare"), ("ja", "Bara beslutsfattare")],
        coerce=lambda answer: answer == "ja",
        widget=forms.RadioSelect,
        help_text="Handläggare förbereder utkast oavsett vad ni väljer, och kan lämna dem till beslutsfattare.",
        error_messages={"required": "Välj vem som får anmäla intresse för er."},
    )
