"""The forms of 12 § ask which fees to show, and what the supplier decides."""

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput
from itdrift.number_fields import NumberField
from registry.models import Mandate

from ..models import Fee
from ..workflow import Component
from .consultation import consulted


class FeeFilter(forms.Form):
    """Asks which fees the price list shows."""

    all_optional = True
    leverantor = forms.ModelChoiceField(Mandate.objects.suppliers(), required=False, label="Leverantörsmyndighet")
    tidigare = forms.BooleanField(required=False, label="Visa även tidigare avgifter")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leverantor"].empty_label = "Alla"
        self.fields["leverantor"].label_from_instance = lambda mandate: mandate.agency.name


class SetFeeForm(forms.Form):
    """Asks what the supplier decides."""

    component = forms.ChoiceField(
        label="Avgift", choices=Component, widget=forms.RadioSelect, initial=Component.RUNNING
    )
    amount = NumberField(
        label="Belopp, kronor",
        max_digits=Fee._meta.get_field("amount").max_digits,
        decimal_places=Fee._meta.get_field("amount").decimal_places,
        help_text="Per enhet och år för en löpande avgift, per anslutning för en engångsavgift.",
        error_messages={"required": "Ange beloppet i kronor.", "invalid": "Skriv ett belopp, till exempel 125 000,50."},
    )
    valid_from = forms.DateField(
        label="Gäller från och med",
        widget=DateInput,
        help_text="Den avgift som gäller nu upphör samma dag.",
        error_messages={"required": "Ange den dag som avgiften börjar gälla."},
    )
    decision_reference = forms.CharField(
        label="Beslutets beteckning",
        max_length=Fee._meta.get_field("decision_reference").max_length,
        help_text="Diarienumret på ert beslut om avgiften.",
        error_messages={"required": "Ange beslutets beteckning."},
    )
    consulted_on = forms.DateField(
        label="Dag för samråd om avgiften",
        required=False,
        widget=DateInput,
    )
    not_consulted_because = forms.CharField(
        label="Varför samråd inte har skett",
        required=False,
        max_length=Fee._meta.get_field("not_consulted_because").max_length,
        help_text="Fylls i när dagen ovan är tom.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consulted_on"].help_text = (
            f"Samråd med {consulted(timezone.localdate())} ska ske vart tredje år och när en avgift införs eller ändras "
            "väsentligt (7 § avgiftsförordningen)."
        )
