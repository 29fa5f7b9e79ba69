"""What assessing and prioritising ask for (9 §)."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html

from itdrift.forms import SharedForm
from registry.acts import fingerprint
from registry.models import Service

from ..models import Assessment, Gain, Opinion, RequestedService
from ..paging import ListPage
from ..presenting import PresentingForm
from .reading import competing_for

SHOWN = 100  # in a list of checkboxes; the rest are found by a search
GONE = "Någon av intresseanmälningarna konkurrerar inte längre om tjänsten. Välj igen."
NAME_NOBODY = "Nämn inga myndigheter och beskriv inte sårbarheter."


def _gain(label, required):
    return forms.TypedChoiceField(
        label=label, choices=Gain.choices, coerce=int, widget=forms.RadioSelect, error_messages={"required": required}
    )


class JudgementForm(forms.ModelForm):
    """First security, then cost-effectiveness, each with its grounds."""

    security_gain = _gain("Högre säkerhet", "Bedöm om anslutningen leder till högre säkerhet.")
    cost_gain = _gain("Ökad kostnadseffektivitet", "Bedöm om anslutningen leder till ökad kostnadseffektivitet.")

    class Meta:
        fields = ["security_gain", "security_grounds", "cost_gain", "cost_grounds"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("security_grounds", "cost_grounds")}
        error_messages = {
            "security_grounds": {"required": "Ange grunderna för bedömningen av säkerheten."},
            "cost_grounds": {"required": "Ange grunderna för bedömningen av kostnadseffektiviteten."},
        }

    def _post_clean(self):
        """The act holds the rules of the model."""


class AssessForm(JudgementForm):
    """One's own opinion."""

    class Meta(JudgementForm.Meta):
        model = Opinion


class SettleForm(SharedForm, JudgementForm):
    """What both agree on."""

    class Meta(JudgementForm.Meta):
        model = Assessment


class OwnServiceChoice(forms.Form):
    """`?tjanst=…`: for which of the supplier's own services capacity is short."""

    tjanst = forms.ModelChoiceField(
        Service.objects.none(),
        label="Tjänst",
        empty_label="Välj tjänst",
        error_messages={
            "required": "Välj den tjänst som kapaciteten inte räcker för.",
            "invalid_choice": "Välj en av era egna tjänster.",
        },
    )

    def __init__(self, data, *, supplier):
        super().__init__(data)
        self.fields["tjanst"].queryset = Service.objects.filter(supplier=supplier)


class CompetitorsField(forms.ModelMultipleChoiceField):
    """Which requested services compete, of those that may."""

    def __init__(self):
        super().__init__(
            RequestedService.objects.none(),
            label="Intresseanmälningar som konkurrerar",
            widget=forms.CheckboxSelectMultiple,
            help_text="Minst två. De är fördelade till er, och ni har inte ingått överenskommelse om dem.",
            error_messages={
                "required": "Välj minst två intresseanmälningar.",
                **dict.fromkeys(["invalid_choice", "invalid_pk_value"], GONE),
            },
        )

    def offer(self, competing, chosen=(), among=None):
        """Let any that competes be chosen; show the chosen, and the first SHOWN `among` them. Returns what is shown."""
        self.queryset = competing
        first = list((competing if among is None else among)[:SHOWN])
        shown = [*chosen, *(requested_service for requested_service in first if requested_service not in chosen)]
        self.choices = [
            (requested_service.pk, self.label_from_instance(requested_service)) for requested_service in shown
        ]
        return shown

    def label_from_instance(self, requested_service):
        received = timezone.localdate(requested_service.received_at)
        note = f"{requested_service.registration.diary_number}, inkom {received}"
        return format_html('{}<span class="table__note">{}</span>', requested_service.agency.name, note)


class DeclareShortageForm(forms.Form):
    """Why capacity is short for the service, and who competes for it."""

    shortage = forms.CharField(
        label="Varför kapaciteten inte räcker",
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=f"Texten tas med i redovisningen till regeringen (11 §). {NAME_NOBODY}",
        error_messages={"required": "Ange varför kapaciteten inte räcker."},
    )
    requested_services = CompetitorsField()

    def __init__(self, data=None, *, service, user):
        super().__init__(data)
        competing = competing_for(service, user)
        self.fields["requested_services"].initial = self.competing = self.fields["requested_services"].offer(competing)
        self.total = competing.count()


class CompetitorsSearch(forms.Form):
    """`?q=…`: which of those that compete are shown to be added."""

    q = forms.CharField(label="Sök myndighet eller diarienummer", required=False, max_length=100)

    def narrowed(self, competing):
        """Return those that say every word."""
        words = self.cleaned_data["q"].lower().split() if self.is_valid() else []
        return competing.filter(*[Q(words__contains=word) for word in words])


class ChangeCompetitorsForm(SharedForm):
    """Who competes, of the cases that the person may know of. search: a CompetitorsSearch."""

    requested_services = CompetitorsField()

    def __init__(self, data=None, *, prioritisation, user, search):
        self.competing = competing_for(prioritisation.service, user)
        self.chosen = list(
            self.competing.filter(allocations__competitions__prioritisation=prioritisation, allocations__ended_at=None)
        )
        super().__init__(data, now=fingerprint(sorted(requested_service.pk for requested_service in self.chosen)))
        found = search.narrowed(self.competing)
        ticked = self.competing.filter(pk__in=self._ticked()).exclude(
            pk__in=[requested_service.pk for requested_service in self.chosen]
        )
        self.shown = self.fields["requested_services"].offer(self.competing, [*self.chosen, *ticked], found)
        self.fields["requested_services"].initial = self.chosen
        self.total = self.competing.count()

    def _ticked(self):
        """Return the keys that are sent: they stay on the page when something else is wrong."""
        sent = self.data.getlist("requested_services") if hasattr(self.data, "getlist") else []
        return [int(key) for key in sent if key.isdecimal() and len(key) < 19]

    def show_theirs(self):
        """Show who competes now, as another saved it."""
        self.theirs = [
            ("De som konkurrerar nu", "\n".join(requested_service.agency.name for requested_service in self.chosen))
        ]
        self.data = self.data.copy()
        self.data["seen"] = self.now


class PrioritiseForm(SharedForm, PresentingForm):
    """The motivation, and who took part. `seen` is the order that the decision maker has before her."""

    depends = ("presented_by", "no_presenter", "others")
    field_order = ("seen", "motivation")

    motivation = forms.CharField(
        label="Motivering",
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=f"Motiveringen tas med i redovisningen till regeringen (11 §). {NAME_NOBODY}",
        error_messages={"required": "Ange motiveringen till ordningen (32 § förvaltningslagen)."},
    )

    def __init__(self, data=None, *, comparison):
        super().__init__(data, now=comparison.fingerprint)
        self.offer(comparison.prioritisation.presenters().exclude(user=comparison.user))

    def show_theirs(self):
        """Show nothing beside: the order stands on the page as it is now."""
        super().show_theirs()
        self.theirs = []


class QueuePage(ListPage):
    """`?tjanst=…`: for which service, by its key."""

    tjanst = forms.IntegerField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": "Adressen till sidan är fel. Här visas den tjänst som flest väntar på."},
    )


class CancelPrioritisationForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Till exempel att kapaciteten har byggts ut, eller att för få konkurrerar.",
        error_messages={"required": "Ange varför prioriteringen avbryts."},
    )
