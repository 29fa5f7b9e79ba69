"""What narrows and sorts the list of cases, where its page begins, and the name under which a person keeps it."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.http import urlencode

from itdrift.forms import DateInput, FilterChoiceField
from registry.agencies.lookup import AgencyField
from registry.models import Mandate, Service
from registry.ordinance import IN_FORCE, Part

from ..models import SavedFilter
from ..paging import LATEST, ORDERS, KeyField
from ..workflow import Status
from .worklist import MINE, NOBODYS

STATES = [("", "Alla"), ("open", "Pågående"), *[choice for choice in Status.choices if choice[0] != Status.DRAFT]]
YEARS = [
    MinValueValidator(IN_FORCE.replace(year=2000), "Ange ett år från 2000."),
    MaxValueValidator(IN_FORCE.replace(year=2999), "Ange ett år före 3000."),
]
FIRST = ["q", "lage", "sort"]  # always in sight; the others are drawn when they are asked for or used
OFFICERS = [("", "Alla"), (MINE, "Mina"), (NOBODYS, "Utan handläggare")]
NOT_A_CHOICE = {"invalid_choice": "Välj ett av alternativen i listan."}


def _day(label):
    return forms.DateField(
        label=label,
        required=False,
        widget=DateInput,
        validators=YEARS,
        error_messages={"invalid": "Ange dagen som ÅÅÅÅ-MM-DD."},
    )


class CaseFilter(forms.Form):
    """`?q=…&lage=…&sort=…`: what a person narrows the list to, for the part in which the person acts."""

    all_optional = True

    q = forms.CharField(label="Sök", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    lage = forms.ChoiceField(label="Läge", required=False, choices=STATES, error_messages=NOT_A_CHOICE)
    sort = forms.ChoiceField(
        label="Sortera",
        required=False,
        choices=[(name, order.label) for name, order in ORDERS.items()],
        error_messages=NOT_A_CHOICE,
    )
    handlaggare = forms.ChoiceField(
        label="Handläggare", required=False, choices=OFFICERS, error_messages=NOT_A_CHOICE, widget=forms.HiddenInput
    )
    tjanst = FilterChoiceField(Service.objects.all(), "name", "supplier__agency__name", label="Tjänst", words="{} ({})")
    myndighet = AgencyField()
    leverantor = FilterChoiceField(Mandate.objects.suppliers(), "agency__name", label="Fördelad till")
    fran = _day("Inkom från och med")
    till = _day("Inkom till och med")
    hos_oss = forms.BooleanField(label="Väntar på oss", required=False)
    sena = forms.BooleanField(label="Över målet", required=False)
    pausade = forms.BooleanField(label="Pausade", required=False)
    efter = KeyField()
    fler = forms.BooleanField(required=False, widget=forms.HiddenInput)
    markera = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data)
        part = user.acting.mandate.part if user.acting else None
        absent = [name for name, parts in ONLY_FOR.items() if part not in parts]
        for name in absent:
            del self.fields[name]
        self.fields["tjanst"].queryset = Service.objects.visible_to(user)

    def clean(self):
        since, until = self.cleaned_data.get("fran"), self.cleaned_data.get("till")
        if since and until and until < since:
            self.add_error("till", "Till-dagen ska vara samma dag som från-dagen eller senare.")

    @property
    def order(self):
        """Return the name of the order that is asked for."""
        return self.cleaned_data.get("sort") or LATEST

    @property
    def more(self):
        """Return the fields that are not always in sight."""
        return [field for field in self.visible_fields() if field.name not in FIRST]

    @property
    def is_more(self):
        """Return whether those are asked for, or any of them is used, or wrong, or may mean several."""
        hits = getattr(self.fields.get("myndighet"), "hits", [])
        return (
            bool(hits)
            or self.cleaned_data.get("fler")
            or any(self.cleaned_data.get(field.name) or field.errors for field in self.more)
        )

    @property
    def query(self):
        """Return what is understood, as the end of an address, and the same however it was written; not where a page begins."""
        understood = {
            name: value for name, value in self.cleaned_data.items() if name not in ("efter", "fler", "markera")
        }
        used = {name: getattr(value, "pk", self[name].data) for name, value in understood.items() if value}
        used |= {name: "on" for name, value in understood.items() if value is True}
        return urlencode({name: value for name, value in used.items() if (name, value) != ("sort", LATEST)})


ONLY_FOR = {
    "leverantor": [Part.COORDINATOR],
    "myndighet": [Part.COORDINATOR, Part.SUPPLIER],
    "handlaggare": [Part.COORDINATOR, Part.SUPPLIER],
    "hos_oss": list(Part),
}


class SaveFilterForm(forms.ModelForm):
    """Under what name? What the list is narrowed to goes along, and is read as any address is."""

    class Meta:
        model = SavedFilter
        fields = ["name", "query"]
        widgets = {"query": forms.HiddenInput}
        help_texts = {"name": "Till exempel ”Att fördela, äldst först”."}
        error_messages = {"name": {"required": "Ge urvalet ett namn.", "max_length": "Namnet får ha högst 60 tecken."}}

    def _post_clean(self):
        """The act holds the rules of the model."""
