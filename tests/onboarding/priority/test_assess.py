"""9 §: two people judge, each alone; security first, cost-effectiveness only between equals."""

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from onboarding.allocation import acts as allocation_acts
from onboarding.models import Assessment, ConflictReport, Gain, Opinion, RequestedService
from onboarding.priority import assessment_acts
from onboarding.priority.order import by_priority
from onboarding.priority.reading import Judged
from onboarding.workflow import Status
from registry.models import JournalEntry
from registry.ordinance import Part

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(9)


@made_once
def request_(cast):
    return cast.walk.request("allocated")


@made_once
def colleague(cast):
    return making.person("Lisa Lager", cast.supplier.acting.mandate)


def entries(requested_service):
    return JournalEntry.objects.filter(chain=requested_service.chain, act="onboarding.assess").order_by("number")


def test_the_queue_puts_security_before_any_cost_gain(cast):
    pairs = list(itertools.product(Gain.values, Gain.values))
    pairs = pairs[::2] + pairs[1::2]  # not the order of the answer
    for security, cost in pairs:
        cast.walk.assess(cast.walk.request("allocated"), security, cost)
    unassessed = cast.walk.request("allocated")
    queue = list(by_priority(RequestedService.objects.visible_to(cast.supplier)))
    order = [(r.assessment.security_gain, r.assessment.cost_gain) for r in queue[:-1]]
    assert order == sorted(pairs, reverse=True)
    assert queue[-1] == unassessed


def test_the_ordinance_s_own_example(cast):
    cheap, safe = cast.walk.request("allocated"), cast.walk.request("allocated")
    cast.walk.assess(cheap, security=2, cost=3)
    cast.walk.assess(safe, security=3, cost=0)
    assert list(by_priority(RequestedService.objects.all())) == [safe, cheap]


def test_between_equals_the_one_received_first(cast):
    first, second = cast.walk.request("allocated"), cast.walk.request("allocated")
    cast.walk.assess(second, 1, 1)
    cast.walk.assess(first, 1, 1)
    assert list(by_priority(RequestedService.objects.all())) == [first, second]


def test_one_opinion_is_no_assessment_and_gives_no_place(cast, request_):
    first = cast.walk.request("allocated")
    cast.walk.judge(request_, cast.supplier, 3, 3)
    assert not Assessment.objects.exists()
    assert list(by_priority(RequestedService.objects.all())) == [request_, first]  # by the day they came in


def test_two_that_agree_are_the_assessment_with_the_grounds_of_both(cast, request_):
    cast.walk.judge(request_, cast.supplier, 2, 1, "Först.")
    cast.walk.judge(request_, cast.supplier_boss, 2, 1, "Sedan.")
    made = Assessment.objects.get()
    assert made.gains == (2, 1)
    assert made.security_grounds == "Lena Leverans: Först.\n\nLars Ljung: Sedan."
    assert made.assessed_by == cast.supplier_boss


@pytest.mark.parametrize("second", [(3, 1), (2, 0)])
def test_two_that_differ_are_no_assessment_yet(cast, request_, second):
    cast.walk.judge(request_, cast.supplier, 2, 1)
    cast.walk.judge(request_, cast.supplier_boss, *second)
    assert not Assessment.objects.exists()
    request_.refresh_from_db()
    assert Judged(request_, cast.supplier).differ


def test_while_alone_one_s_own_may_be_changed(cast, request_):
    cast.walk.judge(request_, cast.supplier, 1, 1)
    cast.walk.judge(request_, cast.supplier, 2, 0)
    assert Opinion.objects.get().gains == (2, 0)


@pytest.mark.parametrize("by", ["supplier", "supplier_boss"])
def test_when_both_are_in_neither_changes(cast, request_, by):
    cast.walk.assess(request_, 1, 1)
    with pytest.raises(ValidationError, match="Båda bedömningarna är lämnade"):
        cast.walk.judge(request_, getattr(cast, by), 3, 3)
    assert {opinion.gains for opinion in Opinion.objects.all()} == {(1, 1)}


