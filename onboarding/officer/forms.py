"""To whom a case is handed over."""

from django import forms

from registry.models import Membership


class OfficerChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.title}"


class GiveCaseForm(forms.Form):
    """Takes one of those who may have it: `cleaned_data["colleague"]` is a Membership."""

    colleague = OfficerChoice(
        Membership.objects.none(),
        label="Ny handläggare",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj vem som ska ha ärendet.",
            "invalid_choice": "Välj en handläggare hos er som kan ha ärendet.",
        },
    )

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["colleague"].queryset = colleagues
