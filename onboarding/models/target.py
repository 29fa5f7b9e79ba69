"""The authorities' own targets, in days for each state. The ordinance sets none but 31 March (11 §)."""

from django.db import models

from ..workflow import OPEN, Status


class Target(models.Model):
    """How long a requested service should wait in a state at most. Shown as a target, never as a legal deadline."""

    status = models.CharField(
        "läge", max_length=20, unique=True, choices=[choice for choice in Status.choices if choice[0] in OPEN]
    )
    days = models.PositiveSmallIntegerField("dagar")

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=1),
                name="target_of_a_day_at_least",
                violation_error_message="Målet är minst en dag.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.days} dagar"
