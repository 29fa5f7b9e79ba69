"""A case held against 11 § and 10 § third paragraph."""

import pytest

from onboarding.models import InterestRegistration, RequestedService
from reporting.desk.compliance import accounted

pytestmark = [pytest.mark.section(11), pytest.mark.section(10)]


def checks():
    case = InterestRegistration.objects.order_by("pk").first()
    requests = RequestedService.objects.filter(registration=case).with_history()
    return [(check.section, check.state, check.evidence) for check in accounted(case, requests)]


def test_refusals_and_agreements_are_told_of(year, account):
    coming = "Sker i redovisningen för 2026, senast 2027-03-31"
    assert checks() == [(11, "pending", coming), (10, "pending", coming)]
    account.decided()
    told = "Redovisning för 2026, FK 2027/000001"
    assert checks() == [(11, "met", told), (10, "met", told)]


def test_an_agreement_after_the_decision_is_told_of_the_year_after(year, account):
    account.decided()
    year.walk.request("agreed")
    case = InterestRegistration.objects.latest("pk")
    requests = RequestedService.objects.filter(registration=case).with_history()
    assert [check.evidence for check in accounted(case, requests)] == [
        "Sker i redovisningen för 2027, senast 2028-03-31"
    ]
