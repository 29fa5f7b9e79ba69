"""Many at the same moment, each on a connection of their own: consecutive numbers, and nobody waits for ever."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from onboarding import diary_entries
from onboarding.diary import acts as diary_acts
from onboarding.filing import acts as filing_acts
from onboarding.models import DiaryCase, DiaryEntry, DiarySeries
from registry.rights import NotAllowed

from ... import making
from ...drill import rounds
from ..test_races import at_once, outcome

pytestmark = [pytest.mark.usefixtures("transactional_db"), pytest.mark.drill]

YEAR = date.today().year
SENT = rounds(12, 50)


@pytest.mark.section(7)
def test_simultaneous_sendings_give_consecutive_numbers(cast):
    drafts = [cast.walk.draft() for _ in range(SENT)]
    raised = at_once(*(lambda d=d: filing_acts.register(d, by=cast.applicant, acknowledged=True) for d in drafts))
    assert outcome(raised) == (SENT, 0)
    numbers = sorted(DiaryCase.objects.filter(agency=cast.fk).values_list("number", flat=True))
    assert numbers == [f"FK {YEAR}/{n:06d}" for n in range(1, SENT + 1)]
    for draft in drafts:
        draft.refresh_from_db()
    assert sorted(draft.diary_number for draft in drafts) == numbers
    own = sorted(DiaryCase.objects.filter(agency=cast.bolagsverket).values_list("serial", flat=True))
    assert own == list(range(1, SENT + 1))
    assert DiarySeries.objects.get(agency=cast.fk).last == SENT


def sending(case, sender, to, by):
    @transaction.atomic
    def send():
        diary_entries.sent(case, sender=sender, to=to, about="Meddelande", thing=case, by=by)

    return send


def test_two_agencies_that_write_to_each_other_in_two_cases_do_not_wait_for_ever(cast):
    for turn in range(rounds(2, 40)):
        first, second = cast.walk.registered(), cast.walk.registered()
        one, other = (making.agency(f"{name} {turn}", "2021005448", f"{name}{turn}") for name in "AB")
        raised = at_once(
            sending(first, one, [other], cast.supplier), sending(second, other, [one], cast.other_supplier)
        )
        assert raised == [None, None]
        for agency in (one, other):
            assert sorted(DiaryCase.objects.filter(agency=agency).values_list("serial", flat=True)) == [1, 2]


def test_what_is_sent_at_once_in_one_case_is_numbered_in_turn(cast):
    case = cast.walk.request("allocated").registration
    parties = [cast.bolagsverket, cast.fk, cast.skv]
    before = DiaryEntry.objects.filter(agency=cast.skv).count()
    acts = [sending(case, parties[n % 3], parties, cast.supplier) for n in range(12)]
    assert at_once(*acts) == [None] * 12
    for agency in parties:
        numbers = DiaryEntry.objects.filter(agency=agency).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
    assert DiaryEntry.objects.filter(agency=cast.skv).count() == before + 12


def test_acts_of_different_kinds_in_one_case_do_not_wait_for_ever(cast):
    for _ in range(rounds(1, 20)):
        requested_service = cast.walk.request("allocated")
        case = requested_service.registration
        raised = at_once(
            lambda requested_service=requested_service: filing_acts.withdraw(requested_service, by=cast.applicant),
            lambda requested_service=requested_service: cast.walk.refuse(requested_service),
            lambda case=case: by_hand(case, cast.supplier),
            lambda case=case: by_hand(case, cast.coordinator),
        )
        assert raised[2:] == [None, None]
        assert {type(error) for error in raised[:2]} <= {type(None), NotAllowed, ValidationError}


def by_hand(case, by):
    facts = {"direction": "in", "on": date.today(), "counterpart": "Bolagsverket", "about": "Brev", "medium": "paper"}
    return diary_acts.enter_by_hand(case, by=by, **facts)
