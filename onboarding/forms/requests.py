"""What each act on a requested service asks for (7–10 §§)."""

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput
from registry.models import Service


class CloseForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet syns för myndigheten.",
        error_messages={"required": "Ange varför ärendet avslutas."},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Skäl", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


class AcceptForm(forms.Form):
    """Which of the supplier's own published services will be delivered."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Tjänst som ni levererar",
        empty_label="Välj tjänst",
        help_text="Bara en egen, publicerad tjänst kan väljas (4 och 6 §§).",
        error_messages={"required": "Välj vilken av era tjänster ni åtar er att leverera."},
    )

    def __init__(self, data=None, *, asked):
        super().__init__(data, initial={"service": asked.service_id})
        self.fields["service"].queryset = Service.objects.published().filter(supplier=asked.supplier)


class ConnectForm(forms.Form):
    connected_on = forms.DateField(
        label="Ansluten",
        widget=DateInput,
        initial=timezone.localdate,
        help_text="Den dag från vilken myndigheten använder tjänsten.",
        error_messages={"required": "Ange den dag då anslutningen gjordes."},
    )
