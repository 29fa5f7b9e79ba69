"""Celery's doors to 7–10 §§: thin, and harmless when run twice or late."""

from celery import shared_task

from .agreement import paper
from .filing import receipt
from .letters import scanning
from .officer import acts as officer_acts
from .priority import decision
from .refusal import change_letter, hearing, letter

JOBS = (
    receipt,
    paper,
    scanning,
    decision,
    letter,
    change_letter,
)  # the modules that register jobs: a worker knows them from here


@shared_task(name="letters.scan_what_waits")
def scan_what_waits():
    """Beat runs it each hour: attachments that no job waits to scan."""
    scanning.scan_what_waits()


@shared_task(name="hearings.let_clocks_go")
def let_clocks_go():
    """Beat runs it each night: the clock goes on where an agency has let its day to answer pass."""
    hearing.let_clocks_go()


@shared_task(name="officers.return_cases")
def return_cases():
    """Beat runs it each hour: the cases of those who have left, or may no longer have them, are nobody's."""
    officer_acts.return_cases()
