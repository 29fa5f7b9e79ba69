"""The account as a PDF: a draft that is replaced, and the decided document that is kept."""

import hashlib
from typing import Self

from django.db import models
from django.db.models import F, Func, Q

from registry.models import User
from registry.ordinance import Part

from .report import Report


class ReportDocumentQuerySet(models.QuerySet["ReportDocument"]):
    def visible_to(self, user: User) -> Self:
        """Return to the coordinator all; to a supplier what is decided, and the draft that it was left; never the annex."""
        acting = getattr(user, "acting", None)
        if acting and acting.mandate.part == Part.COORDINATOR:
            return self
        left = Q(final=True) | Q(report__shared_at__isnull=False)
        return self.filter(left, secret=False, report__in=Report.objects.visible_to(user))

    def annex_of(self, report: Report) -> Self:
        """Return the annex that is secret: of the draft, or after the decision of what was decided."""
        return self.filter(report=report, final=not report.is_open, secret=True)


class ReportDocument(models.Model):
    """A PDF, with its SHA-256."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="documents")
    final = models.BooleanField("beslutad")
    secret = models.BooleanField("bilaga med sekretess", default=False)
    content = models.BinaryField()
    digest = models.CharField("SHA-256", max_length=64)
    drawn_at = models.DateTimeField("framställd", auto_now=True)

    objects = ReportDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "redovisningens handling"
        verbose_name_plural = "redovisningens handlingar"
        ordering = ["-final"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    digest=Func(
                        F("content"), template="encode(sha256(%(expressions)s), 'hex')", output_field=models.CharField()
                    )
                ),
                name="digest_of_the_content",
                violation_error_message="Handlingen stämmer inte med sin kontrollsumma.",
            ),
            models.UniqueConstraint(
                fields=["report", "final", "secret"],
                name="one_draft_and_one_decided_document_of_each_kind",
                violation_error_message="Redovisningen har redan en sådan handling.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}{', bilaga med sekretess' if self.secret else ''}{'' if self.final else ', utkast'}"

    @classmethod
    def keep(cls, report: Report, content: bytes, *, final: bool, secret: bool = False) -> "ReportDocument":
        """Store the PDF; a draft replaces the draft before it."""
        digest = hashlib.sha256(content).hexdigest()
        document, _ = cls.objects.update_or_create(
            report=report, final=final, secret=secret, defaults={"content": content, "digest": digest}
        )
        return document
