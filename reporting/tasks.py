"""Celery reaches 11 § by these tasks: they are thin, and harmless when run twice or late."""

from celery import shared_task
from django.utils import timezone

from . import agenda
from .paper import jobs

JOBS = (jobs,)  # the modules that register jobs: a worker knows them from here


@shared_task(name="year.hold_calendar")
def hold_calendar():
    """Do what the way to 31 March calls for; beat runs it each morning."""
    agenda.hold(timezone.localdate())
