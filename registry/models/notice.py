"""What a person is told: in the program always, and by e-mail as the person chose."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.utils import timezone

from itdrift.models import Job
from itdrift.templatetags.swedish import klockslag

from .mandate import Mandate
from .person import Mailing

PAGE = 50


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def read(self) -> int:
        """Mark those that are not read already; returns how many."""
        return self.unread().update(read_at=timezone.now())

    def unread_first(self) -> Self:
        """Return the unread, then those that are read, the latest first in both.

        Each comes with its e-mail, but for the text of it.
        """
        unread = ExpressionWrapper(Q(read_at=None), models.BooleanField())
        with_mail = self.select_related("mail", "recipient", "mandate__agency").defer("mail__arguments")
        return with_mail.annotate(unread=unread).order_by("-unread", "-pk")

    def page(self, after: tuple[bool, int] | None = None) -> tuple[list[Notice], str | None]:
        """Return one page and the key of the next or None. after: (unread, pk) of the last notice of the page before."""
        rows: QuerySet[Notice] = self.unread_first()
        if after:
            unread, pk = after
            later = Q(read_at__isnull=unread, pk__lt=pk)
            rows = rows.filter(later | Q(read_at__isnull=False) if unread else later)
        found = list(rows[: PAGE + 1])
        last = found[PAGE - 1] if len(found) > PAGE else None
        return found[:PAGE], f"{int(last.read_at is None)}_{last.pk}" if last else None

    def to_digest(self) -> Self:
        """Return what waits for the day's e-mail: neither mailed nor read, to people who still want e-mail."""
        wanted = Q(recipient__is_active=True) & ~Q(recipient__mailing=Mailing.NEVER)
        return self.unread().filter(wanted, mailing=Mailing.DAILY, mail=None, mailed_at=None)


class Notice(models.Model):
    """A Notice tells one person of one event, once.

    Never secret content: a subject, a sentence or two and an address here.

    mandate: in which the person is told. mailing: what the person had chosen then. mailed_at: when the e-mail was sent,
    once its job has left the outbox.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    mandate = models.ForeignKey(
        Mandate, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="uppdrag"
    )
    key = models.CharField("händelse", max_length=200)
    subject = models.CharField("rubrik", max_length=250)
    text = models.TextField("text", blank=True)
    path = models.CharField("adress", max_length=250)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    read_at = models.DateTimeField("läst", null=True, blank=True)
    mailing = models.CharField("e-post", max_length=10, choices=Mailing, default=Mailing.AT_ONCE)
    mail = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="e-brev")
    mailed_at = models.DateTimeField("e-brevet skickat", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "meddelande om händelse"
        verbose_name_plural = "meddelanden om händelser"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"],
                name="told_once_of_an_event",
                violation_error_message="Aviseringen om händelsen är redan skickad.",
            ),
            models.CheckConstraint(
                condition=Q(path__regex=r"^/([^/\\]|$)"),
                name="notice_leads_into_the_program",
                violation_error_message="En avisering leder till en sida i tjänsten.",
            ),
        ]
        indexes = [models.Index(fields=["recipient", "-id"], condition=Q(read_at=None), name="notices_unread")]

    def __str__(self) -> str:
        return self.subject

    @property
    def summary(self) -> str:
        """Return the first paragraph of what it says: the rest tells where to go."""
        return self.text.split("\n\n")[0].strip()

    @property
    def delivery(self) -> str:
        """Return what has become of its e-mail, in words."""
        sent_at = self.mailed_at or (self.mail and self.mail.done_at)
        if sent_at:
            return f"E-post skickad {klockslag(sent_at)}"
        if self.mail:
            return self._queued(self.mail)
        if self.mailing != Mailing.DAILY or self.recipient.mailing == Mailing.NEVER:
            return "Ingen e-post"
        return "Läst före sammanställningen, ingen e-post" if self.read_at else "Kommer i nästa sammanställning"

    def _queued(self, mail: Job) -> str:
        if mail.given_up:
            return "E-posten kunde inte skickas, och försöken har upphört"
        if mail.error:
            return f"E-posten kunde inte skickas än, nytt försök {klockslag(mail.not_before)}"
        return "E-posten väntar på att skickas"
