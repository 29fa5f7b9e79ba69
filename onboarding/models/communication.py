"""25 § förvaltningslagen: the agency hears what a supplier means to decide, and may answer, before it is refused."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.models import Mandate, User
from registry.ordinance import Part

from ..workflow import CommunicationStatus
from .allocation import Allocation
from .guest import known_to
from .interest import InterestRegistration


class NotCommunicated(models.TextChoices):
    """25 § förvaltningslagen: when the agency need not be heard first."""

    OBVIOUS = "obvious", "Det är uppenbart obehövligt att myndigheten yttrar sig (25 § förvaltningslagen)"
    HARMFUL = (
        "harmful",
        "Det kan befaras att det annars skulle bli avsevärt svårare att genomföra beslutet (25 § första stycket 2 förvaltningslagen)",
    )
    URGENT = (
        "urgent",
        "Ett väsentligt allmänt eller enskilt intresse kräver att beslutet meddelas omedelbart (25 § första stycket 3 förvaltningslagen)",
    )


class CommunicationQuerySet(models.QuerySet["Communication"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        They are shown to the agency that is heard and to the supplier that asks, not to the coordinator or other suppliers.
        """
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        known = self.filter(known_to(user, "allocation__requested_service__registration__"))
        if acting.mandate.part == Part.APPLICANT:
            return known.filter(allocation__requested_service__agency=acting.mandate.agency_id)
        return known.filter(allocation__supplier=acting.mandate_id)

    def unanswered(self, day: date) -> Self:
        """Return those that the agency still has time to answer on the day; the clock stands meanwhile."""
        return self.filter(replied_at=None, reply_by__gte=day)

    def of(self, allocation: Allocation) -> Self:
        """Return those about an allocation; about a part, those about the allocation that it was taken from."""
        part = allocation.requested_service
        whole: dict[str, Any] = {"requested_service": part.part_of_id, "supplier": allocation.supplier_id}
        whole["allocated_at"] = allocation.allocated_at
        taken = (
            Q(**{f"allocation__{name}": value for name, value in whole.items()}) if part.part_of_id else Q(pk__in=[])
        )
        return self.filter(Q(allocation=allocation.pk) | taken)

    def with_parties(self) -> Self:
        """Return them with what a page says of each, in one query."""
        return self.select_related(
            "allocation__supplier__agency",
            "allocation__requested_service__registration",
            "allocation__requested_service__agency",
            "allocation__requested_service__service",
            "sent_by",
            "replied_by",
        )


class Communication(models.Model):
    """What the supplier means to decide, sent to the agency before a refusal, and its reply. Answered once, never changed."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="communications")
    text = models.TextField("det ni överväger, och underlaget", max_length=20_000)
    reply_by = models.DateField("svara senast")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("skickad", auto_now_add=True)
    reply = models.TextField("svar", max_length=20_000, blank=True)
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField("besvarad", null=True, blank=True)

    objects = CommunicationQuerySet.as_manager()

    class Meta:
        verbose_name = "kommunicering"
        verbose_name_plural = "kommuniceringar"
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex="[[:alnum:]]"),
                name="communication_has_text",
                violation_error_message="Skriv vad ni överväger och vad det bygger på.",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_by=None, replied_at=None)
                | Q(reply__regex="[[:alnum:]]", replied_by__isnull=False, replied_at__isnull=False),
                name="reply_has_its_person_and_time",
                violation_error_message="Skriv ert svar.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kommunicering, {self.allocation}"

    @property
    def registration(self) -> InterestRegistration:
        return self.allocation.requested_service.registration

    @property
    def status(self) -> CommunicationStatus:
        if self.replied_at:
            return CommunicationStatus.REPLIED
        return CommunicationStatus.LAPSED if self.allocation.ended_at else CommunicationStatus.SENT

    def get_status_display(self) -> str:
        return self.status.label

    def is_over(self, day: date) -> bool:
        """Return whether it stops no decision on the day: the agency has answered, or its time is out."""
        return self.replied_at is not None or self.reply_by < day

    def is_party(self, mandate: Mandate) -> bool:
        return self.allocation.requested_service.is_party(mandate)
