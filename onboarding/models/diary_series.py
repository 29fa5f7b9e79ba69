"""Diary numbers: a series for each agency and year, without gaps (OSL 5 kap. 2 §)."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils import timezone

from registry.models import Agency

# This year's of the agencies, locked in the order in which every act that numbers takes them: all of them, or none where one
# has not begun yet. Only their numbers change, not their keys.
HOLD = """
SELECT * FROM onboarding_diaryseries WHERE agency_id = ANY (%(agencies)s) AND year = %(year)s
AND %(count)s = (SELECT count(*) FROM onboarding_diaryseries WHERE agency_id = ANY (%(agencies)s) AND year = %(year)s)
ORDER BY agency_id FOR NO KEY UPDATE
"""
# The same, and the next number of each is taken.
TAKE = """
WITH held AS (
    SELECT id FROM onboarding_diaryseries WHERE agency_id = ANY (%(agencies)s) AND year = %(year)s
    AND %(count)s = (SELECT count(*) FROM onboarding_diaryseries WHERE agency_id = ANY (%(agencies)s) AND year = %(year)s)
    ORDER BY agency_id FOR NO KEY UPDATE)
UPDATE onboarding_diaryseries series SET last = series.last + 1 FROM held WHERE held.id = series.id RETURNING series.*
"""


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
        return cls._locked(HOLD, agencies)

    @classmethod
    def take(cls, agencies: Iterable[Agency]) -> list[Self]:
        """Return the series with the next number of each taken: a DiaryCase's, or the database refuses the transaction."""
        return sorted(cls._locked(TAKE, agencies), key=lambda series: series.agency_id)

    @classmethod
    def _locked(cls, statement: str, agencies: Iterable[Agency]) -> list[Self]:
        """Return what the statement does of this year's series of each agency, begun first where one is not."""
        year = timezone.localdate().year
        in_order = sorted({agency.pk for agency in agencies})
        asked = {"agencies": in_order, "year": year, "count": len(in_order)}
        if locked := list(cls.objects.raw(statement, asked)):
            return locked
        # begun before any is locked, so that who waits for another's new series holds none
        new = [cls(agency_id=key, year=year) for key in in_order]
        cls.objects.bulk_create(new, ignore_conflicts=True)
        return list(cls.objects.raw(statement, asked))
