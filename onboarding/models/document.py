"""Documents made in a case and kept as they were: the receipt, the refusal, the agreement."""

import hashlib

from django.db import models

from registry.ordinance import Part

from .agreement import Agreement
from .allocation import Refusal
from .interest import InterestRegistration


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agency's own; to the coordinator all but agreements not in force; to a supplier those it took part in."""
        acting = getattr(user, "acting", None)
        if not acting:
            return self.none()
        if acting.mandate.part == Part.APPLICANT:
            return self.filter(registration__agency=acting.mandate.agency_id)
        if acting.mandate.part == Part.COORDINATOR:
            return self
        mine = models.Q(refusal__allocation__supplier=acting.mandate_id)
        return self.filter(mine | models.Q(agreement__lines__supplier=acting.mandate_id)).distinct()


class Document(models.Model):
    """A PDF, with its SHA-256. Append-only by trigger."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Intresseanmälan"
        REFUSAL = "refusal", "Beslut att neka anslutning"
        AGREEMENT = "agreement", "Överenskommelse"

    registration = models.ForeignKey(InterestRegistration, models.PROTECT, related_name="documents")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    refusal = models.OneToOneField(Refusal, models.PROTECT, null=True, blank=True, related_name="document")
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
                fields=["registration"], condition=models.Q(kind="receipt"), name="one_receipt_in_a_case"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.number}"

    @classmethod
    def keep(cls, registration, kind, number, content, **of):
        return cls.objects.create(
            registration=registration,
            kind=kind,
            number=number,
            content=content,
            digest=hashlib.sha256(content).hexdigest(),
            **of,
        )
