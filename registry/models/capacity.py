"""What a supplier says that it can take on of a service: declared, never guessed, and kept as history (5, 7 §§)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from .service import Service


class Capacity(models.Model):
    """A Capacity is one declaration. The latest holds; `free_units` is in the service's own unit, None when not stated."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="capacities", verbose_name="tjänst")
    intake = models.CharField("mottagande", max_length=10, choices=Service.Intake)
    free_units = models.DecimalField("ledig volym", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("kommentar", max_length=250, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField("uppgiven", auto_now_add=True)

    class Meta:
        verbose_name = "uppgiven kapacitet"
        verbose_name_plural = "uppgiven kapacitet"
        ordering = ["-declared_at", "-pk"]
        get_latest_by = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(free_units=None) | Q(free_units__gte=0),
                name="free_units_not_below_zero",
                violation_error_message="Den lediga volymen ska vara noll eller mer.",
            ),
            models.CheckConstraint(
                condition=Q(free_units=None) | Q(free_units=0) | ~Q(intake="closed"),
                name="closed_has_nothing_free",
                violation_error_message="En tjänst som är stängd har ingen ledig volym. Ändra mottagandet eller volymen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_intake_display()}"
