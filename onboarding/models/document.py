"""Documents made in a case and kept as they were: the receipt, the refusal, the agreement."""

import hashlib
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registry.models import Membership, User
from registry.ordinance import Part, Role

from .agreement import Agreement, AgreementLine
from .guest import known_to
from .interest import InterestRegistration
from .refusal import Refusal, RefusalCorrection
from .refusal_change import RefusalChange


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Return those that the person may see.

        The agency's own; to the coordinator all but agreements not in force; to a supplier those it took part in.

        A secret annex only to those who handle the case, and to the coordinator only when it is shared.
        """
        acting = getattr(user, "acting", None)
        if not acting:
            return self.none()
        known = self.filter(known_to(user, "registration__"), self._open_to(acting))
        if acting.mandate.part == Part.APPLICANT:
            return known.filter(registration__agency=acting.mandate.agency_id)
        if acting.mandate.part == Part.COORDINATOR:
            return known
        agreed = AgreementLine.objects.filter(agreement=OuterRef("agreement"), supplier=acting.mandate_id)
        return known.filter(Q(refusal__allocation__supplier=acting.mandate_id) | Q(Exists(agreed)))

    def _open_to(self, acting: Membership) -> Q:
        annex = models.Q(kind=DocumentKind.ANNEX)
        if acting.role == Role.READER:
            return ~annex
        return ~annex | models.Q(refusal__annex__shared=True) if acting.mandate.part == Part.COORDINATOR else models.Q()


class DocumentKind(models.TextChoices):
    RECEIPT = "receipt", "Intresseanmälan"
    COMPLETION = "completion", "Kompletterad intresseanmälan"
    REFUSAL = "refusal", "Beslut att neka anslutning"
    CORRECTION = "correction", "Rättat beslut att neka anslutning"
    CHANGE = "change", "Beslut som ändrar beslut att neka anslutning"
    ANNEX = "annex", "Sekretessbelagd bilaga till beslut"
    PRIORITISATION = "prioritisation", "Beslut om prioritering"
    AGREEMENT = "agreement", "Överenskommelse"


class Document(models.Model):
    """A PDF, with its SHA-256. Append-only by trigger."""

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="documents")
    kind = models.CharField("slag", max_length=20, choices=DocumentKind)
    refusal = models.ForeignKey(Refusal, models.PROTECT, null=True, blank=True, related_name="documents")
    correction = models.OneToOneField(RefusalCorrection, models.PROTECT, null=True, blank=True, related_name="document")
    change = models.OneToOneField(RefusalChange, models.PROTECT, null=True, blank=True, related_name="document")
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, blank=True, related_name="document")
    number = models.CharField("diarienummer", max_length=50)
    content = models.BinaryField()
    digest = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("upprättad", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind"],
                condition=models.Q(kind__in=["receipt", "completion"]),
                name="one_receipt_in_a_case",
                violation_error_message="Ärendet har redan ett kvitto.",
            ),
            models.UniqueConstraint(
                fields=["refusal", "kind"],
                condition=models.Q(kind__in=["refusal", "annex"]),
                name="one_letter_and_one_annex_of_a_refusal",
                violation_error_message="Beslutet har redan en sådan handling.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.number}"

    @classmethod
    def keep(cls, case: InterestRegistration, kind: str, number: str, content: bytes, **of: Any) -> "Document":
        return cls.objects.create(
            registration=case,
            kind=kind,
            number=number,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            **of,
        )
