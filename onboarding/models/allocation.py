"""The coordinator allocates (7 §); the supplier assesses (9 §)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registry.models import Mandate

from .requested_service import RequestedService

if TYPE_CHECKING:
    from .prioritisation import Opinion


class Allocation(models.Model):
    """A requested service allocated to one supplier. History is kept; one stands at a time."""

    requested_service = models.ForeignKey(RequestedService, models.CASCADE, related_name="allocations")
    supplier = models.ForeignKey(
        Mandate, models.PROTECT, related_name="allocations", verbose_name="leverantörsmyndighet"
    )
    motive = models.TextField("motiv", max_length=5000)
    allocated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    allocated_at = models.DateTimeField("fördelad", default=timezone.now, editable=False)
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

    def __str__(self) -> str:
        return f"{self.requested_service} till {self.supplier.agency}"

    def again(self, requested_service: RequestedService) -> Allocation:
        """Return the coordinator's same allocation of another requested service, or anew of its own; unsaved."""
        same = {name: getattr(self, name) for name in ("supplier", "motive", "allocated_by", "allocated_at")}
        return Allocation(requested_service=requested_service, **same)

    @property
    def standing_opinions(self) -> list[Opinion]:
        """Return what its assessors have judged, each alone: none, one or two. Not to be shown before both are in (9 §)."""
        return [opinion for opinion in self.opinions.all() if not opinion.set_aside]


class Gain(models.IntegerChoices):
    """A coarse scale, so that no weakness needs to be described (9 §)."""

    NONE = 0, "Ingen"
    SMALL = 1, "Liten"
    NOTABLE = 2, "Märkbar"
    LARGE = 3, "Stor"


class Assessment(models.Model):
    """What the supplier expects of the connection, as its two assessors agree: first higher security, then cost (9 §).

    agreed_with: who proposed it, where the two had judged differently and the other confirmed; None where they judged alike
    or a decision maker decided.
    """

    allocation = models.OneToOneField(Allocation, models.CASCADE, related_name="assessment")
    security_gain = models.PositiveSmallIntegerField("högre säkerhet", choices=Gain)
    security_grounds = models.TextField(
        "grunder för säkerheten", max_length=5000, help_text="Beskriv inte sårbarheter."
    )
    cost_gain = models.PositiveSmallIntegerField("ökad kostnadseffektivitet", choices=Gain)
    cost_grounds = models.TextField("grunder för kostnadseffektiviteten", max_length=5000)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_with = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "bedömning"
        verbose_name_plural = "bedömningar"
        constraints = [
            models.CheckConstraint(
                condition=Q(security_gain__in=Gain.values),
                name="security_gain_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
            models.CheckConstraint(
                condition=Q(cost_gain__in=Gain.values),
                name="cost_gain_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedömning av {self.allocation}"

    @property
    def gains(self) -> tuple[int, int]:
        return self.security_gain, self.cost_gain


class ProposedAssessment(models.Model):
    """What one of two assessors who differ proposes that they agree on; it goes when the other has confirmed it (9 §)."""

    allocation = models.OneToOneField(Allocation, models.CASCADE, related_name="proposed_assessment")
    security_gain = models.PositiveSmallIntegerField("högre säkerhet", choices=Gain)
    security_grounds = models.TextField("grunder för säkerheten", max_length=5000)
    cost_gain = models.PositiveSmallIntegerField("ökad kostnadseffektivitet", choices=Gain)
    cost_grounds = models.TextField("grunder för kostnadseffektiviteten", max_length=5000)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "förslag till gemensam bedömning"
        verbose_name_plural = "förslag till gemensam bedömning"
        constraints = [
            models.CheckConstraint(
                condition=Q(security_gain__in=Gain.values, cost_gain__in=Gain.values),
                name="proposed_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
            models.CheckConstraint(
                condition=Q(security_grounds__regex="[[:alnum:]]", cost_grounds__regex="[[:alnum:]]"),
                name="proposed_with_grounds",
                violation_error_message="Ange grunderna för bedömningen (9 §).",
            ),
        ]

    def __str__(self) -> str:
        return f"Förslag till bedömning av {self.allocation}"

    @property
    def content(self) -> tuple[int, str, int, str]:
        """Return all that the two are to agree on, word for word."""
        return self.security_gain, self.security_grounds, self.cost_gain, self.cost_grounds
