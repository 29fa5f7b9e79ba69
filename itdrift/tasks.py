"""Celery's doors to the outbox: thin, with ids as arguments, harmless when run twice."""

from celery import shared_task

from . import mail, outbox, sending, sessions

__all__ = ["mail", "perform", "sweep"]  # mail registers its job


@shared_task(name="outbox.perform")
def perform(job_id):
    outbox.perform(job_id)


@shared_task(name="outbox.sweep")
def sweep(queue):
    """Do some of what was committed but never done: the broker or a worker was away, or what the work needs."""
    outbox.perform_waiting(queue, seconds=outbox.BITE)


@shared_task(name="outbox.keep_house")
def keep_house():
    """Beat runs it each night: what is of long ago goes: sessions, jobs, the keys of forms that were sent.

    Letters take their date along (`notices.forget_letters`).
    """
    sessions.forget_ended()
    outbox.forget_done(but=mail.SEND)
    sending.forget()
