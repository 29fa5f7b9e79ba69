"""Files that the parties add to a case or send with a message. Content is append-only by trigger; only the state moves."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from itdrift.uploads import CONTENT_TYPES
from registry.models import Mandate, User
from registry.ordinance import Part

from .allocation import Allocation
from .interest import InterestRegistration
from .message import Message


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        With its message to those who read that; else to all the parties, not to guests.

        A supplier whose allocations have ended reads what had come until then.
        """
        if not (acting := getattr(user, "acting", None)):
            return self.none()
        cases = InterestRegistration.objects.of_party(user).values("pk")
        of_case = Q(message=None, registration__in=cases)
        if acting.mandate.part == Part.SUPPLIER:
            # an allocation of theirs in the attachment's case that had not ended when it came
            own = Allocation.objects.filter(
                supplier=acting.mandate, requested_service__registration=OuterRef("registration")
            )
            of_case &= Q(Exists(own.filter(Q(ended_at=None) | Q(ended_at__gte=OuterRef("uploaded_at")))))
        return self.filter(of_case | Q(message__in=Message.objects.visible_to(user).values("pk")))

    def without_content(self) -> Self:
        """Return them with what a list shows of each, in one query."""
        return self.defer("content").select_related("uploaded_for__agency")


class ScanState(models.TextChoices):
    QUARANTINED = "quarantined", "Väntar på genomsökning"
    CLEAN = "clean", "Genomsökt, inget funnet"
    UNSCANNED = "unscanned", "Inte genomsökt"
    INFECTED = "infected", "Spärrad: skadlig kod"


class Attachment(models.Model):
    """A file: its type is what it is, not what it is called; not handed out before it has been found clean.

    original: whether it is the letter or e-mail itself, of a registration that the coordinator wrote down.
    """

    registration = models.ForeignKey(InterestRegistration, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="attachments")
    original = models.BooleanField("originalet", default=False, editable=False)
    name = models.CharField("filnamn", max_length=150)
    content_type = models.CharField("typ", max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField("storlek")
    digest = models.CharField("SHA-256", max_length=64)
    state = models.CharField("läge", max_length=12, choices=ScanState, default=ScanState.QUARANTINED)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_for = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("bifogad", auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0), name="attachment_not_empty", violation_error_message="Filen är tom."
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=CONTENT_TYPES),
                name="attachment_type_allowed",
                violation_error_message="Filen är av ett slag som inte tas emot.",
            ),
            models.CheckConstraint(
                condition=Q(name__regex=r"\S"),
                name="attachment_has_a_name",
                violation_error_message="Filen saknar namn.",
            ),
            models.CheckConstraint(
                condition=Q(original=False) | Q(message=None),
                name="original_is_of_the_case",
                violation_error_message="Originalet hör till ärendet, inte till ett meddelande.",
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state="quarantined"), name="attachments_to_scan")]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        return self.registration.chain

    @property
    def may_be_opened(self) -> bool:
        return self.state in (ScanState.CLEAN, ScanState.UNSCANNED)

    @staticmethod
    def digest_of(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()
