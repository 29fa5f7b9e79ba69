"""`manage.py load_register`: a dated edition of the register of agencies, and the mandates (3–5 §§)."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from onboarding.desk.closing_agencies import undone
from registry.agencies.loading import DATA, load
from registry.agencies.register_file import read_mandates, read_register
from registry.agencies.source_file import BadFileError

SHIPPED = DATA / "agencies_2026-01-02.csv"
SHIPPED_AS_OF = date(2026, 1, 2)
SHIPPED_SOURCE = (
    "SCB:s myndighetsregister, Statskontorets lista och ESV:s register (CC0), via civictechsweden/myndighetsdata"
)


def day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"”{text}” är inget datum. Skriv det som 2027-01-02.") from None


class Command(BaseCommand):
    help = "Läser in en utgåva av registret över myndigheter. Utan fil: den som följer med programmet."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="CSV i UTF-8, kolumner enligt registry/data/README.md")
        parser.add_argument("--as-of", type=day, help="den dag som utgåvan gäller per, 2027-01-02")
        parser.add_argument("--name", default="Myndigheter under regeringen", help="utgåvans namn")
        parser.add_argument("--source", help="varifrån uppgifterna kommer")
        parser.add_argument("--mandates", type=Path, help="CSV med samordnande myndighet och leverantörsmyndigheter")

    def handle(self, *, file, as_of, name, source, mandates, **options):
        if file is None:
            file, as_of, source = SHIPPED, as_of or SHIPPED_AS_OF, source or SHIPPED_SOURCE
            mandates = mandates or DATA / "mandates.csv"
        if not (as_of and source):
            raise CommandError(
                "Ange vilken dag filen gäller per (--as-of 2027-01-02) och varifrån den kommer (--source)."
            )
        if as_of > timezone.localdate():
            raise CommandError(f"Dagen {as_of} har inte varit än. Ange den dag som uppgifterna gäller per.")
        try:
            register, listed = read_register(file), read_mandates(mandates) if mandates else None
            self.tell(load(register, listed, name=name, as_of=as_of, source=source, undone_by=[undone]))
        except BadFileError as error:
            raise CommandError(f"Inget har lästs in.\n{error}") from error
        except ValidationError as error:
            raise CommandError(f"Inget har lästs in. {' '.join(error.messages)}") from error

    def tell(self, loaded):
        if loaded.edition:
            self.tell_edition(loaded)
        for mandate in loaded.mandates:
            self.stdout.write(f"Uppdrag: {mandate}, från och med {mandate.valid_from}. {mandate.basis}.")
        if not (loaded.edition or loaded.mandates):
            self.stdout.write("Utgåvan är redan inläst. Inget har ändrats.")

    def tell_edition(self, loaded):
        agencies, prepared = loaded.edition.under_government().count(), loaded.edition.preparedness_agencies().count()
        self.stdout.write(f"{loaded.edition}: {agencies} myndigheter, varav {prepared} beredskapsmyndigheter.")
        self.stdout.write(
            f"Nya: {len(loaded.added)}. Omdöpta: {len(loaded.renamed)}. Upphörda: {len(loaded.ended)}. Oförändrade: {loaded.unchanged}."
        )
        for old, agency in loaded.renamed:
            self.stdout.write(f"Omdöpt: {old} heter nu {agency}.")
        for agency in loaded.ended:
            self.stdout.write(f"Upphörd: {agency}.")
        for warning in loaded.warnings:
            self.stdout.write(f"Varning: {warning}")
