"""Celery's doors to the outbox: thin, with ids as arguments, harmless when run twice."""

from celery import shared_task

from . import outbox


@shared_task
def perform(job_id):
    outbox.perform(job_id)


@shared_task
def sweep():
    """Do what was committed but never done: the broker or a worker was away."""
    outbox.perform_waiting()
