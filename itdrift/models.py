"""The outbox: work that must not be lost is a row written in the act's own transaction; and so is what was sent."""

from datetime import datetime
from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self, now: datetime) -> Self:
        """Return those that are not done, due, and not given up."""
        return self.filter(done_at=None, not_before__lte=now, attempts__lt=Job.MOST_ATTEMPTS)

    def given_up(self) -> Self:
        """Return those that are tried no more, and that nobody has seen to."""
        return self.filter(done_at=None, attempts__gte=Job.MOST_ATTEMPTS, seen_to_at=None)


class Job(models.Model):
    """A Job is one piece of work: the name that its function is registered under in the outbox, and plain arguments.

    not_before: when it is taken up next. attempts: failures so far. interrupted: how often it was begun since it last ended.
    request_id: of the request that queued it. seen_to_at: when an administrator had seen to one that was given up.
    """

    MOST_ATTEMPTS = 12

    key = models.CharField("nyckel", max_length=200, unique=True)
    name = models.CharField("namn", max_length=100)
    arguments = models.JSONField("argument", default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    not_before = models.DateTimeField("tidigast")
    attempts = models.PositiveSmallIntegerField("misslyckade försök", default=0)
    interrupted = models.PositiveIntegerField("avbrutna försök", default=0, db_default=0)
    error = models.TextField("senaste fel", blank=True)
    done_at = models.DateTimeField("klar", null=True, blank=True)
    seen_to_at = models.DateTimeField("omhändertagen", null=True, blank=True)
    request_id = models.CharField("begäran", max_length=64, blank=True, db_default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "jobb i kö"
        verbose_name_plural = "jobb i kö"
        ordering = ["pk"]
        indexes = [models.Index(fields=["not_before"], condition=Q(done_at=None), name="jobs_waiting")]

    def __str__(self) -> str:
        return f"{self.name} nr {self.pk}"

    @property
    def given_up(self) -> bool:
        return self.done_at is None and self.attempts >= self.MOST_ATTEMPTS


class SentForm(models.Model):
    """A SentForm says that what was sent from one opening of a form is done, and to which address that led.

    key: of the opening, bound to the person, the mandate and the act. digest: of what was sent; nothing of it stands here.
    """

    key = models.CharField("nyckel", max_length=64, primary_key=True)
    digest = models.CharField("kontrollsumma", max_length=64)
    led_to = models.TextField("ledde till")
    sent_at = models.DateTimeField("skickat", auto_now_add=True)

    class Meta:
        verbose_name = "skickat formulär"
        verbose_name_plural = "skickade formulär"

    def __str__(self) -> str:
        return self.led_to


class Alarm(models.Model):
    """An Alarm is something wrong that a person has been told of, and that is not over."""

    name = models.CharField("namn", max_length=20, unique=True)
    since = models.DateTimeField("sedan")

    class Meta:
        verbose_name = "larm"
        verbose_name_plural = "larm"

    def __str__(self) -> str:
        return self.name
