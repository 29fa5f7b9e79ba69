"""7 §: the step in which the agency says what it needs: services of the catalogue, or what none of them meets yet."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.utils.html import format_html

from registry.models import Service
from registry.workflow import DescriptionStatus

from ..models import RequestedService
from .draft import NO_SERVICE
from .forms import StepForm
from .questions import field_of

NO_SUCH = "Beskriv behovet i en mening, eller avmarkera att ni har ett sådant behov."


def offered(case=None):
    """Return the services to choose among: those published, by category, and those that the draft `case` already names."""
    named = Q(requests__registration=case) if case else Q(pk__in=[])
    found = Service.objects.filter(Q(descriptions__status=DescriptionStatus.PUBLISHED) | named).distinct()
    found = found.order_by("category__sort_name", "sort_name", "pk")
    return found.select_related("category", "supplier__agency").prefetch_related("descriptions")


class NeedForm(StepForm):
    """The need, and for each service (and for what no service meets) whether it is wanted, how much and when.

    What is asked of a service has its key in the field's name: a service that nobody has asked for has none of its own
    yet, so here the key is the catalogue's. 0: the need that no service meets.
    """

    depends = {"unmet_need"}

    def __init__(self, data=None, *, step, draft, **options):
        before = {service.service_id: service for service in draft.requested_services}
        self.choices = [CatalogueChoice(service, before.get(service.pk)) for service in offered(draft.case)]
        self.choices.append(CatalogueChoice(None, before.get(None)))
        super().__init__(data, step=step, draft=draft, **options)
        for choice in self.choices:
            self.fields[choice.chosen] = forms.BooleanField(label=choice.label, required=False, help_text=choice.offer)
            self.initial.setdefault(choice.chosen, choice.before is not None and not choice.before.set_aside)
        self.fields["unmet_need"] = forms.CharField(
            label="Behovet i en mening", required=False, max_length=250, help_text="Beskriv inte sårbarheter."
        )
        self.initial["unmet_need"] = self.choices[-1].before.unmet_need if self.choices[-1].before else ""

    def of_services(self):
        """Return every choice, as a service asked for; its key is the catalogue's."""
        return [choice.requested_service for choice in self.choices]

    def clean(self):
        self.requested_services = [
            choice.requested_service for choice in self.choices if self.cleaned_data.get(choice.chosen)
        ]
        super().clean()
        for choice in self.choices:
            if not self.cleaned_data.get(choice.chosen):
                self._check_not_lost(choice)
        if self.cleaned_data.get("tjanst_0") and not self.cleaned_data.get("unmet_need", "x"):
            self.add_error("unmet_need", NO_SUCH)

    def _ask_for_what_is_missing(self, answers):
        super()._ask_for_what_is_missing(answers)
        if not answers.services:
            self.add_error(self.choices[0].chosen, NO_SERVICE)

    def _check_not_lost(self, choice):
        """What is newly written of a service that is not chosen is not silently left out."""
        names = [field_of(question, choice.requested_service) for question in self.step.of_services]
        names += ["unmet_need"] if choice.service is None else []
        if any(self.data.get(name) for name in set(names) & set(self.changed_data)):
            self.add_error(
                choice.chosen, f"Ni har fyllt i uppgifter om {choice}. Välj tjänsten, eller ta bort uppgifterna."
            )
        for name in names:
            self.errors.pop(name, None)

    def changes(self):
        return {"answers": self.answers(), "wanted": self.wanted(), **self.place()}

    def wanted(self):
        """Return dicts of RequestedService's fields, one for each service that is chosen and for the need that none meets."""
        chosen = [choice for choice in self.choices if self.cleaned_data.get(choice.chosen)]
        return [{**choice.fields(self.cleaned_data), **self._of(choice.requested_service)} for choice in chosen]

    def cards(self):
        """Return for each choice: itself, whether it is chosen, and its bound fields."""
        return [
            (
                choice,
                self[choice.chosen],
                [self[field_of(question, choice.requested_service)] for question in self._questions_of(choice)],
            )
            for choice in self.choices
        ]

    def _questions_of(self, choice):
        return [question for question in self.step.of_services if question.unit != "volume" or choice.service]


@dataclass(frozen=True)
class CatalogueChoice:
    """A service of the catalogue, or None for a need that none meets; before: the draft's RequestedService about it, or None."""

    service: Service
    before: RequestedService

    def __str__(self):
        return str(self.service) if self.service else "ett behov som ingen tjänst möter"

    @property
    def chosen(self):
        """Return the name of the field that says that it is wanted."""
        return f"tjanst_{self.service.pk if self.service else 0}"

    @property
    def requested_service(self):
        """Return the draft's requested service about it, or an empty one, with the catalogue's key."""
        requested_service = RequestedService(pk=self.service.pk if self.service else 0, service=self.service)
        requested_service.unmet_need = "" if self.service else self.label
        for name in ("volume", "wanted_from", "latest_on", "latest_reason") if self.before else ():
            setattr(requested_service, name, getattr(self.before, name))
        return requested_service

    @property
    def label(self):
        return self.service.name if self.service else "Ett behov som ingen tjänst möter"

    @property
    def offer(self):
        """The service in a sentence, its supplier, and its intake unless it is open."""
        if self.service is None:
            return "Något som ni inte hittar i tjänsteutbudet."
        description = self.service.published_description
        closed = "" if self.service.intake == Service.Intake.OPEN else f" {self.service.get_intake_display()}."
        return format_html("{} {}.{}", description.summary if description else "", self.service.supplier.agency, closed)

    def fields(self, cleaned_data):
        """Return which service or need it is, as fields of RequestedService."""
        return {"service": self.service, "unmet_need": "" if self.service else cleaned_data["unmet_need"]}


class FromCatalogue(forms.Form):
    """`?tjanst=`: the service from whose page the person came."""

    tjanst = forms.IntegerField(min_value=1, max_value=2**31, widget=forms.HiddenInput)
