"""The forms of 4–6 §§: what the catalogue is asked for, what a service is, what a supplier can take on."""

from django import forms

from itdrift import number_fields
from itdrift.forms import FilterChoiceField, SharedForm

from ..acts import fingerprint
from ..models import Capacity, Mandate, Service, ServiceCategory, ServiceDescription
from ..models.service import DESCRIBED

LONG = ("included", "not_included", "main_functionality", "total_defence", "own_operations", "subcontractors")
INTAKE = {"intake": "Tar emot nya"}
SERVICE = ("name", "category", "unit", "intake")


class CatalogueFilter(forms.Form):
    """Takes what a visitor asks the catalogue for; the names stand in the address."""

    all_optional = True
    q = forms.CharField(label="Sök", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    leverantor = FilterChoiceField(Mandate.objects.suppliers(), "agency__name", label="Leverantörsmyndighet")
    kategori = FilterChoiceField(ServiceCategory.objects.all(), "name", label="Kategori")
    mottagande = forms.ChoiceField(
        label="Tar emot nya",
        required=False,
        choices=[("", "Alla"), *Service.Intake.choices],
        error_messages={"invalid_choice": "Välj ett av alternativen i listan."},
    )

    def chosen(self):
        """Return what is asked for, without what cannot be understood."""
        self.is_valid()
        return self.cleaned_data


class VersionChoice(forms.Form):
    """Takes `?version=`: which version of a description is looked at."""

    version = forms.IntegerField(min_value=1)


def must(**sentences):
    """Return for each field the sentence that the form shows when it is left empty."""
    return {name: {"required": sentence} for name, sentence in sentences.items()}


class DescriptionForm(SharedForm, forms.ModelForm):
    """Asks for the text of a description. Labels, help and lengths are the model's; the act writes it."""

    # a box that nobody has ticked would say no
    personal_data = forms.TypedChoiceField(
        label="Leverantörsmyndigheten behandlar personuppgifter för den anslutna myndighetens räkning",
        choices=[("True", "Ja"), ("False", "Nej")],
        coerce="True".__eq__,
        widget=forms.RadioSelect,
        error_messages={"required": "Svara på om ni behandlar personuppgifter för den anslutna myndighetens räkning."},
    )

    class Meta:
        model = ServiceDescription
        fields = DESCRIBED
        widgets = {name: forms.Textarea({"rows": 4}) for name in LONG}
        error_messages = must(
            summary="Beskriv tjänsten i en mening.",
            included="Ange vad som ingår i tjänsten.",
            main_functionality="Ange vad som ska fungera för att tjänsten ska räknas som tillgänglig.",
            total_defence="Ange hur totalförsvarets behov har beaktats (5 §).",
            own_operations="Ange den egna it-drift som tjänsten baseras på, eller föreskriften om undantag (6 §).",
            contact="Ange vem en myndighet kan kontakta med frågor.",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "personal_data" in self.initial:
            self.initial["personal_data"] = str(self.initial["personal_data"])
        self.fields["own_operations"].required = not self.data.get("exemption", "").strip()

    def description(self):
        return {name: self.cleaned_data[name] for name in DESCRIBED}


class OfferForm(DescriptionForm):
    """Asks for a new service, with the first draft of its description."""

    name, category, unit, intake = forms.fields_for_model(
        Service,
        SERVICE,
        widgets={"intake": forms.RadioSelect},
        labels=INTAKE,
        error_messages=must(
            category="Välj den kategori som tjänsten visas under.",
            name="Ange tjänstens namn.",
            unit="Ange enheten, till exempel användare eller terabyte.",
        ),
    ).values()
    category.empty_label = "Välj kategori"
    field_order = SERVICE

    def service(self):
        return {name: self.cleaned_data[name] for name in SERVICE}


class ApproveForm(forms.Form):
    """Carries `seen`, the content_hash of the text on the page."""

    seen = forms.CharField(
        max_length=64, widget=forms.HiddenInput, error_messages={"required": "Läs texten innan du godkänner den."}
    )


class CapacityForm(SharedForm):
    """Asks what the supplier can take on of a service now; `now`: of the latest declaration."""

    intake, free_units, comment = forms.fields_for_model(
        Capacity,
        ["intake", "free_units", "note"],
        widgets={"intake": forms.RadioSelect},
        labels=INTAKE,
        formfield_callback=number_fields.formfield,
        error_messages={
            "intake": {"required": "Välj om ni tar emot nya anslutningar."},
            "free_units": {"invalid": "Skriv ett tal, till exempel 120 eller 12,5."},
        },
    ).values()

    def __init__(self, data=None, *, service):
        latest = service.capacities.first()
        super().__init__(data, now=fingerprint(latest.pk if latest else 0), initial=self._saved(service, latest))
        self.fields["intake"].choices = Service.Intake.choices
        self.fields["free_units"].help_text = f"Räknas i {service.unit}. Lämna tomt om ni inte kan uppge någon volym."
        self.fields["comment"].help_text = "Visas för leverantörsmyndigheterna och den samordnande myndigheten."

    @staticmethod
    def _saved(service, latest):
        if latest is None:
            return {"intake": service.intake}
        free = latest.free_units
        whole = free is not None and free == int(free)
        return {"intake": latest.intake, "free_units": int(free) if whole else free, "comment": latest.note}
