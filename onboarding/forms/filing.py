"""7 §: the registration of interest, its answers and the services asked for, as one form."""

from dataclasses import dataclass

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q
from django.utils.html import format_html

from itdrift.forms import DateInput, NumberInput
from registry.models import Service
from registry.workflow import DescriptionStatus

from ..models import InterestRegistration, RequestedService
from ..models.interest import ACKNOWLEDGEMENT

ASK_PERSONAL_DATA = "Ska leverantörsmyndigheten behandla personuppgifter för er räkning?"
NO_SERVICE = "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."
REVIEW = "granska"  # the button that goes on to the review


def offered(case=None):
    """The services to choose among: those published, by category, and those that the draft `case` already names."""
    named = Q(requests__registration=case) if case else Q(pk__in=[])
    found = Service.objects.filter(Q(descriptions__status=DescriptionStatus.PUBLISHED) | named).distinct()
    found = found.order_by("category__sort_name", "sort_name", "pk")
    return found.select_related("category", "supplier__agency").prefetch_related("descriptions")


class FilingForm(forms.ModelForm):
    """The answers, and for each of `services` whether it is wanted, how much of it and from when."""

    use_required_attribute = False  # what is asked of a service is required only when it is wanted

    class Meta:
        model = InterestRegistration
        fields = (
            "need present_solution present_cost security_effect cost_effect other_channel "
            "contact_name contact_email contact_phone own_reference"
        ).split()
        widgets = {
            "need": forms.Textarea({"rows": 7}),
            "present_solution": forms.RadioSelect,
            "present_cost": NumberInput,
            "security_effect": forms.Textarea({"rows": 4}),
            "cost_effect": forms.Textarea({"rows": 4}),
        }
        error_messages = {
            "contact_name": {"required": "Ange en kontaktperson."},
            "contact_email": {"required": "Ange kontaktpersonens e-postadress."},
            "need": {"required": "Beskriv vad ni behöver, och varför."},
            "present_solution": {"required": "Välj vilken lösning ni har i dag."},
        }

    def __init__(self, data=None, *, services, **options):
        super().__init__(data, **options)
        self.services = list(services)
        need = self.fields.pop("need")
        wanted = {name: field for service in self.services for name, field in _fields(service).items()}
        self.fields = {"need": need, **wanted, **_unmet_fields(), **self.fields}  # the order of the page
        self.fields["present_solution"].choices = InterestRegistration.Present.choices  # without the blank one
        self.fields["present_cost"].validators.append(MinValueValidator(0, "Ange kostnaden som noll eller mer."))

    def rows(self):
        """For each service a Row of its bound fields."""
        return [Row(service, *(self[name] for name in _names(service.pk))) for service in self.services]

    def clean(self):
        for service in self.services:
            self._clean_row(service)
        if not self.cleaned_data.get("unmet_need"):
            self.errors.pop("unmet_personal_data", None)
        if self.data.get("sedan") == REVIEW and not self.wanted():
            self.add_error(None, NO_SERVICE)

    def _clean_row(self, service):
        """What is asked of a service counts only when it is wanted; what was newly written is not silently left out."""
        chosen, *details = _names(service.pk)
        if self.cleaned_data.get(chosen):
            return
        written = set(details[:2]) & set(self.changed_data)
        if any(self.data.get(name) for name in written):
            self.add_error(chosen, f"Ni har fyllt i uppgifter om {service}. Välj tjänsten, eller ta bort uppgifterna.")
        for name in details:
            self.errors.pop(name, None)

    def answers(self):
        """The fields of InterestRegistration."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def wanted(self):
        """Dicts of RequestedService's fields, one for each service that is wanted and for the need that none meets."""
        said = self.cleaned_data
        wanted = [(service, _names(service.pk)) for service in self.services if said.get(_names(service.pk)[0])]
        found = [
            {
                "service": service,
                "volume": said.get(much),
                "wanted_from": said.get(start),
                "personal_data": said.get(data),
            }
            for service, (_, much, start, data) in wanted
        ]
        if said.get("unmet_need"):
            keys = {"unmet_need": "unmet_need", "wanted_from": "unmet_from", "personal_data": "unmet_personal_data"}
            found.append({key: said.get(name) for key, name in keys.items()})
        return found


