"""`manage.py report 2026 --output FILE`: the account of a year as a PDF, from the command line."""

import hashlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from itdrift.database import snapshot
from registry.models import Mandate
from reporting.calendar import years_until
from reporting.cut import cut
from reporting.models import Report
from reporting.paper import jobs


class Command(BaseCommand):
    help = "Skriver redovisningen för ett år (11 §) som PDF: den beslutade, annars ett utkast med uppgifterna som de är nu."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="redovisningsåret")
        parser.add_argument("--output", required=True, type=Path, help="filen som PDF:en skrivs till")

    def handle(self, *, year, output, **options):
        years = years_until(timezone.localdate())
        if year not in years:
            raise CommandError(f"{year} går inte att redovisa. Ange ett år från {years[0]} till {years[-1]}.")
        with snapshot():
            content, what = paper(year)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"Det gick inte att skriva till {output}: {error.strerror}.") from None
        digest = hashlib.sha256(content).hexdigest()
        self.stdout.write(
            f"Redovisningen för {year} ({what}) är skriven till {output}, {len(content)} byte, SHA-256 {digest}."
        )


def paper(year):
    """Return the bytes of the year's account and what they are, in Swedish. Nothing is stored."""
    report = Report.objects.select_related("decided_by", "presented_by").filter(year=year).first() or Report(year=year)
    if not report.is_open:
        stored = report.documents.filter(final=True, secret=False).first()
        return bytes(stored.content) if stored else jobs.decided(report), f"beslutad, {report.diary_number}"
    if not Mandate.objects.current().filter(part="coordinator").exists():
        raise CommandError("Registret är tomt. Läs in det först: manage.py load_register")
    return jobs.draft(report, cut(report)), "utkast"
