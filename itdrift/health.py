"""Whether the program is ready: what it stands on, each asked in a second or two, with a sentence where something is wrong."""

import shutil
import tempfile
from datetime import timedelta

from django.db import DatabaseError, connection
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from . import broker
from .models import Job
from .uploads import most_together

LATE = timedelta(minutes=15)  # what is queued is done within seconds
SILENT = timedelta(minutes=10)  # beat writes down at least every three minutes that it runs


def look() -> dict[str, str | None]:
    """Return what is wrong with each part, by its name: a sentence, "" for nothing, None where it cannot be known."""
    wrong: dict[str, str | None] = {"database": _database(), "broker": _broker(), "disk": _disk()}
    for name, check in {"backlog": _backlog, "given_up": _given_up, "calendar": _calendar}.items():
        try:
            wrong[name] = None if wrong["database"] else check()
        except DatabaseError:  # it went away meanwhile
            wrong[name] = None
    return wrong


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return "" if cursor.fetchone() == ("off",) else "Databasen tar inte emot något."
    except DatabaseError:
        return "Databasen svarar inte."


def _broker() -> str:
    return "" if broker.answers() else "Meddelandekön svarar inte. Brev och handlingar dröjer."


def _disk() -> str:
    free, needed = shutil.disk_usage(tempfile.gettempdir()).free, most_together()
    return (
        ""
        if free >= needed
        else f"Det finns {free // 1_000_000} MB ledigt för filer som skickas, men det behövs {needed // 1_000_000} MB."
    )


def _backlog() -> str:
    late = Job.objects.filter(done_at=None, attempts__lt=Job.MOST_ATTEMPTS, created_at__lt=timezone.now() - LATE)
    return f"{count} jobb har väntat i mer än 15 minuter." if (count := late.count()) else ""


def _given_up() -> str:
    count = Job.objects.given_up().count()
    return f"{count} jobb har misslyckats och görs inte om av sig själva." if count else ""


def _calendar() -> str:
    gone = PeriodicTask.objects.filter(last_run_at__gte=timezone.now() - SILENT).exists()
    return "" if gone else "Kalendern har inte gått på tio minuter."
