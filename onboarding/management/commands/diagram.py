"""`manage.py diagram`: the states of a requested service, drawn from the table of acts, for the README."""

from django.core.management.base import BaseCommand

from onboarding.workflow import REQUEST_ACTS, Status


class Command(BaseCommand):
    help = "Skriver ut tillstånden för en efterfrågad tjänst som ett Mermaid-diagram."

    def handle(self, **options):
        self.stdout.write(diagram())


def diagram():
    """Return Mermaid's text: a line for each state and for each step from one state to another."""
    names = [f"    {status.value}: {status.label}" for status in Status]
    steps = [
        f"    {source.value} --> {act.target}: {act.label} ({act.section})"
        for act in REQUEST_ACTS.values()
        if act.target
        for source in Status
        if source in act.sources
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> draft", *names, *steps])