def test_there_is_no_third_assessor(cast, request_, colleague):
    cast.walk.assess(request_, 1, 1)
    with pytest.raises(ValidationError, match="Båda bedömningarna är lämnade"):
        cast.walk.judge(request_, colleague)


def test_the_journal_says_only_that_an_opinion_was_given(cast, request_):
    cast.walk.judge(request_, cast.supplier, 3, 0, "Väldigt hemlig grund.")
    entry = entries(request_).get()
    assert (entry.text, entry.facts) == ("Lena Leverans lämnade sin bedömning av Virtuell server.", {})
    cast.walk.judge(request_, cast.supplier_boss, 3, 0)
    *_, joint = entries(request_)
    assert joint.text == "Båda bedömde lika. Högre säkerhet: stor. Ökad kostnadseffektivitet: ingen."
    assert joint.facts == {"security_gain": 3, "cost_gain": 0}


@pytest.mark.parametrize("field", ["security_grounds", "cost_grounds"])
def test_each_gain_needs_its_grounds(cast, request_, field):
    given = {"security_gain": 1, "security_grounds": "Grund.", "cost_gain": 1, "cost_grounds": "Grund.", field: ""}
    with pytest.raises(ValidationError) as refused:
        assessment_acts.assess(request_, by=cast.supplier, **given)
    assert set(refused.value.message_dict) == {field}
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("gain", [-1, 4])
def test_only_on_the_scale(cast, request_, gain):
    for gains, field in (((gain, 1), "security_gain"), ((1, gain), "cost_gain")):
        with pytest.raises(ValidationError) as refused:
            cast.walk.judge(request_, cast.supplier, *gains)
        assert list(refused.value.message_dict) == [field]


def test_a_marking_of_classified_information_is_stopped(cast, request_):
    with pytest.raises(ValidationError) as refused:
        cast.walk.judge(request_, cast.supplier, grounds="BEGRÄNSAT HEMLIG: bristen finns i hall 2.")
    assert set(refused.value.message_dict) == {"security_grounds", "cost_grounds"}


def test_a_new_supplier_makes_its_own_assessment(cast, request_):
    cast.walk.assess(request_, 3, 3)
    cast.walk.refuse(request_)
    cast.walk.allocate(request_, cast.other_supplier)
    request_.refresh_from_db()
    assert request_.assessment is None
    assert Assessment.objects.get().allocation.supplier == cast.supplier.acting.mandate


def in_conflict(requested_service, person):
    return ConflictReport.objects.create(
        registration=requested_service.registration,
        person=person,
        mandate=person.acting.mandate,
        ground="party",
        text="Släkt.",
    )


def test_who_is_in_conflict_of_interest_does_not_judge(cast, request_):
    in_conflict(request_, cast.supplier)
    with pytest.raises(PermissionDenied):
        cast.walk.judge(request_, cast.supplier)


@pytest.mark.parametrize("others", [(2, 2), (1, 0)])
def test_somebody_else_judges_in_the_place_of_who_is_in_conflict(cast, request_, colleague, others):
    cast.walk.judge(request_, cast.supplier, 2, 2)
    cast.walk.judge(request_, cast.supplier_boss, *others)
    in_conflict(request_, cast.supplier)
    cast.walk.judge(request_, colleague, *others)
    standing = Opinion.objects.standing()
    assert [opinion.assessor for opinion in standing] == [cast.supplier_boss, colleague]
    assert Assessment.objects.get().gains == others


def test_who_allocated_to_the_own_agency_does_not_judge(cast):
    double = making.person("Dubbel Dag", cast.coordinator.acting.mandate)
    as_supplier = making.person("Frida FK", cast.fk_supplier)
    requested_service = cast.walk.request(Status.REGISTERED)
    allocation_acts.allocate(requested_service, by=double, supplier=cast.fk_supplier, motive="Egen drift.")
    requested_service.refresh_from_db()
    assert as_supplier.has_perm("onboarding.assess", requested_service)
    double.memberships.update(mandate=cast.fk_supplier)
    double = type(double).objects.get(pk=double.pk)
    assert double.acting.mandate.part == Part.SUPPLIER
    with pytest.raises(PermissionDenied):
        cast.walk.judge(requested_service, double)
