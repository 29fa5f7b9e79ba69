"""The coordinator allocates (7 §); the supplier assesses (9 §) and may refuse, with reasons (8 §)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.models import Mandate

from .requested_service import RequestedService

REASONS_AT_LEAST = 50  # letters and digits: a proposal, not a rule of the ordinance


class Allocation(models.Model):
    """A requested service allocated to one supplier. History is kept; one stands at a time."""

    requested_service = models.ForeignKey(RequestedService, models.CASCADE, related_name="allocations")
    supplier = models.ForeignKey(
        Mandate, models.PROTECT, related_name="allocations", verbose_name="leverantörsmyndighet"
    )
    motive = models.TextField("motiv", max_length=5000)
    allocated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allocated_at = models.DateTimeField("fördelad", auto_now_add=True)
    ended_at = models.DateTimeField("upphörde", null=True, blank=True)

    class Meta:
        verbose_name = "fördelning"
        verbose_name_plural = "fördelningar"
        ordering = ["allocated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_service"],
                condition=Q(ended_at=None),
                name="one_current_allocation",
                violation_error_message="Tjänsten är redan fördelad till en leverantörsmyndighet.",
            ),
            models.CheckConstraint(
                condition=Q(motive__regex="[[:alnum:]]"),
                name="allocation_has_motive",
                violation_error_message="Ange motivet till fördelningen.",
            ),
        ]
        indexes = [models.Index(fields=["supplier", "requested_service"], name="allocation_by_supplier")]

    def __str__(self):
        return f"{self.requested_service} till {self.supplier.agency}"


class Gain(models.IntegerChoices):
    """A coarse scale, so that no weakness needs to be described (9 §)."""

    NONE = 0, "Ingen"
    SMALL = 1, "Liten"
    NOTABLE = 2, "Märkbar"
    LARGE = 3, "Stor"


class Assessment(models.Model):
    """What the supplier expects of the connection: first higher security, then cost-effectiveness, each with grounds."""

    allocation = models.OneToOneField(Allocation, models.CASCADE, related_name="assessment")
    security_gain = models.PositiveSmallIntegerField("högre säkerhet", choices=Gain)
    security_grounds = models.TextField(
        "grunder för säkerheten", max_length=5000, help_text="Beskriv inte sårbarheter."
    )
    cost_gain = models.PositiveSmallIntegerField("ökad kostnadseffektivitet", choices=Gain)
    cost_grounds = models.TextField("grunder för kostnadseffektiviteten", max_length=5000)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        constraints = [
            models.CheckConstraint(condition=Q(security_gain__in=Gain.values), name="security_gain_on_the_scale"),
            models.CheckConstraint(condition=Q(cost_gain__in=Gain.values), name="cost_gain_on_the_scale"),
        ]

    def __str__(self):
        return f"Bedömning av {self.allocation}"


class Ground(models.TextChoices):
    """Why the supplier lacks the conditions to offer the service: the one legal ground of 8 §, sorted for the account."""

    CAPACITY = "capacity", "Kapacitet saknas"
    COMPETENCE = "competence", "Kompetens saknas"
    SECURITY_LEVEL = "security_level", "Tjänsten når inte upp till den nivå som krävs"
    OPERATIONS = "operations", "Tjänsten kan inte baseras på den egna it-driften (6 §)"
    TECHNOLOGY = "technology", "Tekniken stöds inte"
    OTHER = "other", "Andra förutsättningar saknas"


class RefusalQuerySet(models.QuerySet):
    def during(self, year):
        """The refusals decided in the calendar year, in the order decided (11 §)."""
        return self.filter(decided_on__year=year).order_by("decided_on", "pk")


class Refusal(models.Model):
    """A supplier's decision to refuse connection. Never changed, never deleted, always accounted for (8, 11 §§)."""

    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="refusal")
    ground = models.CharField("förutsättning som saknas", max_length=20, choices=Ground)
    reasons = models.TextField("skäl", max_length=20_000)
    alternatives = models.TextField("alternativ som ni erbjuder", blank=True, max_length=5000)
    diary_number = models.CharField("diarienummer", max_length=50, unique=True)
    decided_on = models.DateField("beslutsdatum")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by_title = models.CharField(max_length=100)
    presented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="föredragande"
    )
    presented_by_title = models.CharField(max_length=100)
    others = models.CharField("andra som deltog i den slutliga handläggningen", max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RefusalQuerySet.as_manager()

    class Meta:
        verbose_name = "nekad anslutning"
        verbose_name_plural = "nekade anslutningar"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reasons__regex=rf"([[:alnum:]][^[:alnum:]]*){{{REASONS_AT_LEAST}}}"),
                name="refusal_has_reasons",
                violation_error_message=(
                    "Ange skälen, med minst 50 tecken. Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
                ),
            ),
            models.CheckConstraint(condition=Q(ground__in=list(Ground)), name="refusal_ground_known"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("presented_by")),
                name="refusal_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
        ]

    def __str__(self):
        return self.diary_number
