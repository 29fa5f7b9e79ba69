"""What narrows the list of cases, and where its page begins."""

from django import forms

from ..workflow import Status
from ..worklist import key_from

STATES = [("", "Alla"), ("open", "Pågående"), *[choice for choice in Status.choices if choice[0] != Status.DRAFT]]


class KeyField(forms.RegexField):
    """Where the page before ended: microseconds and a row's key."""

    def __init__(self):
        super().__init__(
            r"^\d{1,16}_\d{1,18}\Z",
            required=False,
            widget=forms.HiddenInput,
            error_messages={"invalid": "Adressen till sidan är fel. Här visas den första sidan."},
        )

    def clean(self, value):
        text = super().clean(value)
        return key_from(text) if text else None


class CaseFilter(forms.Form):
    """`?q=…&lage=…&efter=…`"""

    all_optional = True

    q = forms.CharField(label="Sök", required=False, max_length=100, widget=forms.TextInput({"type": "search"}))
    lage = forms.ChoiceField(label="Läge", required=False, choices=STATES)
    efter = KeyField()
