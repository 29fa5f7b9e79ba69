"""Diary numbers: a series for each agency and year, without gaps (OSL 5 kap. 2 §)."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from registry.models import Agency


class DiarySeries(models.Model):
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "diarieserie"
        verbose_name_plural = "diarieserier"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year"],
                name="one_diary_series_a_year",
                violation_error_message="Myndigheten har redan ett diarium för året.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.year}"

    @classmethod
    def hold(cls, agencies: Iterable[Agency]) -> list[Self]:
        """Return this year's series of each agency, locked until the act is committed: no gaps.

        In the order of the agencies, whoever asks: two acts never wait for each other both ways. An act that numbers
        in several cases holds all its series first.
        """
        year = timezone.localdate().year
        in_order = sorted({agency.pk for agency in agencies})
        theirs = cls.objects.filter(agency__in=in_order, year=year)
        # begun before any is locked, so that who waits for another's new series holds none
        known = set(theirs.values_list("agency", flat=True))
        new = [cls(agency_id=key, year=year) for key in in_order if key not in known]
        cls.objects.bulk_create(new, ignore_conflicts=True)
        # only their numbers change, not their keys; the order is that of every act that numbers
        return list(theirs.select_for_update(no_key=True).order_by("agency_id"))

    @classmethod
    def take(cls, agencies: Iterable[Agency]) -> list[Self]:
        """Return the series with the next number of each taken: a DiaryCase's, or the database refuses the transaction."""
        held = cls.hold(agencies)
        cls.objects.filter(pk__in=[series.pk for series in held]).update(last=F("last") + 1)
        for series in held:
            series.last += 1
        return held
