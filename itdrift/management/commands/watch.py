"""`manage.py watch`: looks every minute whether the program is well, and tells a person when it is not."""

import tempfile
import time
from pathlib import Path

from django.core.management.base import BaseCommand

from ...alarm import Watch

MINUTE = 60


class Command(BaseCommand):
    help = "Ser varje minut efter att allt fungerar, och skickar e-post när något är fel och när det är över."
    requires_system_checks = []

    def handle(self, **options):
        watch = Watch()
        while True:
            watch.look()
            Path(tempfile.gettempdir(), "itdrift-watch").touch()  # for whoever watches the watch
            time.sleep(MINUTE)
