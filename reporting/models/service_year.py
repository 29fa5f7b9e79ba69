"""What a supplier knows of one service in one year. Missing is never zero, and the database holds to it."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from itdrift.templatetags.swedish import liten
from registry.models import Service

from .data_request import DataRequest


class MeasureState(models.TextChoices):
    """How well a value is known."""

    MEASURED = "measured", "Uppmätt"
    ESTIMATED = "estimated", "Uppskattat"
    MISSING = "missing", "Uppgift saknas"
    NOT_APPLICABLE = "not_applicable", "Ej tillämpligt"


class UnitBasis(models.TextChoices):
    """How the volume was taken; the cost is divided by it on the same basis."""

    POINT = "point", "Läget den 31 december"
    MEAN = "mean", "Medelvärde över året"
    PEAK = "peak", "Högsta värdet under året"


# Each measure and its values; a measure has also a state, a source, a comment and a break. Empty state: not answered yet.
MEASURES = {
    "units": ["units"],
    "cost": ["total_cost"],
    "availability": ["agreed_minutes", "available_minutes"],
    "nki": ["nki_mean", "nki_answered", "nki_asked"],
}
LABELS = {"units": "Volym", "cost": "Kostnad", "availability": "Tillgänglighet", "nki": "Kundnöjdhet (NKI)"}
KNOWN = [MeasureState.MEASURED, MeasureState.ESTIMATED]
WITHIN_AGREED = "Den tillgängliga tiden kan inte vara längre än den överenskomna öppettiden."
INDEX = "NKI är ett index mellan 0 och 100."
WITHIN_ASKED = "Fler kan inte ha svarat än som tillfrågades, och minst en ska ha svarat."
WITHOUT_HOURS = "Ingen öppettid är överenskommen i tjänstebeskrivningen. Välj ”Ej tillämpligt”, utan minuter."
NOT_BELOW_ZERO = "Volym och kostnad kan inte vara mindre än noll."


def hours_of(service: Service, day: date) -> str:
    """Return the opening hours that were agreed for the service on the day, or ""."""
    description = service.description_on(day)
    return description.opening_hours.strip() if description else ""


def _state(label: str) -> models.CharField:
    return models.CharField(label, max_length=15, choices=MeasureState, blank=True)


def _source() -> models.CharField:
    return models.CharField("källa", max_length=200, blank=True)


def _comment() -> models.CharField:
    return models.CharField("kommentar", max_length=500, blank=True)


def _break() -> models.CharField:
    """Why the year cannot be compared with the one before; "" where it can."""
    return models.CharField("om åren inte går att jämföra: varför", max_length=500, blank=True)


def _value_when_known(measure: str, values: list[str]) -> models.CheckConstraint:
    there = Q(**{f"{value}__isnull": False for value in values}, **{f"{measure}_state__in": KNOWN})
    absent = Q(
        **dict.fromkeys(values), **{f"{measure}_state__in": ["", MeasureState.MISSING, MeasureState.NOT_APPLICABLE]}
    )
    return models.CheckConstraint(
        condition=there | absent,
        name=f"{measure}_known_or_missing",
        violation_error_message=f"{LABELS[measure]}: ett värde anges när det är uppmätt eller uppskattat, annars inte.",
    )


def _estimate_explained(measure: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(**{f"{measure}_state": MeasureState.ESTIMATED}) | Q(**{f"{measure}_comment__regex": r"\S"}),
        name=f"{measure}_estimate_explained",
        violation_error_message=f"{LABELS[measure]}: ange hur uppskattningen är gjord.",
    )


def _source_named(measure: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(**{f"{measure}_state__in": KNOWN}) | Q(**{f"{measure}_source__regex": r"\S"}),
        name=f"{measure}_source_named",
        violation_error_message=f"{LABELS[measure]}: ange källan, till exempel ett system eller en mätning.",
    )


class ServiceYear(models.Model):
    """The measured inputs of the indicators for one service."""

    request = models.ForeignKey(DataRequest, models.PROTECT, related_name="service_years")
    service = models.ForeignKey(Service, models.PROTECT, related_name="years")
    unit = models.CharField("enhet", max_length=50)
    units_state = _state("volymen är")
    units = models.DecimalField("volym", max_digits=14, decimal_places=2, null=True, blank=True)
    unit_basis = models.CharField("mätt som", max_length=10, choices=UnitBasis, default=UnitBasis.POINT)
    units_source = _source()
    units_comment = _comment()
    units_break = _break()
    cost_state = _state("kostnaden är")
    total_cost = models.DecimalField("total kostnad, kronor", max_digits=15, decimal_places=2, null=True, blank=True)
    cost_source = _source()
    cost_comment = _comment()
    cost_break = _break()
    availability_state = _state("tillgängligheten är")
    agreed_minutes = models.PositiveBigIntegerField("överenskommen öppettid, minuter", null=True, blank=True)
    available_minutes = models.PositiveBigIntegerField("tillgänglig tid, minuter", null=True, blank=True)
    availability_source = _source()
    availability_comment = _comment()
    availability_break = _break()
    nki_state = _state("kundnöjdheten är")
    nki_mean = models.DecimalField("NKI, medelvärde 0–100", max_digits=5, decimal_places=2, null=True, blank=True)
    nki_answered = models.PositiveIntegerField("svarande myndigheter", null=True, blank=True)
    nki_asked = models.PositiveIntegerField("tillfrågade myndigheter", null=True, blank=True)
    nki_source = _source()
    nki_comment = _comment()
    nki_break = _break()

    class Meta:
        verbose_name = "uppgifter om en tjänst"
        verbose_name_plural = "uppgifter om tjänster"
        ordering = ["service__sort_name", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "service"],
                name="service_once_in_a_request",
                violation_error_message="Tjänsten finns redan i underlaget.",
            ),
            *(_value_when_known(measure, values) for measure, values in MEASURES.items()),
            *(_estimate_explained(measure) for measure in MEASURES),
            *(_source_named(measure) for measure in MEASURES),
            models.CheckConstraint(
                condition=Q(available_minutes=None)
                | Q(available_minutes__lte=F("agreed_minutes"), agreed_minutes__gt=0),
                name="available_within_agreed",
                violation_error_message=WITHIN_AGREED,
            ),
            models.CheckConstraint(
                condition=Q(nki_mean=None) | Q(nki_mean__gte=0, nki_mean__lte=100),
                name="nki_between_0_and_100",
                violation_error_message=INDEX,
            ),
            models.CheckConstraint(
                condition=Q(nki_answered=None) | Q(nki_answered__gte=1, nki_answered__lte=F("nki_asked")),
                name="answered_within_asked",
                violation_error_message=WITHIN_ASKED,
            ),
            models.CheckConstraint(
                condition=(Q(units=None) | Q(units__gte=0)) & (Q(total_cost=None) | Q(total_cost__gte=0)),
                name="units_and_cost_not_below_zero",
                violation_error_message=NOT_BELOW_ZERO,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.request.report.year}"

    def unanswered(self) -> list[str]:
        """Return the labels of the measures that have no state yet."""
        return [LABELS[measure] for measure in MEASURES if not getattr(self, f"{measure}_state")]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """The database holds them, and the form says at its fields what they would refuse: no question for each."""

    def clean(self) -> None:
        """No hours agreed, no share of them (indicator 6)."""
        if self.availability_state in KNOWN and not hours_of(self.service, self.request.report.last_day):
            raise ValidationError({"availability_state": WITHOUT_HOURS})

    def unexplained_break(self, before: "ServiceYear | None") -> str:
        """Why the volume cannot be compared with the one before (a ServiceYear or None) and nobody says so; "" otherwise."""
        if before is None or self.units_break.strip() or None in (self.units, before.units):
            return ""
        then, now = (f"{y.unit}, {liten(y.get_unit_basis_display())}" for y in (before, self))
        if then == now:
            return ""
        return f"Volymen angavs förra året som {then}, och nu som {now}. Ange vad som gör att åren inte kan jämföras."
