"""The Celery application. Importing the package `itdrift` imports this, so every door has it and its settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itdrift.settings")

app = Celery("itdrift")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
