"""Tells a person, once, that something is wrong with what the program stands on; and once when it is over.

It needs neither the broker nor the database to do so, nor the workers: they may be what is wrong.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from . import health
from .models import Alarm

log = logging.getLogger(__name__)
LOOKS = 2  # so often one after the other must something be wrong, or right again: a restart is no alarm
NAMES = {
    "database": "databasen",
    "broker": "meddelandekön",
    "disk": "lagringsutrymmet",
    "backlog": "väntande jobb",
    "given_up": "misslyckade jobb",
    "calendar": "kalendern",
}


@dataclass
class Open:
    """An Open alarm: since when, whether it has been told, and how many looks have said otherwise than it does."""

    since: datetime
    is_told: bool = False
    looks: int = 0


class Watch:
    """A Watch looks again and again, and remembers in the database what it has told, whenever there is one."""

    def __init__(self) -> None:
        self.open: dict[str, Open] = {}
        self.people: list[str] = list(settings.ALARM_TO)
        try:
            self.open = {alarm.name: Open(alarm.since, is_told=True) for alarm in Alarm.objects.all()}
        except DatabaseError:
            log.exception("The database is away: what was told before is not known")

    def look(self) -> None:
        """Look once, and tell what has begun or is over. What could not be told is told at the next look."""
        for name, sentence in health.look().items():
            if sentence:
                self._is_wrong(name, sentence)
            elif sentence is not None and name in self.open:
                self._is_right(name)
        self._remember()

    def _is_wrong(self, name: str, sentence: str) -> None:
        if name not in self.open:
            self.open[name] = Open(timezone.now(), looks=1)
            return
        alarm = self.open[name]
        alarm.looks += 1
        if not alarm.is_told and alarm.looks >= LOOKS:
            alarm.is_told = self._tell(f"Larm: {NAMES[name]}", sentence, alarm.since)
        if alarm.is_told:
            alarm.looks = 0

    def _is_right(self, name: str) -> None:
        alarm = self.open[name]
        alarm.looks += 1
        over = "Larmet är över."
        if not alarm.is_told or (alarm.looks >= LOOKS and self._tell(f"Över: {NAMES[name]}", over, alarm.since)):
            del self.open[name]

    def _tell(self, subject: str, sentence: str, since: datetime) -> bool:
        """Send it to those who are to be told, past the outbox. Returns whether it went."""
        body = (
            f"{sentence}\n\nSedan {timezone.localtime(since):%Y-%m-%d kl. %H:%M}. "
            f"Läget nu: {settings.SITE_URL}/halsa/\nJobb som väntar: {settings.SITE_URL}/admin/itdrift/job/\n"
        )
        log.critical("%s. %s", subject, sentence)
        headers = {"Auto-Submitted": "auto-generated"}
        try:
            sent = EmailMessage(f"{subject} – Samordnad it-drift", body, to=self.people, headers=headers).send()
        except OSError:
            log.exception("The alarm could not be sent")
            return False
        return bool(sent)

    def _remember(self) -> None:
        """Keep in the database what has been told, and learn whom to tell: the administrators, unless the settings name others."""
        try:
            with transaction.atomic():
                told = {name: alarm.since for name, alarm in self.open.items() if alarm.is_told}
                Alarm.objects.exclude(name__in=told).delete()
                Alarm.objects.bulk_create([Alarm(name=n, since=s) for n, s in told.items()], ignore_conflicts=True)
                if not settings.ALARM_TO:
                    people = get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")
                    self.people = [email for email in people.values_list("email", flat=True) if email]
        except DatabaseError as error:
            connection.close()
            log.warning("What was told is not written down: %s", str(error).splitlines()[:1])
