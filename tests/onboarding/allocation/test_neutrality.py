"""4–5, 7 §§: shares, lead times and refusals by supplier, the same for every supplier and for the coordinator."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from onboarding.allocation import acts as allocation_acts
from onboarding.allocation.neutrality import figures
from onboarding.secrecy import acts as secrecy_acts
from registry.models import Mandate

pytestmark = pytest.mark.section(4)
START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
SPRING = date(2026, 3, 1), date(2026, 5, 31)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def after(clock, days):
    clock.move_to(timezone.now() + timedelta(days=days))


def told(row):
    """(allocated, share, first, days to allocation, answered, days to answer, refused, refusal rate)"""
    return (
        row.allocated,
        row.share,
        row.first,
        row.days_to_allocation,
        row.answered,
        row.days_to_answer,
        row.refused,
        row.refusal_rate,
    )


def by_supplier(period=SPRING):
    rows, total = figures(*period)
    return {row.supplier.agency.short_name: told(row) for row in rows} | {"alla": told(total)}


NOTHING = (0, None, 0, None, 0, None, 0, None)


def test_of_nothing_nothing_is_said(cast, clock):
    assert by_supplier() == dict.fromkeys(["FK", "SKV", "TRV", "alla"], NOTHING)


def test_shares_lead_times_and_refusals(cast, clock):
    one, two, three, unanswered = (cast.walk.request("registered") for _ in range(4))
    after(clock, 2)
    for requested_service in (one, two, unanswered):
        cast.walk.allocate(requested_service)
    after(clock, 4)
    cast.walk.allocate(three, cast.other_supplier)
    cast.walk.accept(one)
    after(clock, 2)
    cast.walk.refuse(two)
    assert by_supplier() == {
        "FK": (0, 0.0, 0, None, 0, None, 0, None),
        "SKV": (3, 3 / 4, 3, 2.0, 2, 5.0, 1, 0.5),
        "TRV": (1, 1 / 4, 1, 6.0, 0, None, 0, None),
        "alla": (4, 1.0, 4, 2.0, 2, 5.0, 1, 0.5),
    }


def test_an_allocation_anew_counts_for_each_but_the_wait_only_for_the_first(cast, clock):
    requested_service = cast.walk.request("registered")
    after(clock, 3)
    cast.walk.allocate(requested_service)
    after(clock, 10)
    supplier = cast.other_supplier.acting.mandate
    allocation_acts.reallocate(requested_service, by=cast.coordinator, supplier=supplier, motive="Svarar inte.")
    after(clock, 1)
    requested_service.refresh_from_db()
    allocation_acts.accept(requested_service, by=cast.other_supplier, service=cast.other_service)
    found = by_supplier()
    assert found["SKV"] == (1, 0.5, 1, 3.0, 0, None, 0, None)
    assert found["TRV"] == (1, 0.5, 0, None, 1, 1.0, 0, 0.0)


def test_what_was_taken_on_and_then_refused_was_answered_when_it_was_taken_on(cast, clock):
    requested_service = cast.walk.request("allocated")
    after(clock, 1)
    cast.walk.accept(requested_service)
    requested_service.refresh_from_db()
    after(clock, 30)
    cast.walk.refuse(requested_service)
    assert by_supplier()["SKV"] == (1, 1.0, 1, 0.0, 1, 1.0, 1, 1.0)


@pytest.mark.parametrize(
    ("held", "is_there"),
    [
        (("valid_until", date(2026, 3, 1)), False),
        (("valid_until", date(2026, 3, 2)), True),
        (("valid_from", date(2026, 5, 31)), True),
        (("valid_from", date(2026, 6, 1)), False),
    ],
)
def test_only_who_is_a_supplier_on_some_day_of_it_has_a_row(cast, clock, held, is_there):
    Mandate.objects.filter(pk=cast.other_supplier.acting.mandate_id).update(**dict([held]))
    assert ("TRV" in by_supplier()) is is_there


def test_only_the_period_counts_both_its_days(cast, clock):
    for moment in (
        datetime(2026, 2, 28, 23, 30),
        datetime(2026, 3, 1),
        datetime(2026, 5, 31, 23, 59),
        datetime(2026, 6, 1),
    ):
        clock.move_to(moment.replace(tzinfo=ZoneInfo("Europe/Stockholm")))
        cast.walk.request("allocated")
    assert by_supplier()["alla"][0] == 2


def test_a_confidential_case_is_in_no_figure_for_anybody(cast, clock):
    requested_service = cast.walk.request("allocated")
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    assert by_supplier()["alla"] == NOTHING


def test_the_same_page_for_all_suppliers_and_the_coordinator_and_nobody_else(client, cast):
    cast.walk.request("allocated")
    shown = {}
    for name, person in cast.people().items():
        client.force_login(person)
        response = client.get(reverse("neutrality"))
        shown.setdefault(response.status_code, []).append(name)
        if response.status_code == 200:
            assert [row.allocated for row in response.context["rows"]] == [0, 1, 0]
    assert shown == {
        403: ["applicant", "applicant_boss", "reader", "stranger", "nobody", "admin"],
        200: ["coordinator", "coordinator_boss", "supplier", "supplier_boss", "other_supplier", "other_supplier_boss"],
    }


def test_what_is_missing_is_a_dash_and_never_nought(client, cast):
    client.force_login(cast.other_supplier)
    page = client.get(reverse("neutrality")).text
    assert page.count('<span>–<span class="table__note">') == 12  # three of each of the three suppliers, and of all
    assert "0,0 dagar" not in page
    assert "0 %" not in page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("", {}),
        ("?fran=2026-01-01&till=2026-06-30", {}),
        ("?fran=i+dag", {"fran": ["Fyll i ett giltigt datum."]}),
        ("?fran=2026-06-30&till=2026-01-01", {"till": ["Perioden ska sluta efter att den börjar."]}),
        ("?fran=0001-01-01&till=9999-12-31", {}),
        ("?fran=%00", {"fran": ["Fyll i ett giltigt datum."]}),
    ],
)
def test_the_period_is_chosen_and_what_is_wrong_is_said(client, cast, query, errors):
    client.force_login(cast.supplier)
    page = client.get(reverse("neutrality") + query)
    assert (page.status_code, dict(page.context["form"].errors)) == (200, errors)


def test_a_fixed_number_of_queries(client, cast, django_assert_num_queries):
    client.force_login(cast.supplier)
    for _ in range(2):
        cast.walk.request("refused")
        with django_assert_num_queries(7):
            client.get(reverse("neutrality"))
