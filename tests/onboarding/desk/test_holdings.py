"""What a case holds is told in SQL of its own: it is held here against what the acts made and what the case itself tells."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from itdrift import outbox
from onboarding.desk.holdings import take_in, with_holdings
from onboarding.letters import acts as letters_acts
from onboarding.models import InterestRegistration
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.models import Preparedness, User

from ... import making
from ..letters.files import upload

pytestmark = pytest.mark.usefixtures("db")


def read(case, user):
    return with_holdings(InterestRegistration.objects.filter(pk=case.pk), user).get()


def held(case, user):
    """The names of what there is; not what is asked of the case and the reader besides."""
    return {name for name, there_is in read(case, user).holds.items() if there_is is True and name != "prepared"}


MAKES = {
    "agreements": lambda cast, one: cast.walk.agreement(cast.walk.accept(one)),
    "attachments": lambda cast, one: letters_acts.attach(one.registration, by=cast.applicant, files=[upload()]),
    "competitors": lambda cast, one: cast.walk.shortage(one, cast.walk.request(Status.ALLOCATED)),
    "documents": lambda *_: outbox.perform_waiting(),
    "hearings": lambda cast, one: cast.walk.communicate(one),
    "messages": lambda cast, one: letters_acts.ask(
        one, by=cast.supplier, body="Hur många?", due=timezone.localdate() + timedelta(days=1)
    ),
    "notes": lambda cast, one: letters_acts.note_down(one.registration, by=cast.supplier, text="Att minnas."),
    "opinions": lambda cast, one: cast.walk.judge(one, cast.supplier),
}


@pytest.mark.parametrize("name", MAKES)
def test_tells_of_what_there_is_and_of_nothing_else(cast, name):
    requested_service, other = cast.walk.request(Status.ALLOCATED), cast.walk.registered()
    assert held(requested_service.registration, cast.supplier) == set()
    MAKES[name](cast, requested_service)
    assert held(requested_service.registration, cast.supplier) == {name}
    assert held(other, cast.supplier) <= {"documents"}, "its own receipt"


def test_a_file_of_a_message_is_no_attachment_of_the_case(cast):
    case = cast.walk.registered()
    to = [cast.coordinator.acting.mandate]
    letters_acts.message(case, by=cast.applicant, to=to, body="Se bilagan.", files=[upload()])
    assert held(case, cast.applicant) == {"messages"}


def test_a_decision_is_more_than_the_receipt(cast):
    refused = cast.walk.request(Status.REFUSED)
    outbox.perform_waiting()
    assert held(refused.registration, cast.supplier) == {"documents", "decisions"}


@pytest.mark.parametrize("since", [date(2025, 1, 1), timezone.localdate() + timedelta(days=1), None])
def test_tells_the_same_as_the_case_and_the_person_themselves(cast, since):
    case = cast.walk.request(Status.ALLOCATED).registration
    secrecy_acts.report_conflict(case, by=cast.applicant, ground="other", text="Vän.")
    if since:
        Preparedness.objects.create(agency=case.agency, valid_from=since, basis="SFS 2022:524")
    making.Membership.objects.create(
        user=cast.supplier, mandate=cast.coordinator.acting.mandate, role="officer", title="x", valid_from="2025-01-01"
    )
    user, same = (User.objects.get(pk=cast.supplier.pk) for _ in range(2))
    found, itself = read(case, user), InterestRegistration.objects.get(pk=case.pk)
    take_in(found, user)
    assert (
        (found.conflicted, user.parts)
        == (itself.conflicted, same.parts)
        == ({cast.applicant.pk}, {"supplier", "coordinator"})
    )
    assert found.was_preparedness_agency is itself.was_preparedness_agency is (since == date(2025, 1, 1))
    assert (found.coordinator, found.coordinator.org_number) == (itself.coordinator, itself.coordinator.org_number)
    numbers = dict(case.diary_cases.values_list("agency", "number"))
    assert (found.number_at, len(numbers)) == (numbers, 3)


@pytest.mark.parametrize(("until", "is_guest"), [(None, True), (0, True), (-1, False)])
def test_tells_whether_the_reader_is_a_guest_today(cast, until, is_guest):
    case = cast.walk.request(Status.ALLOCATED).registration
    last = until if until is None else timezone.localdate() + timedelta(days=until)
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.stranger.email)
    case.guests.update(until=last)
    assert [read(case, user).holds["guest"] for user in (cast.stranger, cast.applicant)] == [is_guest, False]
