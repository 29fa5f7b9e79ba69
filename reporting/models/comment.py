"""A supplier comments on the draft that it was left, and is told what came of it (11 §: in collaboration with the suppliers)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from registry.models import Mandate, User
from registry.ordinance import Part

from ..workflow import ReplyStatus
from .passage import Chapter
from .report import Report


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        """Return all to the coordinator, and to a supplier its own."""
        acting = getattr(user, "acting", None)
        if acting and acting.mandate.part == Part.COORDINATOR:
            return self
        return self.filter(mandate=acting.mandate) if acting else self.none()


class Comment(models.Model):
    """Concerns one chapter of a draft, for one supplier; the coordinator settles it and says what was done with it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="comments")
    chapter = models.CharField("avsnitt", max_length=20, choices=Chapter)
    text = models.TextField("synpunkt", max_length=5000)
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="+")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("lämnad", auto_now_add=True)
    outcome = models.TextField("vad som har gjorts", blank=True, max_length=2000)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField("avgjord", null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "synpunkt på utkastet"
        verbose_name_plural = "synpunkter på utkastet"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(text__regex=r"[[:alnum:]]"),
                name="comment_has_words",
                violation_error_message="Skriv er synpunkt.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_by=None, settled_at=None)
                | Q(outcome__regex=r"[[:alnum:]]", settled_by__isnull=False, settled_at__isnull=False),
                name="comment_settled_with_words",
                violation_error_message="Skriv vad som har gjorts med synpunkten.",
            ),
            models.CheckConstraint(
                condition=~Q(settled_by=F("written_by")),  # also when they act for both
                name="comment_settled_by_another",
                violation_error_message="Den som lämnade synpunkten kan inte besvara den.",
            ),
        ]

    def __str__(self) -> str:
        return f"Synpunkt på {self.get_chapter_display()}"

    @property
    def chain(self) -> str:
        return self.report.chain

    @property
    def status(self) -> ReplyStatus:
        return ReplyStatus.ANSWERED if self.settled_at else ReplyStatus.OPEN

    def get_status_display(self) -> str:
        return ReplyStatus(self.status).label

    def is_party(self, mandate: Mandate) -> bool:
        return mandate.part == Part.COORDINATOR or mandate.pk == self.mandate_id
