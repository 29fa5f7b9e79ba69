"""7 §: an agency decides who sends its registrations of interest."""

from django.db import transaction

from ..acts import begin, note, write
from ..models import Agency, User


@transaction.atomic
def decide_sender(agency: Agency, *, by: User, decision_maker_sends: bool) -> Agency:
    """An agency decides whether a decision maker or also an officer sends its registrations of interest (7 §)."""
    agency = begin("registry.decide_sender", agency, by=by)
    agency.decision_maker_sends = decision_maker_sends
    write(agency)
    who = "Bara en beslutsfattare" if decision_maker_sends else "Även en handläggare"
    note("registry.decide_sender", agency, by=by, text=f"{who} anmäler intresse för {agency}.")
    return agency
