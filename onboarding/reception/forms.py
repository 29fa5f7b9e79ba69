"""What the coordinator writes down of an interest that came by letter, e-mail or telephone."""

from django import forms

from itdrift.forms import DateInput
from itdrift.templatetags.swedish import uppraknat
from registry.agencies.lookup import AgencyField
from registry.models import Service

from ..letters.files_field import FilesField
from ..models import CameBy, InterestRegistration
from ..models.interest import ACKNOWLEDGEMENTS, TAKEN_DOWN_VERSION

READ_BY = "Myndigheten och de leverantörsmyndigheter som får någon av tjänsterna läser det."
WHICH_AGENCY = "Ange vilken myndighet som har anmält intresse."


class OfferedServices(forms.ModelMultipleChoiceField):
    """The services of the catalogue, each with its supplier."""

    def label_from_instance(self, obj):
        return f"{obj} ({obj.supplier.agency})"


class TakeDownForm(forms.ModelForm):
    """Who, how and when it came, the original, and what it says: an agency, a need, and a service or more. What else it answers

    the agency itself completes.
    """

    agency = AgencyField(help_text="Namn, kortnamn eller nummer. Den som anmäler intresset.")
    came_on = forms.DateField(
        label="Kom in den",
        widget=DateInput,
        help_text="Den dag då den nådde er. Från den räknas målen.",
        error_messages={"required": "Ange den dag då den kom in.", "invalid": "Ange datumet som åååå-mm-dd."},
    )
    late_because = forms.CharField(
        label="Varför skrivs den in först nu?",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Behövs om det har gått mer än en arbetsdag sedan den kom (5 kap. 1 § OSL).",
    )
    files = FilesField(label="Brevet eller e-postmeddelandet", required=False, more=READ_BY)
    services = OfferedServices(
        Service.objects.none(),
        label="Tjänster som efterfrågas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Välj bland tjänsterna i listan."},
    )
    unmet_need = forms.CharField(
        label="Behov som ingen tjänst möter",
        required=False,
        max_length=250,
        help_text="I en mening. Anges när de efterfrågar något som inte finns i tjänsteutbudet.",
    )
    acknowledged = forms.BooleanField(
        label=ACKNOWLEDGEMENTS[TAKEN_DOWN_VERSION],
        error_messages={"required": "Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."},
    )
    depends = {"agency", "files", "call_note", "late_because", "services", "unmet_need"}

    class Meta:
        model = InterestRegistration
        fields = ["came_by", "came_from", "call_note", "need", "contact_name", "contact_email", "contact_phone"]
        widgets = {"call_note": forms.Textarea({"rows": 5}), "need": forms.Textarea({"rows": 5})}
        labels = {"call_note": "Vad som sades på telefon", "need": "Behovet", "came_from": "Från vem hos myndigheten"}
        help_texts = {
            "call_note": f"Behövs när den kom på telefon (27 § förvaltningslagen). {READ_BY}",
            "need": "Vad de behöver och varför, med deras egna ord. Beskriv inte sårbarheter.",
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        missing = {"required": "Välj hur den kom in.", "invalid_choice": "Välj brev, e-post eller telefon."}
        ways = [(way.value, way.label) for way in CameBy if way != CameBy.FORM]
        self.fields["came_by"] = forms.ChoiceField(
            label="Hur den kom in", choices=ways, widget=forms.RadioSelect, error_messages=missing
        )
        offered = Service.objects.published().select_related("supplier__agency").order_by("sort_name", "pk")
        self.fields["services"].queryset = offered
        for name, sentence in {
            "came_from": "Ange vem hos myndigheten som hörde av sig.",
            "need": "Beskriv behovet, så som det står eller sades.",
        }.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence

    def clean_agency(self):
        agency, hits = self.cleaned_data["agency"], self.fields["agency"].hits
        if hits:
            raise forms.ValidationError(f"Flera stämmer: {uppraknat(hits)}. Skriv hela namnet eller numret.")
        if agency is None:
            raise forms.ValidationError(WHICH_AGENCY)
        return agency

    def _post_clean(self):
        """The act asks the model's rules of the whole row; here it is not whole."""

    def taken_down(self):
        """Return the parameters of the act `take_down`."""
        given = dict(self.cleaned_data)
        services, unmet_need = given.pop("services"), given.pop("unmet_need")
        wanted = [{"service": service} for service in services]
        return {**given, "wanted": [*wanted, {"unmet_need": unmet_need}] if unmet_need else wanted}
