"""Which agencies are preparedness agencies, and when (SFS 2022:524, annex 1)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from .agency import Agency
from .period import DateRange, Period, PeriodQuerySet, ends_after_it_starts


class Preparedness(Period):
    """A Preparedness holds the days on which an agency is a preparedness agency."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="preparedness", verbose_name="myndighet")
    basis = models.CharField("stöd", max_length=100)

    objects = PeriodQuerySet["Preparedness"].as_manager()

    class Meta:
        verbose_name = "beredskapsmyndighet"
        verbose_name_plural = "beredskapsmyndigheter"
        constraints = [
            ends_after_it_starts("preparedness_ends_after_it_starts"),
            ExclusionConstraint(
                name="preparedness_once_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Myndigheten är redan beredskapsmyndighet under en del av tiden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, från {self.valid_from:%Y-%m-%d}"
