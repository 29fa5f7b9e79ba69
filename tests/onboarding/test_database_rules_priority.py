"""9 §, past every act: the database itself keeps two assessors apart from a third, and the order to the ordinance."""

import pytest
from django.utils import timezone

from itdrift import outbox
from onboarding.allocation import acts as allocation_acts
from onboarding.models import Assessment, Competitor, Opinion, Prioritisation, PrioritisationDocument
from onboarding.priority import acts as priority_acts
from onboarding.secrecy import acts as secrecy_acts

from .. import making
from ..once import made_once
from .raw_sql import allowed, insert, refused, refused_change, refused_row, update

pytestmark = pytest.mark.section(9)


def opinion(allocation, person, **changes):
    row = {"allocation_id": allocation.pk, "assessor_id": person.pk, "given_at": timezone.now(), "set_aside": False}
    gains = {"security_gain": 1, "cost_gain": 1, "security_grounds": "G", "cost_grounds": "G"}
    return {**row, **gains, **changes}


@made_once
def allocation(cast):
    return cast.walk.request("allocated").current_allocation


def test_two_assessors_and_no_third(cast, allocation):
    cast.walk.assess(allocation.requested_service)
    third = making.person("Lisa Lager", cast.supplier.acting.mandate)
    assert refused_row("opinion", opinion(allocation, third)) == "two_assessors"


def test_one_opinion_each_on_the_scale_with_grounds(cast, allocation):
    cast.walk.judge(allocation.requested_service, cast.supplier)
    assert refused_row("opinion", opinion(allocation, cast.supplier)) == "one_opinion_of_an_assessor"
    for wrong in ({"security_gain": 4}, {"cost_gain": 9}):
        assert refused_row("opinion", opinion(allocation, cast.supplier_boss, **wrong)) == "opinion_on_the_scale"
    assert refused_row("opinion", opinion(allocation, cast.supplier_boss, cost_grounds=" ")) == "opinion_has_grounds"


def test_while_alone_an_opinion_may_be_changed_but_not_when_both_are_in(cast, allocation):
    cast.walk.judge(allocation.requested_service, cast.supplier, 1, 1)
    first = Opinion.objects.get()
    allowed(update("opinion", "cost_gain"), id=first.pk, cost_gain=2)
    cast.walk.judge(allocation.requested_service, cast.supplier_boss, 1, 2)
    for one in Opinion.objects.all():
        assert refused_change("opinion", one.pk, security_gain=3) == "opinion_stands_with_the_other"
        assert refused_change("opinion", one.pk, set_aside=True) == "opinion_stands_with_the_other"
    assert refused("DELETE FROM onboarding_opinion") == "opinion_stands_with_the_other"
    third = making.person("Lisa Lager", cast.supplier.acting.mandate)
    assert refused_change("opinion", first.pk, assessor_id=third.pk) == "opinion_stands_with_the_other"


def test_an_allocation_that_has_ended_is_not_judged(cast, allocation):
    cast.walk.refuse(allocation.requested_service)
    assert refused_row("opinion", opinion(allocation, cast.supplier)) == "two_assessors"


def test_an_assessment_rests_on_two_opinions_and_is_what_they_agree_on(cast, allocation):
    row = opinion(allocation, cast.supplier) | {"assessed_by_id": cast.supplier.pk, "assessed_at": timezone.now()}
    row = {name: value for name, value in row.items() if name not in ("assessor_id", "given_at", "set_aside")}
    rule = "rests_on_two_opinions"
    assert refused_row("assessment", row) == rule
    cast.walk.judge(allocation.requested_service, cast.supplier)
    assert refused_row("assessment", row) == rule
    cast.walk.assess(allocation.requested_service, 2, 1)
    assert refused_change("assessment", Assessment.objects.get().pk, security_gain=3) == rule
    assert refused("DELETE FROM onboarding_assessment") == rule


