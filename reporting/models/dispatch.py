"""A decided account is left to the Government (11 §)."""

from django.conf import settings
from django.db import models

from .report import Report


class Dispatch(models.Model):
    """Notes that an edition was left; is written once for each, and never changed."""

    report = models.OneToOneField(Report, models.PROTECT, related_name="dispatch")
    on = models.DateField("lämnad")
    how = models.CharField("hur", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "redovisning lämnad till regeringen"
        verbose_name_plural = "redovisningar lämnade till regeringen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(how__regex=r"[[:alnum:]]"),
                name="left_in_a_way_that_is_told",
                violation_error_message="Ange hur redovisningen lämnades.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, lämnad {self.on}"
