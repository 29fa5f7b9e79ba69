"""The supplier saves its answers, and comes back to them (11 § second paragraph)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from reporting import actions
from reporting.models import DataRequest, ServiceYear

from .conftest import KNOWN, TEXTS, UNKNOWN

pytestmark = pytest.mark.section(11)


@pytest.fixture
def request_(cast, account):
    report = account.open()
    (asked,) = account.ask(report, cast.supplier.acting.mandate)
    return asked


def test_answers_are_saved_and_can_be_changed(cast, account, request_):
    account.answer(request_)
    account.answer(request_, units=Decimal(41), texts={**TEXTS, "effects": "Fler."})
    asked = DataRequest.objects.get()
    year = ServiceYear.objects.get()
    assert (asked.status, asked.effects, asked.answered_by) == ("started", "Fler.", cast.supplier)
    assert (year.service, year.unit, year.units) == (cast.service, "server", 41)


def test_part_of_it_can_wait(account, request_):
    actions.answer(request_, by=account.cast.supplier, texts={}, services={account.cast.service: {}})
    assert ServiceYear.objects.get().unanswered() == ["Volym", "Kostnad", "Tillgänglighet", "Kundnöjdhet (NKI)"]


def test_an_answer_makes_the_draft_out_of_date(account, request_):
    report = account.made(request_.report)
    assert report.is_up_to_date
    account.answer(request_)
    report.refresh_from_db()
    assert not report.is_up_to_date


def test_no_answer_for_a_service_of_another(account, request_):
    with pytest.raises(ValidationError, match="Lagring är inte en tjänst som ni"):
        actions.answer(request_, by=account.cast.supplier, texts=TEXTS, services={account.cast.other_service: KNOWN})
    assert DataRequest.objects.get().effects == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": None}, "Volym: ett värde anges när"),
        ({"units_state": "missing"}, "Volym: ett värde anges när"),
        ({"units_state": "not_applicable", "units": Decimal(0)}, "Volym: ett värde anges när"),
        ({"cost_comment": " "}, "Kostnad: ange hur uppskattningen"),
        ({"available_minutes": 160_001}, "kan inte vara längre"),
        ({"nki_mean": Decimal("100.1")}, "mellan 0 och 100"),
        ({"nki_mean": Decimal(-1)}, "mellan 0 och 100"),
        ({"nki_answered": 7}, "Fler kan inte ha svarat"),
        ({"nki_answered": 0}, "minst en"),
        ({"units": Decimal(-1)}, "mindre än noll"),
        ({"units_state": "ungefär"}, "ungefär"),
    ],
)
def test_what_cannot_be_is_refused(account, request_, changes, words):
    with pytest.raises(ValidationError, match=words):
        account.answer(request_, **changes)
    assert not ServiceYear.objects.exists()


@pytest.mark.parametrize("measure", ["units", "cost", "availability", "nki"])
def test_the_database_holds_missing_apart_from_zero(account, request_, measure):
    account.answer(request_)
    refused_by_the_database(f"{measure}_state = 'missing'", f"{measure}_known_or_missing")


def refused_by_the_database(change, rule):
    sql = "UPDATE reporting_serviceyear SET " + change  # noqa: S608 - written in this file
    with pytest.raises(IntegrityError, match=rule), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("available_minutes = agreed_minutes + 1", "available_within_agreed"),
        ("nki_mean = 101", "nki_between_0_and_100"),
        ("nki_answered = nki_asked + 1", "answered_within_asked"),
        ("cost_comment = ''", "cost_estimate_explained"),
        ("total_cost = -1", "units_and_cost_not_below_zero"),
    ],
)
def test_the_database_refuses_what_cannot_be(account, request_, sql, rule):
    account.answer(request_)
    refused_by_the_database(sql, rule)


def test_missing_is_an_answer(account, request_):
    service = account.cast.service
    actions.answer(request_, by=account.cast.supplier, texts=TEXTS, services={service: UNKNOWN})
    assert ServiceYear.objects.get().unanswered() == []
    assert ServiceYear.objects.get().units is None


def test_not_after_it_is_confirmed_or_the_account_decided(cast, account, request_, time_machine):
    account.answer(request_)
    actions.confirm(request_, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="läget är ”Lämnat”"):
        account.answer(request_)
    (other,) = account.ask(request_.report, cast.other_supplier.acting.mandate)
    account.settle(request_.report)
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    account.decided(request_.report)
    with pytest.raises(ValidationError, match="beslutad"):
        account.answer(other, by=cast.other_supplier)


@pytest.mark.parametrize("who", "applicant_boss coordinator_boss other_supplier_boss stranger nobody admin".split())
def test_nobody_else(cast, account, request_, who):
    with pytest.raises(PermissionDenied):
        account.answer(request_, by=getattr(cast, who))
