"""Who is let into a case, who may know of it, and what is reported and found of a conflict of interest."""

from django import forms

from itdrift.forms import DateInput
from registry.models import Membership
from registry.provisions import NAME_IT

from ..models import ConflictReport

FOREVER = "Lämna tomt om det ska gälla tills vidare."


class LetInForm(forms.Form):
    """An e-mail address. Whether anybody logs in with it is not shown."""

    email = forms.EmailField(
        label="Personens e-postadress",
        help_text="Den adress som personen loggar in med.",
        error_messages={"required": "Ange personens e-postadress."},
    )
    until = forms.DateField(label="Till och med", required=False, widget=DateInput, help_text=FOREVER)


class ColleagueChoice(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.user.name}, {membership.title}"


class NameColleagueForm(forms.Form):
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


class MakeConfidentialForm(forms.Form):
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
        max_length=100,
        help_text="Till exempel 18 kap. 8 § OSL. Skriv inget av det som är hemligt.",
        error_messages={"required": NAME_IT},
    )

    def __init__(self, *args, colleagues, **options):
        super().__init__(*args, **options)
        self.fields["people"].queryset = colleagues


class ReportConflictForm(forms.ModelForm):
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


class DecideConflictForm(forms.ModelForm):
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
