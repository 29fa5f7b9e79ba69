"""10 § first paragraph: what is said when a requested service is connected."""

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput


class ConnectForm(forms.Form):
    connected_on = forms.DateField(
        label="Ansluten",
        widget=DateInput,
        initial=timezone.localdate,
        help_text="Den dag från vilken myndigheten använder tjänsten.",
        error_messages={"required": "Ange den dag då anslutningen gjordes."},
    )
