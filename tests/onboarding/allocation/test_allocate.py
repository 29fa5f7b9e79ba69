"""7 § second paragraph: the coordinator allocates, and may close what nobody will meet."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from itdrift import outbox
from onboarding.allocation import acts as allocation_acts
from onboarding.models import DiaryEntry, RequestedService
from registry.acts import fingerprint
from registry.models import JournalEntry

from ... import making

pytestmark = pytest.mark.section(7)


def test_to_one_supplier_with_its_motive(cast):
    requested_service = cast.walk.request("registered")
    allocation = allocation_acts.allocate(
        requested_service, by=cast.coordinator, supplier=cast.supplier.acting.mandate, motive="Har tjänsten."
    )
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.supplier) == ("allocated", cast.supplier.acting.mandate)
    assert (allocation.motive, allocation.allocated_by, allocation.ended_at) == (
        "Har tjänsten.",
        cast.coordinator,
        None,
    )
    entry = JournalEntry.objects.filter(chain=requested_service.chain).last()
    assert (entry.act, entry.section, entry.person) == ("onboarding.allocate", "7 §", "Karin Kö")
    assert entry.acting_for == "Försäkringskassan som samordnande myndighet"
    assert entry.text == "Virtuell server fördelades till Skatteverket."


def test_the_supplier_is_told_by_email(cast):
    cast.walk.request("allocated")
    outbox.perform_waiting()
    told = {m.to[0] for m in mail.outbox if "fördelats till er" in m.subject}
    assert told == {cast.supplier.email, cast.supplier_boss.email}


def test_the_agency_is_told_by_email_to_whom(cast):
    cast.walk.request("allocated")
    outbox.perform_waiting()
    letters = [m for m in mail.outbox if m.subject.startswith("En tjänst ni har efterfrågat har fördelats")]
    assert {m.to[0] for m in letters} == {cast.applicant.email, cast.applicant_boss.email, cast.reader.email}
    assert {"till Skatteverket (7 §)" in m.body for m in letters} == {True}


def test_stands_in_the_diaries_of_the_three_agencies(cast):
    requested_service = cast.walk.request("allocated")
    letter = DiaryEntry.objects.filter(subject=f"onboarding.allocation/{requested_service.allocations.get().pk}")
    assert [(e.case.agency, e.direction, e.counterpart) for e in letter.order_by("pk")] == [
        (cast.fk, "out", "Skatteverket, Bolagsverket"),
        (cast.skv, "in", "Försäkringskassan"),
        (cast.bolagsverket, "in", "Försäkringskassan"),
    ]


def test_not_upon_what_another_coordinator_has_changed_since_the_page_was_opened(cast):
    requested_service = cast.walk.request("registered")
    seen = fingerprint(requested_service.standing)
    cast.walk.allocate(requested_service)
    requested_service.refresh_from_db()
    cast.walk.refuse(requested_service)
    with pytest.raises(ValidationError, match="Någon har sparat medan du skrev") as refused:
        allocation_acts.allocate(
            requested_service,
            by=cast.coordinator_boss,
            supplier=cast.supplier.acting.mandate,
            motive="Har plats.",
            seen=seen,
        )
    assert refused.value.code == "changed"
    assert requested_service.allocations.count() == 1


@pytest.mark.parametrize(
    ("motive", "field", "why"),
    [("", "motive", "Detta fält får inte vara tomt."), ("   \n", "__all__", "Ange motivet till fördelningen.")],
)
def test_needs_a_motive(cast, motive, field, why):
    requested_service = cast.walk.request("registered")
    with pytest.raises(ValidationError) as refused:
        allocation_acts.allocate(
            requested_service, by=cast.coordinator, supplier=cast.supplier.acting.mandate, motive=motive
        )
    assert refused.value.message_dict == {field: [why]}
    requested_service.refresh_from_db()
    assert requested_service.status == "registered"


@pytest.mark.section(5)
def test_only_to_an_agency_that_is_a_supplier_today(cast):
    requested_service = cast.walk.request("registered")
    former = making.mandate(cast.ifau, "supplier")
    former.valid_until = date.today()
    former.save()
    for mandate in (former, cast.applicant.acting.mandate, cast.coordinator.acting.mandate):
        with pytest.raises(ValidationError, match="är inte leverantörsmyndighet"):
            allocation_acts.allocate(requested_service, by=cast.coordinator, supplier=mandate, motive="Motiv.")


@pytest.mark.section(8)
def test_anew_after_a_refusal_with_the_history_kept(cast):
    requested_service = cast.walk.request("refused")
    cast.walk.allocate(requested_service, cast.other_supplier)
    requested_service.refresh_from_db()
    assert requested_service.supplier == cast.other_supplier.acting.mandate
    first, second = requested_service.allocations.all()
    assert (first.supplier, first.ended_at is None) == (cast.supplier.acting.mandate, False)
    assert (second.supplier, second.ended_at) == (cast.other_supplier.acting.mandate, None)
    assert first.refusal.reasons == making.REASONS


def test_each_supplier_sees_only_what_was_allocated_to_it(cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    mine, theirs = case.requested_services.all()
    cast.walk.allocate(mine)
    cast.walk.allocate(theirs, cast.other_supplier)
    seen = {name: set(RequestedService.objects.visible_to(person)) for name, person in cast.people().items()}
    assert {name: rows for name, rows in seen.items() if rows} == {
        "applicant": {mine, theirs},
        "applicant_boss": {mine, theirs},
        "reader": {mine, theirs},
        "coordinator": {mine, theirs},
        "coordinator_boss": {mine, theirs},
        "supplier": {mine},
        "supplier_boss": {mine},
        "other_supplier": {theirs},
        "other_supplier_boss": {theirs},
    }


def test_close_needs_a_reason(cast):
    requested_service = cast.walk.request("refused")
    with pytest.raises(ValidationError, match="Ange varför"):
        allocation_acts.close(requested_service, by=cast.coordinator, reason=" ")
    allocation_acts.close(requested_service, by=cast.coordinator, reason="Ingen har plats.")
    requested_service.refresh_from_db()
    assert requested_service.status == "closed"
