"""12 §: the supplier decides the amount, one at a time."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from fees.models import Fee
from registry.catalogue import acts as catalogue_acts
from registry.models import JournalEntry, ServiceCategory

from ...locking import locked
from ...making import description
from ...roles import as_owner

pytestmark = pytest.mark.section(12)
NEXT = date(2027, 1, 1)


def periods(service):
    return list(service.fees.order_by("valid_from").values_list("amount", "valid_from", "valid_until"))


def test_a_fee_runs_until_the_next(cast, set_fee):
    set_fee("100")
    set_fee("110", NEXT)
    assert periods(cast.service) == [
        (Decimal("100.00"), date(2026, 1, 1), NEXT),
        (Decimal("110.00"), NEXT, None),
    ]


def test_a_one_off_fee_runs_beside_the_running_one(cast, set_fee):
    set_fee("100")
    fee = set_fee("5000", component="one_off")
    assert (fee.unit, fee.valid_until) == ("anslutning", None)
    assert Fee.objects.get(component="running").unit == "server"
    assert Fee.objects.get(component="running").valid_until is None


def test_two_who_decide_at_once_do_so_one_after_the_other(set_fee):
    assert locked(set_fee) == "service fee journal"


def test_the_first_day_of_the_ordinance_and_a_consultation_of_today_will_do(set_fee):
    fee = set_fee(valid_from=date(2025, 1, 1), consulted_on=date(2026, 2, 2))
    assert (fee.valid_from, fee.consulted_on) == (date(2025, 1, 1), date(2026, 2, 2))


def test_the_journal_of_the_service_tells_of_it(cast, set_fee):
    fee = set_fee("125000.50")
    entry = JournalEntry.objects.filter(act="fees.set_fee").get()
    assert (entry.chain, entry.subject, entry.section) == (f"tjanst/{cast.service.pk}", f"fees.fee/{fee.pk}", "12 §")
    assert "125 000,50 kr per server" in entry.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    "who", ["applicant_boss", "coordinator_boss", "supplier", "other_supplier_boss", "nobody", "admin"]
)
def test_only_the_suppliers_decision_maker(cast, set_fee, who):
    with pytest.raises(PermissionDenied):
        set_fee(by=getattr(cast, who))
    assert not Fee.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "12345678901"}, "amount"),
        ({"valid_from": date(2024, 12, 31)}, "valid_from"),
        ({"consulted_on": date(2026, 2, 3)}, "consulted_on"),
        ({"consulted_on": None}, "__all__"),
        ({"decision_reference": ""}, "decision_reference"),
        ({"component": "gratis"}, "component"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(cast, set_fee, changes, field):
    with pytest.raises(ValidationError) as refused:
        set_fee(**changes)
    assert set(refused.value.message_dict) >= {field}
    assert not Fee.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2025, 6, 1)])
def test_a_new_fee_starts_after_the_running_one(cast, set_fee, day):
    set_fee("100")
    with pytest.raises(ValidationError, match="börjar 2026-01-01"):
        set_fee("110", day)
    assert periods(cast.service) == [(Decimal("100.00"), date(2026, 1, 1), None)]


def test_without_consultation_the_reason_is_kept(cast, set_fee):
    assert set_fee(consulted_on=None, not_consulted_because="Avgiften är oförändrad.").consulted_on is None


def test_no_fee_before_the_service_is_published(cast, set_fee):
    category = ServiceCategory.objects.get()
    draft = catalogue_acts.offer(
        by=cast.supplier, category=category, name="Databas", unit="databas", description=description()
    )
    with pytest.raises(ValidationError, match="inte publicerad"):
        set_fee(service=draft)


def test_the_database_refuses_overlapping_fees(cast, set_fee):
    fee = set_fee()
    with pytest.raises(IntegrityError, match="one_fee_at_a_time"), as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO fees_fee (service_id, component, unit, amount, valid_from, decision_reference,"
            " consulted_on, not_consulted_because, decided_by_id, created_at)"
            " VALUES (%s, 'running', 'server', 90, '2027-01-01', 'x', '2026-01-01', '', %s, now())",
            [cast.service.pk, fee.decided_by_id],
        )


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE fees_fee SET amount = 1", "inte ändras"),
        ("UPDATE fees_fee SET valid_until = '2028-01-01' WHERE valid_until IS NOT NULL", "inte ändras"),
        ("DELETE FROM fees_fee", "inte ändras eller tas bort"),
        (
            "INSERT INTO fees_fee (service_id, component, unit, amount, valid_from, decision_reference, not_consulted_because,"
            " decided_by_id, created_at) SELECT service_id, 'one_off', 'x', 0, '2026-01-01', 'x', 'x', decided_by_id, now()"
            " FROM fees_fee LIMIT 1",
            "fee_above_zero",
        ),
    ],
)
def test_the_database_keeps_what_was_charged(cast, set_fee, sql, rule):
    set_fee("100")
    set_fee("110", NEXT)
    with pytest.raises(IntegrityError, match=rule), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_each_fee_against_the_one_before(cast, set_fee):
    set_fee("100")
    set_fee("110", NEXT)
    newest, oldest = Fee.objects.as_price_list()
    assert (newest.previous_amount, newest.change, newest.change_share) == (100, 10, Decimal("0.1"))
    assert (oldest.previous_amount, oldest.change, oldest.change_share) == (None, None, None)


def test_another_unit_is_not_compared(cast, set_fee):
    set_fee("100")
    cast.service.unit = "virtuell kärna"
    cast.service.save()
    assert set_fee("40", NEXT).unit == "virtuell kärna"
    assert Fee.objects.with_previous().get(valid_from=NEXT).previous_amount is None


@pytest.mark.parametrize(
    ("consulted", "old"), [(date(2023, 2, 2), False), (date(2023, 2, 1), True), (date(2020, 1, 1), True)]
)
def test_a_consultation_is_old_after_three_years(set_fee, consulted, old):
    assert set_fee(consulted_on=consulted).consultation_is_old is old
