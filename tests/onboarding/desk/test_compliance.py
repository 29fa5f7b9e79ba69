"""A case held against the ordinance, section by section."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from itdrift.site.compliance import ALL_SECTIONS
from onboarding.desk.compliance import in_order
from onboarding.models import RequestedService


def sections(requested_service):
    rows = RequestedService.objects.filter(registration=requested_service.registration_id).with_history()
    return [(c.section, c.state) for c in in_order(requested_service.registration, rows, ALL_SECTIONS)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("draft", [(3, "met"), (7, "pending")]),
        ("registered", [(3, "met"), (7, "met"), (7, "pending")]),
        ("allocated", [(3, "met"), (7, "met"), (7, "met")]),
        ("refused", [(3, "met"), (7, "met"), (7, "pending"), (8, "met")]),
        ("accepted", [(3, "met"), (4, "met"), (6, "met"), (7, "met"), (7, "met"), (10, "pending")]),
        (
            "agreed",
            [(3, "met"), (4, "met"), (6, "met"), (7, "met"), (7, "met"), (10, "met"), (10, "met"), (10, "pending")],
        ),
        (
            "connected",  # on the day on which its agreement comes in force
            [(3, "met"), (4, "met"), (6, "met"), (7, "met"), (7, "met"), (10, "met"), (10, "met"), (10, "pending")],
        ),
        ("withdrawn", [(3, "met"), (7, "met"), (7, "met")]),
    ],
)
def test_each_state(cast, status, expected):
    checks = sections(cast.walk.request(status))
    assert [c for c in checks if c[0] < 11] == expected


def test_half_past_midnight_is_the_day_in_sweden(client, cast):
    """At 23:30 UTC the next day has begun in Sweden: the page of the case names that day alone."""
    moment = (timezone.now() + timedelta(days=1)).replace(hour=23, minute=30)
    day, day_of_utc = moment.date() + timedelta(days=1), moment.date()
    with time_machine.travel(moment):
        request = cast.walk.request("agreed")
        client.force_login(cast.applicant)
        page = client.get(reverse("case_whole", args=[request.registration_id])).content.decode()
    rows = RequestedService.objects.filter(pk=request.pk).with_history()
    evidence = {c.section: c.evidence for c in reversed(in_order(request.registration, rows, ALL_SECTIONS))}
    assert evidence[7] == f"{request.registration.diary_number}, inkom {day}"
    assert f"{day}" in page
    assert f"{day_of_utc}" not in page


@pytest.mark.section(10)
def test_personal_data_terms_are_evidence(cast):
    requested_service = cast.walk.request("agreed", personal_data=True)
    rows = RequestedService.objects.filter(pk=requested_service.pk).with_history()
    said = [c.evidence for c in in_order(requested_service.registration, rows, ALL_SECTIONS) if c.section == 10]
    assert "15 av 15 villkor" in said


def test_reads_a_fixed_number_of_queries(cast, django_assert_num_queries):
    one = cast.walk.request("agreed")
    case = one.registration
    assert case.agency
    rows = list(RequestedService.objects.filter(registration=case).with_history())
    with django_assert_num_queries(3):  # the account's notices, its years and the fees: the case itself is read already
        in_order(case, rows, ALL_SECTIONS)
