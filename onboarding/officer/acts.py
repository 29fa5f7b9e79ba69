"""Who has a case at the coordinator, and at each supplier that has it (practice): taken, handed over, returned."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE
from registry.acts import begin, lock, write
from registry.models import Membership, User

from ..consequences import end
from ..models import CaseOfficer, InterestRegistration
from ..models.officer import officers_who_may_have
from ..workflow import OPEN


@transaction.atomic
def take_case(case: InterestRegistration, *, by: User) -> CaseOfficer:
    """The person becomes the own agency's officer for a case that nobody has there. Returns the CaseOfficer.

    Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.take_case", case, by=by)
    if officer := case.officers.able().filter(mandate=by.acting.mandate).exclude(person=by).first():
        raise ValidationError(f"{officer.person} är redan handläggare för ärendet hos er.", code=LATE)
    text = f"{by.name} är handläggare för ärendet hos {by.acting.mandate}."
    held = _give(case, by.acting)
    return end("onboarding.take_case", case, by=by, text=text, fact=held, officer=by.pk)


@transaction.atomic
def give_case(case: InterestRegistration, *, by: User, colleague: Membership) -> CaseOfficer:
    """An officer of the own agency gives the case to another who may have it, or takes it over. Returns the CaseOfficer.

    Who may not have it, in conflict of interest or not named, is not told from who is no officer. The colleague is told.
    Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.give_case", case, by=by)
    if not officers_who_may_have(case, by.acting.mandate).filter(pk=colleague.pk).exists():
        raise ValidationError({"colleague": "Välj en handläggare hos er som kan ha ärendet."})
    if case.officers.filter(mandate=by.acting.mandate, person=colleague.user_id).exists():
        raise ValidationError({"colleague": f"{colleague.user} är redan handläggare för ärendet."}, code=LATE)
    held = _give(case, colleague)
    text = f"{colleague.user} blev handläggare för ärendet hos {colleague.mandate}."
    others = [colleague] if colleague.user_id != by.pk else []
    return end("onboarding.give_case", case, by=by, text=text, fact=held, people=others, officer=colleague.user_id)


def _give(case: InterestRegistration, membership: Membership) -> CaseOfficer:
    held = case.officers.filter(mandate=membership.mandate).first()
    held = held or CaseOfficer(registration=case, mandate=membership.mandate)
    held.person, held.since = membership.user, timezone.now()
    return write(held)


def return_cases() -> int:
    """Make nobody's each open case whose officer has left, or may not have it today; returns how many."""
    gone = CaseOfficer.objects.unable().filter(registration__requested_services__status__in=OPEN)
    return sum(_return_case(case) for case in gone.values_list("registration", flat=True).distinct())


@transaction.atomic
def _return_case(key: int) -> int:
    case = lock(InterestRegistration(pk=key))
    gone = list(case.officers.unable().select_related("person", "mandate__agency"))
    for officer in gone:
        case.officers.filter(pk=officer.pk).delete()
        text = f"Ärendet har ingen handläggare hos {officer.mandate}: {officer.person} kan inte längre ha det."
        facts = {"officer": officer.person_id, "mandate": officer.mandate_id}
        end("onboarding.return_case", case, by=None, text=text, **facts)
    return len(gone)
