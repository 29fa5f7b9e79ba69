"""Celery's doors to the notices: thin, and harmless when run twice or late."""

from celery import shared_task

from .people import notices


@shared_task(name="notices.send_digests")
def send_digests():
    """Beat runs it each morning: one e-mail to each person who wants them once a day."""
    notices.send_digests()


@shared_task(name="notices.forget_letters")
def forget_letters():
    """Beat runs it each night: what was sent long ago leaves the outbox."""
    notices.forget_letters()
