"""A case held against 12 §."""

import pytest

from fees.prices.compliance import fees
from onboarding.models import RequestedService
from onboarding.workflow import Status

pytestmark = pytest.mark.section(12)


def checks(request):
    found = RequestedService.objects.filter(pk=request.pk).with_history()
    return [(check.state, check.evidence.replace("\xa0", " ")) for check in fees(request.registration, found)]


def test_a_service_taken_on_has_a_fee(cast, set_fee):
    request = cast.walk.request(Status.ACCEPTED)
    assert checks(request) == [("pending", "Ingen löpande avgift är bestämd än")]
    set_fee("100")
    assert checks(request) == [("met", "100 kr per server och år från 2026-01-01 (SKV 8-1)")]


def test_a_one_off_fee_is_not_what_is_charged(cast, set_fee):
    request = cast.walk.request(Status.ACCEPTED)
    set_fee("5000", component="one_off")
    assert checks(request) == [("pending", "Ingen löpande avgift är bestämd än")]


def test_nothing_is_charged_before_that(cast):
    assert checks(cast.walk.request(Status.ALLOCATED)) == []
