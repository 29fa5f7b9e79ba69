"""A requested service knows by itself that one assessor has judged it, or two who differ, until the assessment is made (9 §)."""

import pytest

from onboarding.models import RequestedService
from onboarding.workflow import Status

pytestmark = [pytest.mark.section(9), pytest.mark.usefixtures("db")]


def awaits(requested_service):
    return RequestedService.objects.get(pk=requested_service.pk).awaits_opinion


def test_from_the_first_opinion_to_the_assessment(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    assert not awaits(requested_service)
    cast.walk.judge(requested_service, cast.supplier)
    assert awaits(requested_service)
    cast.walk.judge(requested_service, cast.supplier_boss)
    assert not awaits(requested_service)


def test_two_who_differ_have_something_to_agree_on(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    cast.walk.judge(requested_service, cast.supplier, security=1)
    cast.walk.judge(requested_service, cast.supplier_boss, security=2)
    assert awaits(requested_service)


def test_not_with_the_next_supplier(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    cast.walk.judge(requested_service, cast.supplier)
    requested_service.refresh_from_db()
    cast.walk.refuse(requested_service)
    requested_service.refresh_from_db()
    assert not awaits(requested_service)
    cast.walk.allocate(requested_service, cast.other_supplier)
    assert not awaits(requested_service)
