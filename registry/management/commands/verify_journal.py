"""`manage.py verify_journal`: whether the journal is as it was written."""

from django.core.management.base import BaseCommand, CommandError

from itdrift.templatetags.swedish import klockslag
from registry import journal
from registry.models import JournalEntry


class Command(BaseCommand):
    help = "Kontrollerar att ingen anteckning i journalen har ändrats, tagits bort eller skjutits in."

    def handle(self, **options):
        if wrong := journal.broken(JournalEntry.objects.all()):
            lines = "\n".join(f"{entry.chain} nr {entry.number}, {klockslag(entry.at)}" for entry in wrong)
            raise CommandError(f"Journalen är bruten vid {len(wrong)} anteckningar:\n{lines}")
        entries, chains = JournalEntry.objects.count(), JournalEntry.objects.values("chain").distinct().count()
        self.stdout.write(f"Journalen är hel: {entries} anteckningar i {chains} kedjor.")
