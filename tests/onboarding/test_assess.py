"""9 §: security first, cost-effectiveness only between equals."""

import itertools

import pytest
from django.core.exceptions import ValidationError

from onboarding import actions
from onboarding.models import Assessment, Gain, RequestedService
from registry.models import JournalEntry

pytestmark = pytest.mark.section(9)


def assess(cast, request, security, cost):
    return actions.assess(
        request,
        by=cast.supplier,
        security_gain=security,
        security_grounds="Bättre skydd.",
        cost_gain=cost,
        cost_grounds="Lägre kostnad.",
    )


def test_the_queue_puts_security_before_any_cost_gain(cast):
    pairs = list(itertools.product(Gain.values, Gain.values))
    pairs = pairs[::2] + pairs[1::2]  # not the order of the answer
    for security, cost in pairs:
        assess(cast, cast.walk.request("allocated"), security, cost)
    unassessed = cast.walk.request("allocated")
    queue = list(RequestedService.objects.visible_to(cast.supplier).by_priority())
    order = [(r.assessment.security_gain, r.assessment.cost_gain) for r in queue[:-1]]
    assert order == sorted(pairs, reverse=True)
    assert queue[-1] == unassessed


def test_the_ordinance_s_own_example(cast):
    cheap, safe = cast.walk.request("allocated"), cast.walk.request("allocated")
    assess(cast, cheap, security=2, cost=3)
    assess(cast, safe, security=3, cost=0)
    assert list(RequestedService.objects.by_priority()) == [safe, cheap]


def test_between_equals_the_one_received_first(cast):
    first, second = cast.walk.request("allocated"), cast.walk.request("allocated")
    assess(cast, second, 1, 1)
    assess(cast, first, 1, 1)
    assert list(RequestedService.objects.by_priority()) == [first, second]


@pytest.mark.parametrize("field", ["security_grounds", "cost_grounds"])
def test_each_gain_needs_its_grounds(cast, field):
    request = cast.walk.request("allocated")
    given = {"security_gain": 1, "security_grounds": "Grund.", "cost_gain": 1, "cost_grounds": "Grund.", field: ""}
    with pytest.raises(ValidationError) as refused:
        actions.assess(request, by=cast.supplier, **given)
    assert set(refused.value.message_dict) == {field}
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("gain", [-1, 4])
def test_only_on_the_scale(cast, gain):
    with pytest.raises(ValidationError):
        assess(cast, cast.walk.request("allocated"), gain, 1)


def test_again_replaces_and_both_stand_in_the_journal(cast):
    request = cast.walk.request("allocated")
    assess(cast, request, 1, 1)
    assess(cast, request, 2, 0)
    assert Assessment.objects.get().security_gain == 2
    entries = JournalEntry.objects.filter(chain=request.chain, act="onboarding.assess")
    assert [e.facts["security_gain"] for e in entries] == [1, 2]


def test_a_new_supplier_makes_its_own_assessment(cast):
    request = cast.walk.request("allocated")
    assess(cast, request, 3, 3)
    cast.walk.refuse(request)
    cast.walk.allocate(request, cast.other_supplier)
    request.refresh_from_db()
    assert request.assessment is None
    assert Assessment.objects.get().allocation.supplier == cast.supplier.acting.mandate
