"""Celery's doors to 7–10 §§: thin, and harmless when run twice or late."""

from celery import shared_task

from .letters import scanning

__all__ = ["documents", "scan_what_waits"]  # documents registers its jobs


@shared_task(name="letters.scan_what_waits")
def scan_what_waits():
    """Beat runs it each hour: attachments that no job waits to scan."""
    scanning.scan_what_waits()
