"""The project: settings, addresses, and what has no domain. No rules."""

from itdrift.celery import app as celery_app

__all__ = ["celery_app"]
