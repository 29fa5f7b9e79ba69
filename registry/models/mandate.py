"""In which part an agency takes part, and when (4–5 §§; suppliers by SFS 2025:936)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models

from ..ordinance import Part
from .agency import Agency
from .period import DateRange, Period, PeriodQuerySet, ends_after_it_starts


class MandateQuerySet(PeriodQuerySet["Mandate"]):
    def suppliers(self) -> Self:
        return self.filter(part=Part.SUPPLIER).select_related("agency").order_by("agency__sort_name")

    def coordinator(self) -> Mandate:
        """Return the coordinating agency's mandate today (4 §)."""
        return self.current().select_related("agency").get(part=Part.COORDINATOR)


def coordinating_agency() -> Agency:
    """Return the Agency that coordinates today (4 §)."""
    return Mandate.objects.coordinator().agency


class Mandate(Period):
    """A Mandate is an agency in one part. Försäkringskassan holds three, and they never mix."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mandates", verbose_name="myndighet")
    part = models.CharField("del", max_length=20, choices=Part)
    basis = models.CharField("stöd", max_length=100)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["agency__sort_name", "part"]
        constraints = [
            ends_after_it_starts("mandate_ends_after_it_starts"),
            models.CheckConstraint(
                condition=models.Q(part__in=list(Part)),
                name="mandate_part_known",
                violation_error_message="Välj ett uppdrag i listan.",
            ),
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("part", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Myndigheten har redan det uppdraget under en del av tiden.",
            ),
            ExclusionConstraint(
                name="one_coordinator_at_a_time",
                expressions=[
                    ("part", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(part=Part.COORDINATOR),
                violation_error_message="Det finns en samordnande myndighet åt gången (4 §).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}{Part(self.part).suffix}"

    def clean(self) -> None:
        super().clean()
        if self.agency_id and not self.agency.under_government:
            raise ValidationError({"agency": "Bara en myndighet under regeringen kan delta (3 §)."})

    def is_party(self, mandate: Mandate) -> bool:
        """Acts that make something new are asked of the mandate itself."""
        return mandate.pk == self.pk
