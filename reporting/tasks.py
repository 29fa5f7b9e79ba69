"""Celery's doors to 11 §: thin, and harmless when run twice or late."""

from celery import shared_task
from django.utils import timezone

from . import reminders


@shared_task
def hold_calendar():
    """Beat runs it each morning: the reminders on the way to 31 March."""
    reminders.send_due(timezone.localdate())
