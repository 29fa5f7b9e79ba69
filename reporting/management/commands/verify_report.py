"""`manage.py verify_report FILE`: whether a PDF is a decided account, unchanged, and which one."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reporting.paper.verification import MOST, verify


class Command(BaseCommand):
    help = "Säger om en fil är en beslutad redovisning (11 §), oförändrad, och vilken: 0 då, annars 1."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="PDF-filen")

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as opened:
                content = opened.read(MOST + 1)  # one more than is allowed tells that it is too large
        except OSError as error:
            raise CommandError(f"Det gick inte att läsa {file}: {error.strerror}.") from None
        verdict = verify(content)
        self.stdout.write(verdict.sentence)
        if not verdict.is_unchanged:
            sys.exit(1)
