"""Who is let into a case to read it, and who may know of one that is confidential."""

from django import forms

from itdrift.forms import DateInput
from registry.models import Membership

FOREVER = "Lämna tomt om det ska gälla tills vidare."


class GuestForm(forms.Form):
    """An e-mail address. Whether anybody logs in with it is not told."""

    email = forms.EmailField(
        label="Personens e-postadress",
        help_text="Den adress som personen loggar in med.",
        error_messages={"required": "Ange personens e-postadress."},
    )
    until = forms.DateField(label="Till och med", required=False, widget=DateInput, help_text=FOREVER)


class ColleagueChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.title}"


class ColleagueForm(forms.Form):
    """One of the own party: `cleaned_data["colleague"]` is a Membership."""

    colleague = ColleagueChoice(
        Membership.objects.none(),
        label="Kollega",
        empty_label="Välj",
        error_messages={"required": "Välj vem som får känna till ärendet."},
    )
    until = forms.DateField(label="Till och med", required=False, widget=DateInput, help_text=FOREVER)

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["colleague"].queryset = colleagues


class ColleaguesChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.title}"


class ConfidentialForm(forms.Form):
    """Who of the own party besides oneself, and on what provision."""

    people = ColleaguesChoice(
        Membership.objects.none(),
        label="Vilka fler hos er får känna till ärendet?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Du får det alltid. Fler kan läggas till sedan.",
    )
    provision = forms.CharField(
        label="Bestämmelse om sekretess",
        required=False,
        max_length=100,
        help_text="Till exempel 18 kap. 8 § OSL. Skriv inget av det som är hemligt.",
    )

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["people"].queryset = colleagues
