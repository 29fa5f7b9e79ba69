"""A connection that is made: never before the agreement that covers it is in force (10 §)."""

from django.conf import settings
from django.db import models

from .agreement import Agreement
from .requested_service import RequestedService


class Connection(models.Model):
    """The day from which an agency uses a service."""

    requested_service = models.OneToOneField(RequestedService, models.PROTECT, related_name="connection")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="connections")
    connected_on = models.DateField("ansluten")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "anslutning"
        verbose_name_plural = "anslutningar"
        ordering = ["connected_on", "pk"]

    def __str__(self) -> str:
        return f"{self.requested_service}, {self.connected_on:%Y-%m-%d}"
