"""What each of 3–10 §§ asks of every case, in words and as conditions by which all cases are held against it at once.

compliance.py holds one case against the same, and says by what it is met. The two agree: a case is as the worst of its
checks. tests/test_compliance.py holds them together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, SmallIntegerField, Value, When

from registry.models import ServiceDescription
from registry.models.agency import UNDER_GOVERNMENT
from registry.workflow import DescriptionStatus

from ..workflow import TO_ALLOCATE, AgreementStatus, PrioritisationStatus, Status

MET, PENDING, JUDGE, BROKEN = STATES = ("met", "pending", "judge", "broken")  # the worst last


@dataclass(frozen=True)
class Requirement:
    """A Requirement is what a section asks of every case, or of every one that has come so far.

    section: its number. key: its name in an address. conditions(): {state: condition on a requested service}, of which the
    first that holds counts; where none does, nothing is asked. Through a relation to many a condition is asked of each of
    them and the worst counts: so none may say that there is none, but by Exists.
    """

    section: int
    key: str
    text: str
    conditions: Callable[[], dict[str, Any]]


def place(conditions):
    """Return the place among STATES of a requested service, or null where nothing is asked, as an expression."""
    found = [When(condition, then=Value(STATES.index(state))) for state, condition in conditions.items()]
    return Case(*found, output_field=SmallIntegerField())


def _published(**that):
    described = ServiceDescription.objects.filter(status=DescriptionStatus.PUBLISHED, **that)
    return Exists(described.filter(service=OuterRef("delivered_service")))


SENT = ~Q(status=Status.DRAFT)
IN_FORCE = Q(agreement_lines__agreement__status=AgreementStatus.IN_FORCE)
REFUSED = Q(allocations__refusal__isnull=False)
EARLY = Q(connection__connected_on__lt=F("agreement_lines__agreement__in_force_on"))
ORDERED = Q(allocations__competitions__prioritisation__status=PrioritisationStatus.DECIDED)

AGENCY = Requirement(
    3,
    "myndighet",
    "Myndigheten är en myndighet under regeringen",
    lambda: {MET: Q(agency__kind__in=UNDER_GOVERNMENT), BROKEN: SENT},
)
IN_THE_REGISTER = Requirement(
    4,
    "forteckning",
    "Tjänsten som levereras finns i förteckningen med en tjänstebeskrivning",
    lambda: {MET: _published(), BROKEN: Q(delivered_service__isnull=False)},
)
OWN_OPERATIONS = Requirement(
    6,
    "drift",
    "Tjänsten som levereras baseras på leverantörsmyndighetens it-drift, om inte något annat är föreskrivet",
    lambda: {MET: _published()},
)
FILED = Requirement(7, "anmald", "Intresset är anmält till den samordnande myndigheten", lambda: {MET: SENT})
ALLOCATED = Requirement(
    7,
    "fordelad",
    "Det som efterfrågas är fördelat till en leverantörsmyndighet",
    lambda: {PENDING: Q(status__in=TO_ALLOCATE), MET: SENT},
)
REASONS = Requirement(8, "skal", "Den som har nekat anslutning har angett skälen", lambda: {MET: REFUSED})
ASSESSED = Requirement(
    9,
    "bedomd",
    "Bedömningen är av säkerhet i första hand och av kostnadseffektivitet i andra hand",
    lambda: {MET: Q(allocations__ended_at=None, allocations__assessment__isnull=False)},
)
IN_ORDER = Requirement(
    9, "ordning", "Ordningen mellan dem som konkurrerar är beslutad och motiverad", lambda: {MET: ORDERED}
)
AGREED = Requirement(
    10,
    "overenskommelse",
    "En skriftlig överenskommelse är ingången före anslutningen",
    lambda: {BROKEN: IN_FORCE & EARLY, MET: IN_FORCE, PENDING: Q(status=Status.ACCEPTED)},
)
PERSONAL_DATA = Requirement(
    10,
    "personuppgifter",
    "Bestämmelser om personuppgifter finns i den överenskommelse som behöver dem",
    lambda: {
        MET: IN_FORCE & Q(agreement_lines__personal_data=True),
        JUDGE: IN_FORCE & Q(_published(personal_data=True)),
    },
)
NOTIFIED = Requirement(
    10, "underrattad", "Den samordnande myndigheten är underrättad om överenskommelsen", lambda: {MET: IN_FORCE}
)
REQUIREMENTS = (
    AGENCY,
    IN_THE_REGISTER,
    OWN_OPERATIONS,
    FILED,
    ALLOCATED,
    REASONS,
    ASSESSED,
    IN_ORDER,
    AGREED,
    PERSONAL_DATA,
    NOTIFIED,
)
