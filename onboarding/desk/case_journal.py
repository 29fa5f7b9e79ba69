"""Which entries of a case's journal one person reads on its page."""

from django.db.models import Q

from registry.journal import subject_of
from registry.models import JournalEntry
from registry.ordinance import Part

from ..workflow import CASE_ACTS, DIARY_ACTS, REQUEST_ACTS

# A supplier reads its own alone.
ITS_OWN = [
    f"onboarding.{act}" for act in ("refuse", "communicate", "reply", "correct", "reconsider", "prioritise", "place")
]
PRIVATE = [perm for perm, act in CASE_ACTS.items() if act.private]
PREPARED = [perm for perm, act in REQUEST_ACTS.items() if act.private]  # by a supplier, for itself alone
OPENED = "onboarding.open_confidential"  # stands on the page of who is named
ASSESSING = ["onboarding.assess", "onboarding.settle"]
OF_A_PERSON = ["onboarding.report_conflict", "onboarding.decide_conflict"]  # who has a conflict is its own mandate's
IN_THE_DIARY = ["onboarding.enter_by_hand", *DIARY_ACTS]
HAVING_IT = [
    "onboarding.take_case",
    "onboarding.give_case",
]  # who has it at another supplier is not a supplier's to know
RETURNED = "onboarding.return_case"  # by nobody, for the mandate of its facts
LETTING_IN = ["onboarding.let_in", "onboarding.let_out"]


def entries(file, subjects):
    """Return those of the CaseFile's case that are about the subjects, the latest first.

    What came before the filing is the agency's own, assessments are the supplier's and the coordinator's. A supplier
    does not read on what ground another supplier refused.
    """
    mandate, part, case = file.mandate, file.part, file.case
    own_diary = Q(act__in=IN_THE_DIARY, acting_for=str(mandate))
    known = Q(subject__in=subjects) | own_diary if part else Q(subject__in=subjects)
    unread, own_alone = [OPENED], [*PREPARED, *OF_A_PERSON]  # its own: what was done for the mandate itself
    if part != Part.APPLICANT:
        unread += PRIVATE
        known &= Q(at__gte=case.registered_at)
    if part not in (Part.APPLICANT, Part.COORDINATOR):
        unread += LETTING_IN
        own_alone += HAVING_IT
        known &= ~Q(act=RETURNED) | Q(facts__mandate=mandate.pk if mandate else None)
    if part != Part.COORDINATOR:
        own_alone += ASSESSING
    if part == Part.SUPPLIER:
        own_alone += ITS_OWN
        anew = [subject_of(requested_service) for requested_service in file.judged_anew]
        known &= ~Q(subject__in=anew, act__in=ASSESSING, facts__has_key="security_gain")
    known &= Q(acting_for=str(mandate or "")) | ~Q(act__in=own_alone)
    return JournalEntry.objects.filter(known, ~Q(act__in=unread), chain=case.chain).order_by("-number")
