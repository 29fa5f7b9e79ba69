"""Logging in, choosing a mandate, reading notices and choosing how much e-mail one wants."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.http import url_has_allowed_host_and_scheme

from itdrift.templatetags.swedish import liten

from ..models import Membership
from ..models.person import Mailing


class LogInForm(AuthenticationForm):
    """Logs in, and says what is wrong in plain words."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen.",
    }


class SwitchForm(forms.Form):
    """Asks for one of the person's own memberships."""

    membership = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Mitt uppdrag",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Välj det uppdrag som du vill arbeta i.",
            "invalid_choice": "Välj ett av dina uppdrag.",
        },
    )

    next = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean_next(self):
        """Return an address of our own alone."""
        path = self.cleaned_data["next"]
        ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
        return path if ours else ""

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, initial={"membership": user.acting}, **kwargs)
        field = self.fields["membership"]
        field.queryset = user.memberships.current().select_related("mandate__agency")
        field.label_from_instance = lambda membership: f"{membership.mandate}, {liten(membership.get_role_display())}"


class MailingForm(forms.Form):
    """Asks how much e-mail the person wants."""

    mailing = forms.ChoiceField(
        label="E-post om det som händer",
        choices=Mailing.choices,
        widget=forms.RadioSelect,
        help_text="Allt visas alltid på den här sidan, vad du än väljer.",
        error_messages={"required": "Välj när du vill ha e-post.", "invalid_choice": "Välj ett av alternativen."},
    )


class NoticePage(forms.Form):
    """Takes `?efter=`: where the page before ended, as whether that notice was unread and its key."""

    efter = forms.RegexField(r"^[01]_\d{1,18}\Z", required=False)

    def after(self):
        """Return the pair (unread, pk), or None at the first page and for what cannot be understood."""
        text = self.cleaned_data["efter"] if self.is_valid() else ""
        unread, _, pk = text.partition("_")
        return (unread == "1", int(pk)) if text else None


class ReadAllForm(forms.Form):
    """Takes the last notice that the person was shown: what comes after that is not read."""

    till = forms.IntegerField(min_value=1, max_value=2**63 - 1)