def test_two_who_differ_both_stand_behind_their_assessment(cast, allocation):
    cast.walk.judge(allocation.requested_service, cast.supplier, 3, 1)
    cast.walk.judge(allocation.requested_service, cast.supplier_boss, 1, 1)
    officer = making.person("Lisa Lager", cast.supplier.acting.mandate)
    row = opinion(allocation, cast.supplier) | {"assessed_at": timezone.now()}
    row = {name: value for name, value in row.items() if name not in ("assessor_id", "given_at", "set_aside")}
    for by, agreed_with in [
        (cast.supplier, None),
        (cast.supplier_boss, None),
        (cast.supplier_boss, cast.supplier),  # who has proposed nothing
        (officer, None),
        (officer, cast.supplier),
        (cast.other_supplier_boss, None),
    ]:
        people = {"assessed_by_id": by.pk, "agreed_with_id": agreed_with and agreed_with.pk}
        assert refused_row("assessment", row | people) == "agreed_by_both"
    joint = {name: value for name, value in row.items() if name != "assessed_at"} | {"proposed_at": timezone.now()}
    assert refused_row("proposedassessment", joint | {"proposed_by_id": officer.pk}) == "proposed_by_an_assessor"
    proposed = joint | {"proposed_by_id": cast.supplier.pk}
    allowed(insert("proposedassessment", proposed), **proposed)
    itself = {"assessed_by_id": cast.supplier.pk, "agreed_with_id": cast.supplier.pk}
    assert refused_row("assessment", row | itself) == "agreed_by_both"
    both = {"assessed_by_id": cast.supplier_boss.pk, "agreed_with_id": cast.supplier.pk}
    assert refused_row("assessment", row | both | {"cost_grounds": "Andra."}) == "agreed_by_both"
    allowed(insert("assessment", row | both), **row, **both)
    assert refused_change("assessment", Assessment.objects.get().pk, security_gain=0) == "agreed_by_both"


def test_nobody_proposes_before_both_have_judged(cast, allocation):
    cast.walk.judge(allocation.requested_service, cast.supplier, 3, 1)
    row = opinion(allocation, cast.supplier) | {"proposed_at": timezone.now(), "proposed_by_id": cast.supplier.pk}
    row = {name: value for name, value in row.items() if name not in ("assessor_id", "given_at", "set_aside")}
    assert refused_row("proposedassessment", row) == "proposed_by_an_assessor"


def test_nothing_is_proposed_where_the_two_agree(cast, allocation):
    cast.walk.judge(allocation.requested_service, cast.supplier, 3, 1)
    cast.walk.judge(allocation.requested_service, cast.supplier_boss, 3, 1)
    row = opinion(allocation, cast.supplier) | {"proposed_at": timezone.now(), "proposed_by_id": cast.supplier.pk}
    row = {name: value for name, value in row.items() if name not in ("assessor_id", "given_at", "set_aside")}
    assert refused_row("proposedassessment", row) == "proposed_by_an_assessor"


def test_nobody_decides_over_an_assessor_in_conflict(cast, allocation):
    """Somebody judges instead first (17 § FL)."""
    officer = making.person("Lisa Lager", cast.supplier.acting.mandate)
    cast.walk.judge(allocation.requested_service, cast.supplier, 3, 1)
    cast.walk.judge(allocation.requested_service, officer, 1, 1)
    case = allocation.requested_service.registration
    secrecy_acts.report_conflict(case, by=officer, ground="other", text="Vän.")
    row = opinion(allocation, cast.supplier) | {"assessed_at": timezone.now(), "assessed_by_id": cast.supplier_boss.pk}
    row = {name: value for name, value in row.items() if name not in ("assessor_id", "given_at", "set_aside")}
    assert refused_row("assessment", row) == "agreed_by_both"


# Who competes


@made_once
def open_(cast):
    return cast.walk.shortage()


def competitor(prioritisation, allocation):
    return {"prioritisation_id": prioritisation.pk, "allocation_id": allocation.pk, "why": "", "change": ""}


