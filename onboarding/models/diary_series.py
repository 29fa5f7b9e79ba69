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
        constraints = [models.UniqueConstraint(fields=["agency", "year"], name="one_diary_series_a_year")]

    def __str__(self):
        return f"{self.agency} {self.year}"

    @classmethod
    def next_number(cls, agency):
        """The agency's next diary number, "FK 2026/000012". The row is locked until the act is committed: no gaps."""
        year = timezone.localdate().year
        cls.objects.get_or_create(agency=agency, year=year)
        series = cls.objects.select_for_update().get(agency=agency, year=year)
        series.last += 1
        series.save(update_fields=["last"])
        return f"{agency.short_name or agency.pk} {year}/{series.last:06d}"
