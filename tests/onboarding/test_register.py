"""7 § first paragraph: an agency registers its interest."""

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from itdrift import outbox
from onboarding import actions
from onboarding.models import DiarySeries, InterestRegistration, RequestedService
from registry.models import JournalEntry, Mandate
from tests import making

pytestmark = pytest.mark.section(7)


def test_gets_a_diary_number_of_the_coordinator(cast):
    with time_machine.travel("2026-03-02 10:00+01:00"):
        case = cast.walk.registered()
    assert case.diary_number == "FK 2026/000001"
    assert [r.status for r in case.requested_services.all()] == ["registered"]
    assert case.requested_services.get().received_at == case.registered_at


def test_numbers_begin_anew_each_year_in_swedish_time(cast):
    with time_machine.travel("2026-12-31 22:59:59+00:00"):
        assert cast.walk.registered().diary_number == "FK 2026/000001"
    with time_machine.travel("2026-12-31 23:00:00+00:00"):
        assert cast.walk.registered().diary_number == "FK 2027/000001"


def test_several_services_and_an_unmet_need_in_one_case(cast):
    wanted = [
        {"service": cast.service, "volume": 4},
        {"service": cast.other_service},
        {"service": None, "unmet_need": "Kvantdator för registerforskning"},
    ]
    case = actions.draft(by=cast.applicant, answers=making.answers(), wanted=wanted)
    actions.register(case, by=cast.applicant, acknowledged=True)
    assert [str(r) for r in case.requested_services.all()] == [
        "Virtuell server",
        "Lagring",
        "Kvantdator för registerforskning",
    ]


def test_without_the_acknowledgement_nothing_is_registered(cast):
    case = cast.walk.draft()
    with pytest.raises(ValidationError) as refused:
        actions.register(case, by=cast.applicant, acknowledged=False)
    assert refused.value.messages == ["Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."]
    case.refresh_from_db()
    assert (case.registered_at, case.diary_number) == (None, None)
    assert not DiarySeries.objects.filter(last__gt=0).exists(), "the number must go back"


def test_without_a_service_nothing_is_registered(cast):
    case = actions.draft(by=cast.applicant, answers=making.answers(), wanted=[])
    with pytest.raises(ValidationError, match="Välj minst en tjänst"):
        actions.register(case, by=cast.applicant, acknowledged=True)


def test_twice_is_refused_and_uses_no_number(cast):
    case = cast.walk.registered()
    with pytest.raises(ValidationError, match="redan skickad"):
        actions.register(case, by=cast.applicant, acknowledged=True)
    assert cast.walk.registered().diary_number.endswith("000002")


@pytest.mark.section(3)
def test_only_an_agency_under_the_government(cast):
    riksdag = making.agency("Riksrevisionen", "2021006529", kind="riksdag")
    with pytest.raises(ValidationError, match="myndighet under regeringen"):
        Mandate(agency=riksdag, part="applicant", valid_from="2025-01-01", basis="-").full_clean()
    outsider = making.person("Rolf Revisor", making.mandate(riksdag, "applicant"))
    with pytest.raises(IntegrityError, match="Bara en myndighet under regeringen"), transaction.atomic():
        cast.walk.draft(by=outsider)


def test_a_draft_is_seen_by_the_agency_alone(cast):
    case = cast.walk.draft()
    seeing = {n for n, p in cast.people().items() if InterestRegistration.objects.visible_to(p).filter(pk=case.pk)}
    assert seeing == {"applicant", "applicant_boss", "reader"}
    assert {n for n, p in cast.people().items() if RequestedService.objects.visible_to(p).exists()} == seeing


def test_a_draft_can_be_changed_and_come_back_to(cast):
    case = cast.walk.draft()
    wanted = [{"service": cast.other_service, "volume": 3}]
    actions.edit(case, by=cast.applicant_boss, answers=making.answers(need="Ett annat behov."), wanted=wanted)
    case = InterestRegistration.objects.get(pk=case.pk)
    assert case.need == "Ett annat behov."
    assert [(r.service, r.volume) for r in case.requested_services.all()] == [(cast.other_service, 3)]


def test_a_bad_service_leaves_the_draft_as_it_was(cast):
    case = cast.walk.draft()
    wanted = [{"service": cast.other_service, "volume": -1}]
    with pytest.raises(ValidationError) as refused:
        actions.edit(case, by=cast.applicant, answers=making.answers(need="Nytt."), wanted=wanted)
    assert refused.value.messages == ["Volymen ska vara större än noll."]
    case.refresh_from_db()
    assert case.need == making.answers()["need"]
    assert [r.service for r in case.requested_services.all()] == [cast.service]


def test_a_discarded_draft_leaves_only_its_journal(cast):
    case = cast.walk.draft()
    actions.discard(case, by=cast.applicant)
    assert not InterestRegistration.objects.exists()
    assert JournalEntry.objects.filter(chain=case.chain).count() == 2


def test_a_reader_may_not(cast):
    with pytest.raises(PermissionDenied):
        cast.walk.draft(by=cast.reader)


def test_the_letters_say_nothing_of_the_content(cast):
    with pytest.MonkeyPatch.context():
        case = cast.walk.registered(need="Hemlighet om behovet.")
        outbox.perform_waiting()
    to = sorted(address for m in mail.outbox for address in m.to)
    assert to == sorted(
        p.email for p in (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    )
    for message in mail.outbox:
        assert case.diary_number in message.subject
        assert "Hemlighet" not in message.subject + message.body
        assert f"/arenden/{case.pk}/" in message.body