@dataclass(frozen=True)
class Row:
    """A service and its bound fields."""

    service: Service
    chosen: forms.BoundField
    volume: forms.BoundField
    wanted_from: forms.BoundField
    personal_data: forms.BoundField

    @property
    def opened(self):
        """Whether its details are shown from the start."""
        fields = [self.chosen, self.volume, self.wanted_from, self.personal_data]
        return bool(self.chosen.value()) or any(field.errors for field in fields)


def _names(service):
    """The names of the fields of the service with that key: chosen, volume, start, personal data."""
    name = f"tjanst_{service}"
    return [name, f"{name}_volym", f"{name}_start", f"{name}_personuppgifter"]


def _fields(service):
    volume = RequestedService._meta.get_field("volume")
    amount = forms.DecimalField(
        label=f"Volym ({service.unit})",
        required=False,
        min_value=0.01,
        max_digits=volume.max_digits,
        decimal_places=volume.decimal_places,
        widget=NumberInput,
        error_messages={"min_value": "Volymen ska vara större än noll."},
    )
    chosen = forms.BooleanField(label=service.name, required=False, help_text=_offer(service))
    return dict(zip(_names(service.pk), [chosen, amount, _start(), _personal_data()], strict=True))


def _unmet_fields():
    need = forms.CharField(
        label="Behov som ingen tjänst möter",
        required=False,
        max_length=250,
        help_text="En mening om det ni behöver men inte hittar i tjänsteutbudet. Beskriv inte sårbarheter.",
    )
    return {"unmet_need": need, "unmet_from": _start(), "unmet_personal_data": _personal_data()}


def _offer(service):
    """The service in a sentence, its supplier, and its intake unless it is open."""
    description = service.published_description
    closed = "" if service.intake == Service.Intake.OPEN else f" {service.get_intake_display()}."
    return format_html("{} {}.{}", description.summary if description else "", service.supplier.agency, closed)


def _start():
    return forms.DateField(label="Önskad start", required=False, widget=DateInput)


def _personal_data():
    return forms.TypedChoiceField(
        label=ASK_PERSONAL_DATA,
        choices=[("ja", "Ja"), ("nej", "Nej")],
        coerce=lambda answer: answer == "ja",
        widget=forms.RadioSelect,
        help_text="Vid ja ska överenskommelsen innehålla personuppgiftsvillkor (10 §).",
        error_messages={"required": "Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter."},
    )


def said_before(case):
    """What the draft says, as the form's initial values."""
    initial = forms.model_to_dict(case, FilingForm.Meta.fields)
    for asked in case.requested_services.all():
        personal_data = "ja" if asked.personal_data else "nej"
        if asked.service_id:
            said = [True, _short(asked.volume), asked.wanted_from, personal_data]
            initial |= dict(zip(_names(asked.service_id), said, strict=True))
        else:
            initial |= {"unmet_need": asked.unmet_need, "unmet_from": asked.wanted_from}
            initial["unmet_personal_data"] = personal_data
    return initial


def _short(number):
    """10 rather than 10.00, as a person writes it."""
    return number if number is None or number % 1 else int(number)


def chosen_from(service):
    """The initial values when the page is reached from a service in the catalogue; `service`: its key, or None."""
    return {_names(service)[0]: True} if service else {}


class FromCatalogue(forms.Form):
    """`?tjanst=`: the service from whose page the person came."""

    tjanst = forms.IntegerField(min_value=1)


class AcknowledgeForm(forms.Form):
    """The last question before the registration is sent."""

    acknowledged = forms.BooleanField(
        label=ACKNOWLEDGEMENT,
        error_messages={"required": "Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."},
    )
