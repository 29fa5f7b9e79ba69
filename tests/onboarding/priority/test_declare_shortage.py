"""9 §: capacity is short for a service: why, and which requests compete for it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from onboarding.allocation import acts as allocation_acts
from onboarding.models import ConflictReport, Prioritisation
from onboarding.priority import acts as priority_acts
from onboarding.priority.reading import Comparison, competing_for
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(9)
SHORT = "Kapaciteten räcker till en anslutning i år."


@made_once
def two(cast):
    return [cast.walk.request("allocated"), cast.walk.request("accepted")]


def declare(cast, requested_services, by=None, service=None, shortage=SHORT):
    return priority_acts.declare_shortage(
        by=by or cast.supplier,
        service=service or cast.service,
        shortage=shortage,
        requested_services=requested_services,
    )


def competing(prioritisation):
    return [c.allocation.requested_service for c in prioritisation.competitors.order_by("pk")]


def test_the_requests_compete_and_it_is_journalled_without_names(cast, two):
    made = declare(cast, two)
    assert (made.status, made.supplier, made.service) == ("open", cast.supplier.acting.mandate, cast.service)
    assert competing(made) == two
    entry = JournalEntry.objects.get(chain=made.chain)
    assert entry.text == "Kapaciteten räcker inte för Virtuell server: 2 intresseanmälningar konkurrerar."
    assert (entry.section, entry.facts) == (
        "9 §",
        {"requested_services": [requested_service.pk for requested_service in two]},
    )


def test_one_alone_competes_with_nobody(cast, two):
    with pytest.raises(ValidationError, match="minst två"):
        declare(cast, two[:1])
    assert not Prioritisation.objects.exists()


WHY = "Ange varför kapaciteten inte räcker"


@pytest.mark.parametrize(
    ("text", "why"), [("", "fält får inte vara tomt"), ("   ", WHY), ("\N{ZERO WIDTH SPACE}", WHY)], ids=repr
)
def test_why_is_said(cast, two, text, why):
    with pytest.raises(ValidationError, match=why):
        declare(cast, two, shortage=text)


@pytest.mark.parametrize("status", ["registered", "refused", "agreed", "withdrawn"])
def test_only_what_is_allocated_and_not_agreed_on_competes(cast, two, status):
    with pytest.raises(ValidationError, match="konkurrerar inte längre"):
        declare(cast, [*two, cast.walk.request(status)])


def test_only_for_the_service_itself(cast, two):
    other = cast.walk.registered(cast.other_service).requested_services.get()
    cast.walk.allocate(other)
    with pytest.raises(ValidationError, match="konkurrerar inte längre"):
        declare(cast, [*two, other])


def test_what_is_delivered_instead_competes_for_that(cast, two):
    other = cast.walk.registered(cast.other_service).requested_services.get()
    cast.walk.allocate(other)
    allocation_acts.accept(other, by=cast.supplier, service=cast.service)
    assert other in competing_for(cast.service, cast.supplier)
    assert competing(declare(cast, [*two, other])) == [*two, other]


def test_one_open_prioritisation_of_a_service(cast, two):
    declare(cast, two)
    with pytest.raises(ValidationError, match="pågår redan"):
        declare(cast, [cast.walk.request("allocated"), cast.walk.request("allocated")])


@pytest.mark.parametrize(
    "name", ["other_supplier", "other_supplier_boss", "coordinator_boss", "applicant_boss", "admin"]
)
def test_only_the_supplier_itself(cast, two, name):
    with pytest.raises(PermissionDenied):
        declare(cast, two, by=getattr(cast, name))


def test_not_for_another_s_service(cast, two):
    with pytest.raises(PermissionDenied):
        declare(cast, two, service=cast.other_service)


def test_who_is_in_conflict_of_interest_in_one_case_chooses_none(cast, two):
    conflict(two[0], cast.supplier)
    with pytest.raises(PermissionDenied):
        declare(cast, two)


def conflict(requested_service, person):
    mandate = person.acting.mandate
    ConflictReport.objects.create(
        registration=requested_service.registration, person=person, mandate=mandate, ground="party", text="Släkt."
    )


def test_a_confidential_case_is_not_chosen_by_who_may_not_know_of_it(cast, two):
    secrecy_acts.make_confidential(two[0].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert two[0] not in competing_for(cast.service, cast.supplier)
    with pytest.raises(ValidationError, match="konkurrerar inte längre"):
        declare(cast, two)


# Who competes, changed while it is open


def test_competitors_are_added_and_taken_away(cast, two):
    made, third = declare(cast, two), cast.walk.request("allocated")
    priority_acts.change_competitors(made, by=cast.supplier, requested_services=[two[0], third])
    assert competing(made) == [two[0], third]
    last = JournalEntry.objects.filter(chain=made.chain).order_by("number").last()
    assert last.text == "De som konkurrerar ändrades: 1 lades till och 1 togs bort."


def test_two_are_left(cast, two):
    made = declare(cast, two)
    with pytest.raises(ValidationError, match="minst två"):
        priority_acts.change_competitors(made, by=cast.supplier, requested_services=two[:1])
    assert competing(made) == two


def test_nobody_overwrites_what_another_chose(cast, two):
    made, third = declare(cast, two), cast.walk.request("allocated")
    with pytest.raises(ValidationError, match="Någon har sparat"):
        priority_acts.change_competitors(made, by=cast.supplier, requested_services=[*two, third], seen="något annat")


def test_a_confidential_one_stays_when_others_are_changed_by_who_may_not_know_of_it(cast, two):
    made, third = declare(cast, two), cast.walk.request("allocated")
    secrecy_acts.make_confidential(two[0].registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    priority_acts.change_competitors(made, by=cast.supplier, requested_services=[two[1], third])
    assert competing(made) == [*two, third]


def test_what_is_decided_keeps_its_competitors(cast, two):
    made = cast.walk.prioritised(*two)
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        priority_acts.change_competitors(
            made, by=cast.supplier, requested_services=[*two, cast.walk.request("allocated")]
        )


def test_who_leaves_is_counted_and_stands_in_no_order(cast, two):
    made = cast.walk.shortage(*two, cast.walk.request("allocated"))
    cast.walk.withdraw(two[0])
    comparison = Comparison(made, cast.supplier)
    assert (comparison.left, [row.requested_service for row in comparison.ranked]) == (1, comparison.standing)
    assert two[0] not in comparison.standing


# Cancelled


def test_it_is_cancelled_with_a_reason_and_may_be_begun_anew(cast, two):
    made = declare(cast, two)
    priority_acts.cancel_prioritisation(made, by=cast.supplier, reason="Kapaciteten är utbyggd.")
    made.refresh_from_db()
    assert made.status == "cancelled"
    last = JournalEntry.objects.filter(chain=made.chain).order_by("number").last()
    assert last.text == "Prioritering av Virtuell server avbröts: Kapaciteten är utbyggd."
    assert competing(declare(cast, two)) == two


@pytest.mark.parametrize("reason", ["", " ", "…"])
def test_not_without_a_reason(cast, two, reason):
    with pytest.raises(ValidationError) as refused:
        priority_acts.cancel_prioritisation(declare(cast, two), by=cast.supplier, reason=reason)
    assert set(refused.value.message_dict) == {"reason"}


def test_a_request_of_an_agency_with_a_long_name_stands_beside_others(cast):
    requested_services = [
        cast.walk.request("allocated"),
        cast.walk.registered(by=cast.stranger).requested_services.get(),
    ]
    cast.walk.allocate(requested_services[1])
    names = [row.name for row in Comparison(declare(cast, requested_services), cast.supplier).ranked]
    assert names == ["Bolagsverket", making.LONG_NAME]
