"""What a supplier may see: a fact of each requested service, written by the database (7, 10 §§)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from registry.models import Mandate

from ..workflow import LAST_OPEN


class AccessBasis(models.TextChoices):
    ALLOCATION = "allocation", "Fördelning"
    AGREEMENT = "agreement", "Överenskommelse"


class Access(models.Model):
    """An Access lets a supplier see one requested service, for good: it was allocated to it, or stands in an agreement with it.

    Written by the database when that happens (rules/access.sql), never by the program, and never removed. It tells of
    one requested service, not of its neighbours in the case. received_at, stage, due_on, agency_order, service_order, words:
    as the requested service has them, so that a supplier's list walks one index, whatever it is sorted by or searched for.
    officer: who has the case at the supplier.
    """

    requested_service = models.ForeignKey(
        "onboarding.RequestedService", models.PROTECT, related_name="accesses", db_index=False
    )
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, related_name="+", db_index=False, verbose_name="leverantörsmyndighet"
    )
    since = models.DateTimeField("sedan")
    because = models.CharField("grund", max_length=10, choices=AccessBasis)
    received_at = models.DateTimeField("inkom")
    stage = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    agency_order = models.CharField(max_length=250, db_collation="C")
    service_order = models.CharField(max_length=250, db_collation="C")
    words = models.TextField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "insyn"
        verbose_name_plural = "insyn"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_service", "mandate"],
                name="access_once",
                violation_error_message="Leverantörsmyndigheten har redan insyn i den efterfrågade tjänsten.",
            ),
            models.CheckConstraint(
                condition=models.Q(because__in=list(AccessBasis)),
                name="access_basis_known",
                violation_error_message="Insyn följer av en fördelning eller en överenskommelse.",
            ),
        ]
        indexes = [
            models.Index("mandate", "received_at", "requested_service", name="access_by_received"),
            models.Index("mandate", "stage", "requested_service", name="access_by_stage"),
            models.Index("mandate", "due_on", "requested_service", name="access_by_due"),
            models.Index("mandate", "agency_order", "requested_service", name="access_by_agency_order"),
            models.Index("mandate", "service_order", "requested_service", name="access_by_service_order"),
            models.Index(
                "mandate",
                "officer",
                "received_at",
                "requested_service",
                name="access_by_officer",
                condition=models.Q(officer__isnull=False),
            ),
            models.Index(
                "mandate",
                "received_at",
                "requested_service",
                name="access_without_officer",
                condition=models.Q(officer=None, stage__lte=LAST_OPEN),
            ),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="access_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate}: {self.requested_service}"