def other_service(cast):
    """A second service of the supplier's own."""
    return making.service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name="Databas")


def test_one_open_prioritisation_of_a_service(cast, open_):
    row = {
        **dict.fromkeys(("motivation", "diary_number", "decided_by_title", "presented_by_title"), ""),
        **dict.fromkeys(("no_presenter", "others", "dissent"), ""),
        "nobody_else": False,
        "supplier_id": open_.supplier_id,
        "service_id": open_.service_id,
        "shortage": "Brist.",
        "status": "open",
        "declared_by_id": cast.supplier.pk,
        "declared_at": timezone.now(),
    }
    assert refused_row("prioritisation", row) == "one_open_prioritisation_of_a_service"
    row["service_id"] = other_service(cast).pk
    assert refused_row("prioritisation", row | {"status": "decided"}) == "begun_before_it_is_decided"
    assert refused_row("prioritisation", row | {"shortage": " "}) == "prioritisation_says_what_is_short"
    assert refused_row("prioritisation", row | {"status": "waiting"}) in (
        "begun_before_it_is_decided",
        "prioritisation_status_known",
    )


@pytest.mark.parametrize("status", ["registered", "refused", "agreed"])
def test_only_what_is_allocated_for_the_service_competes(cast, open_, status, allocation):
    requested_service = cast.walk.request(status)
    for other in requested_service.allocations.all():
        assert refused_row("competitor", competitor(open_, other)) == "competes_for_the_service"
    other = cast.walk.registered(other_service(cast)).requested_services.get()
    elsewhere = cast.walk.allocate(other)
    assert refused_row("competitor", competitor(open_, elsewhere)) == "competes_for_the_service"
    row = competitor(open_, allocation)
    allowed(
        "INSERT INTO onboarding_competitor (prioritisation_id, allocation_id, why, change) "
        "VALUES (%(prioritisation_id)s, %(allocation_id)s, %(why)s, %(change)s)",
        **row,
    )
    assert refused_row("competitor", row) == "competes_once"


def test_a_request_stands_in_one_open_prioritisation(cast, open_):
    """It came for one service, and is delivered as another, for which capacity is short too."""
    requested_service = open_.competitors.first().allocation.requested_service
    databases = other_service(cast)
    requested_services = [cast.walk.registered(databases).requested_services.get() for _ in range(2)]
    for one in requested_services:
        cast.walk.allocate(one)
        one.refresh_from_db()
    second = priority_acts.declare_shortage(
        by=cast.supplier, service=databases, shortage="Brist.", requested_services=requested_services
    )
    allocation_acts.accept(requested_service, by=cast.supplier, service=databases)
    assert (
        refused_row("competitor", competitor(second, requested_service.current_allocation))
        == "competes_in_one_at_a_time"
    )


# The decision


@made_once
def placed(cast):
    """Two that compete, the second safer, with their gains, but no places: the database has still to be asked."""
    requested_services = [cast.walk.request("allocated"), cast.walk.request("allocated")]
    for requested_service, gains in zip(requested_services, [(1, 3), (2, 0)], strict=True):
        cast.walk.assess(requested_service, *gains)
    made = cast.walk.shortage(*requested_services)
    for row in made.competitors.select_related("allocation__assessment"):
        security, cost = row.allocation.assessment.gains
        changes = {"security_gain": security, "cost_gain": cost, "why": "Därför."}
        allowed(update("competitor", *changes), id=row.pk, **changes)
    return made


def decision(cast, **changes):
    return {
        "status": "decided",
        "motivation": "Motivering.",
        "diary_number": "SKV 1",
        "decided_on": timezone.localdate(),
        "decided_by_id": cast.supplier_boss.pk,
        "presented_by_id": cast.supplier.pk,
        "nobody_else": True,
        **changes,
    }


