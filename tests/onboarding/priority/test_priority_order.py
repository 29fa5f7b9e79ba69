"""9 §: whatever is assessed, security goes before cost-effectiveness, and everybody has one place. Python and SQL alike."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.models import Allocation, Assessment, Gain, Opinion, RequestedService
from onboarding.priority.order import by_priority, key, ordered
from onboarding.priority.wording import Supposed, _ways, what_would_change, why

from ...drill import rounds
from ...once import made_once

pytestmark = pytest.mark.section(9)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
GAINS = st.sampled_from(Gain.values)
JUDGED = st.builds(lambda security, cost: SimpleNamespace(security_gain=security, cost_gain=cost), GAINS, GAINS)
MOMENTS = st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours))


EITHER = st.none() | JUDGED


@st.composite
def requested_services(draw, judged=EITHER, at_least=0):
    keys = draw(st.lists(st.integers(1, 50), unique=True, min_size=at_least, max_size=8))
    return [SimpleNamespace(pk=pk, assessment=draw(judged), received_at=draw(MOMENTS)) for pk in keys]


def pairs(order):
    return [(one, other) for n, one in enumerate(order) for other in order[n + 1 :]]


@pytest.mark.drill
@given(requested_services(judged=JUDGED))
def test_no_cost_gain_lifts_a_request_over_one_with_more_security(requested_services):
    for one, other in pairs(ordered(requested_services)):
        assert one.assessment.security_gain >= other.assessment.security_gain


@pytest.mark.drill
@given(requested_services(judged=JUDGED, at_least=2), GAINS)
def test_changing_a_cost_gain_moves_nobody_past_another_in_security(requested_services, cost):
    before = [one.assessment.security_gain for one in ordered(requested_services)]
    requested_services[0].assessment.cost_gain = cost
    assert [one.assessment.security_gain for one in ordered(requested_services)] == before


@pytest.mark.drill
@given(requested_services(judged=JUDGED))
def test_cost_gain_decides_only_between_equals_and_then_the_day(requested_services):
    for one, other in pairs(ordered(requested_services)):
        if one.assessment.security_gain == other.assessment.security_gain:
            assert one.assessment.cost_gain >= other.assessment.cost_gain
            if one.assessment.cost_gain == other.assessment.cost_gain:
                assert (one.received_at, one.pk) < (other.received_at, other.pk)


@pytest.mark.drill
@given(requested_services())
def test_unassessed_ones_stand_last(requested_services):
    states = [one.assessment is None for one in ordered(requested_services)]
    assert states == sorted(states)


@pytest.mark.drill
@given(requested_services())
def test_everybody_has_one_place_of_their_own(requested_services):
    assert len({key(one) for one in requested_services}) == len(requested_services)
    assert [key(one) for one in ordered(requested_services)] == sorted(key(one) for one in requested_services)


@pytest.mark.drill
@given(requested_services(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_asked_in(requested_services, chance):
    before = ordered(requested_services)
    chance.shuffle(requested_services)
    assert ordered(requested_services) == before


@pytest.mark.drill
@given(requested_services(at_least=1))
def test_one_more_does_not_reorder_the_others(requested_services):
    *others, one = requested_services
    assert [other for other in ordered(requested_services) if other is not one] == ordered(others)


@pytest.mark.drill
@given(requested_services(judged=JUDGED, at_least=2))
def test_what_is_said_to_change_the_order_changes_it_and_nothing_less_does(requested_services):
    first, following = ordered(requested_services)[:2]
    ways = _ways(first, following)
    for security, cost in ways:
        assert key(Supposed(security, cost, following.received_at, following.pk)) < key(first)
        less = Supposed(max(security - 1, 0), cost, following.received_at, following.pk)
        if security > following.assessment.security_gain:
            assert key(less) > key(first)
    best = Supposed(3, 3, following.received_at, following.pk)
    assert bool(ways) == (key(best) < key(first)) == bool(what_would_change(first, following))


@pytest.mark.drill
@given(requested_services(judged=JUDGED, at_least=2))
def test_a_reason_is_always_given(requested_services):
    for one, other in zip(ordered(requested_services), ordered(requested_services)[1:], strict=False):
        assert why(one, other)


@made_once
def allocated(cast):
    """Six requests, of which pairs came in at the same moment, each allocated to one supplier."""
    for _ in range(3):
        for requested_service in cast.walk.registered(cast.service, cast.other_service).requested_services.all():
            cast.walk.allocate(requested_service)
    return list(Allocation.objects.order_by("pk"))


@pytest.mark.drill
@settings(max_examples=rounds(15, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gains=st.lists(st.none() | st.tuples(GAINS, GAINS), min_size=6, max_size=6))
def test_the_database_orders_as_the_program_does(cast, allocated, gains):
    with transaction.atomic():
        for allocation, both in zip(allocated, gains, strict=True):
            if both:
                judged(cast, allocation, *both)
        found = by_priority(RequestedService.objects.filter(pk__in=[a.requested_service_id for a in allocated]))
        by_database = list(found.prefetch_related("allocations__assessment"))
        transaction.set_rollback(True)
    assert [requested_service.pk for requested_service in by_database] == [
        requested_service.pk for requested_service in ordered(by_database)
    ]


def judged(cast, allocation, security, cost):
    """Plain rows, for speed: two alike, and the assessment they are."""
    same = {"security_gain": security, "security_grounds": "G", "cost_gain": cost, "cost_grounds": "G"}
    people = [cast.supplier, cast.supplier_boss]
    Opinion.objects.bulk_create(Opinion(allocation=allocation, assessor=by, **same) for by in people)
    Assessment.objects.create(allocation=allocation, assessed_by=cast.supplier, **same)
