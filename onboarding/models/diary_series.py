"""Diary numbers: a series for each agency and year, without gaps (OSL 5 kap. 2 §)."""

from django.db import models
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

    def __str__(self):
        return f"{self.agency} {self.year}"

    @classmethod
    def hold(cls, agencies):
        """This year's series of each agency, locked until the act is committed: no gaps.

        In the order of the agencies, whoever asks: two acts never wait for each other both ways. An act that numbers
        in several cases holds all its series first.
        """
        in_order = sorted({agency.pk for agency in agencies})
        return [cls._held(key, timezone.localdate().year) for key in in_order]

    @classmethod
    def _held(cls, agency, year):
        cls.objects.get_or_create(agency_id=agency, year=year)
        return cls.objects.select_for_update(no_key=True).get(agency=agency, year=year)

    @classmethod
    def take(cls, agency):
        """The agency's series with its next number taken: a DiaryCase's, or the database refuses the transaction."""
        (series,) = cls.hold([agency])
        series.last += 1
        series.save(update_fields=["last"])
        return series