def place(prioritisation, *places):
    Competitor.objects.update(place=None)
    for row, at in zip(prioritisation.competitors.order_by("allocation"), places, strict=True):
        allowed(update("competitor", "place"), id=row.pk, place=at)


@pytest.mark.parametrize("places", [(1, 2), (2, 3), (2, None), (None, None), (3, 1)])
def test_no_cost_gain_lifts_a_request_over_one_with_more_security_whoever_asks(cast, placed, places):
    place(placed, *places)
    rule = "decided_in_the_order_of_the_ordinance"
    assert refused_change("prioritisation", placed.pk, **decision(cast)) == rule


def test_the_order_of_the_ordinance_is_let_through_and_then_frozen(cast, placed):
    place(placed, 2, 1)
    allowed(update("prioritisation", *decision(cast)), id=placed.pk, **decision(cast))
    rule = "prioritisation_is_frozen"
    assert refused_change("prioritisation", placed.pk, motivation="En annan.") == rule
    assert refused("DELETE FROM onboarding_prioritisation") in (rule, "competes_while_open")
    row = placed.competitors.first()
    for changes in ({"place": 7}, {"why": "En annan orsak."}, {"security_gain": 0}):
        assert refused_change("competitor", row.pk, **changes) == "competes_while_open"
    assert refused("DELETE FROM onboarding_competitor") == "competes_while_open"
    late = cast.walk.request("allocated").current_allocation
    assert refused_row("competitor", competitor(placed, late)) == "competes_while_open"


def test_the_gains_are_those_assessed(cast, placed):
    row = placed.competitors.order_by("allocation").first()
    allowed(update("competitor", "security_gain"), id=row.pk, security_gain=3)
    place(placed, 1, 2)
    rule = "decided_in_the_order_of_the_ordinance"
    assert refused_change("prioritisation", placed.pk, **decision(cast)) == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"motivation": " "}, "prioritisation_decided_with_motivation"),
        ({"diary_number": ""}, "prioritisation_decided_with_motivation"),
        ({"decided_by_id": None}, "prioritisation_decided_with_motivation"),
        ({"presented_by_id": None}, "prioritisation_presented_or_not"),
        ({"no_presenter": "12 §"}, "prioritisation_presented_or_not"),
        ({"nobody_else": False}, "prioritisation_says_who_took_part"),
        ({"others": "Eva Expert"}, "prioritisation_says_who_took_part"),
    ],
)
def test_a_decision_is_whole(cast, placed, change, rule):
    place(placed, 2, 1)
    assert refused_change("prioritisation", placed.pk, **decision(cast, **change)) == rule


def test_by_two_people_neither_of_whom_allocated(cast, placed):
    place(placed, 2, 1)
    alone = decision(cast, presented_by_id=cast.supplier_boss.pk)
    assert refused_change("prioritisation", placed.pk, **alone) == "prioritisation_by_two_people"
    allocator = decision(cast, presented_by_id=cast.coordinator.pk)
    assert refused_change("prioritisation", placed.pk, **allocator) == "prioritised_without_conflict"


def test_what_it_is_about_stays(cast, placed):
    rule = "prioritisation_is_frozen"
    assert refused_change("prioritisation", placed.pk, shortage="Något annat.") == rule
    assert refused_change("prioritisation", placed.pk, service_id=other_service(cast).pk) == rule


def test_what_is_cancelled_stays_so(cast, placed):
    allowed(update("prioritisation", "status"), id=placed.pk, status="cancelled")
    assert refused_change("prioritisation", placed.pk, status="open") == "prioritisation_is_frozen"


def test_the_document_stays(cast):
    cast.walk.prioritised()
    outbox.perform_waiting()
    kept, rule = PrioritisationDocument.objects.get(), "prioritisation_document_is_never_changed"
    assert refused_change("prioritisationdocument", kept.pk, digest="") == rule
    assert refused("DELETE FROM onboarding_prioritisationdocument") == rule
    assert Prioritisation.objects.get().document == kept
