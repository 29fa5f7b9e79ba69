"""Celery's doors to 11 §: thin, and harmless when run twice or late."""

from celery import shared_task
from django.utils import timezone

from . import agenda

__all__ = ["hold_calendar", "making"]  # making registers its jobs


@shared_task(name="year.hold_calendar")
def hold_calendar():
    """Beat runs it each morning: what the way to 31 March asks for."""
    agenda.hold(timezone.localdate())
