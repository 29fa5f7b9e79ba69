"""Who is let into a case."""

from django import forms

from registry.models import User


class GuestForm(forms.Form):
    """A person of the program, by e-mail address; `cleaned_data["person"]` is the User."""

    person = forms.EmailField(
        label="Personens e-postadress",
        help_text="Personen behöver redan ha en inloggning.",
        error_messages={"required": "Ange personens e-postadress."},
    )

    def clean_person(self):
        found = User.objects.filter(is_active=True, email__iexact=self.cleaned_data["person"]).first()
        if found is None:
            raise forms.ValidationError("Det finns ingen inloggning med den adressen. Kontrollera den.")
        return found
