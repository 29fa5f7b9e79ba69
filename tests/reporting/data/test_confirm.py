"""The supplier's decision maker stands for the answers, which are frozen (11 § second paragraph)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from itdrift import outbox
from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import DataRequest, Report, ServiceYear

from ...once import made_once
from ...roles import as_owner
from ..conftest import KNOWN, TEXTS, UNKNOWN, refused_by_the_database

pytestmark = pytest.mark.section(11)


@made_once
def report(cast, account):
    return account.asked()


def test_it_is_frozen_and_the_coordinator_told(cast, account, report):
    confirmed = account.answered(report)
    assert (confirmed.status, confirmed.confirmed_by) == ("answered", cast.supplier_boss)
    outbox.perform_waiting()
    told = {m.to[0] for m in mail.outbox if m.subject == "Skatteverket har lämnat underlag till redovisningen för 2026"}
    assert told == {cast.coordinator.email, cast.coordinator_boss.email}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reporting_serviceyear SET units = 1",
        "DELETE FROM reporting_serviceyear",
        "UPDATE reporting_datarequest SET effects = 'x' WHERE status = 'answered'",
        "DELETE FROM reporting_datarequest WHERE status = 'answered'",
    ],
)
def test_the_database_keeps_it_frozen(account, report, sql):
    account.answered(report)
    with pytest.raises(IntegrityError, match="kan inte ändras"), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_everything_must_be_answered(cast, account, report):
    data_request = account.data_request(report, cast.skv)
    services = {cast.service: {**UNKNOWN, "nki_state": ""}}
    data_acts.answer_data_request(data_request, by=cast.supplier, texts=TEXTS | {"effects": " - "}, services=services)
    with pytest.raises(ValidationError) as refused:
        data_acts.confirm(data_request, by=cast.supplier_boss)
    assert refused.value.messages == [
        "Virtuell server: ange kundnöjdhet (NKI), eller att uppgiften saknas eller inte är tillämplig.",
        "Beskriv effekterna av arbetet under året (11 §).",
    ]
    assert DataRequest.objects.get(pk=data_request.pk).status == "started"


def test_the_database_knows_no_answer_that_is_not_whole(cast, account, report):
    data_request = account.data_request(report, cast.skv)
    confirmed = (
        "UPDATE reporting_datarequest SET status = 'answered', confirmed_at = now(), confirmed_by_id = %s WHERE id = %s"
    )
    for texts, state in ((TEXTS, ""), (TEXTS | {"effects": "–"}, "missing")):
        data_acts.answer_data_request(
            data_request, by=cast.supplier, texts=texts, services={cast.service: {**UNKNOWN, "nki_state": state}}
        )
        refused_by_the_database("inte fullständigt", confirmed, cast.supplier_boss.pk, data_request.pk)
    data_acts.answer_data_request(data_request, by=cast.supplier, texts=TEXTS, services={})
    with connection.cursor() as cursor:
        cursor.execute(confirmed, [cast.supplier_boss.pk, data_request.pk])
    refused_by_the_database(
        "inte fullständigt", confirmed, cast.supplier_boss.pk, account.data_request(report, cast.trv).pk
    )


def year_before(cast, **changes):
    """What was delivered for the year before, as this year's answers but for the changes."""
    last = DataRequest(report=Report(year=2025))
    values = {name: value for name, value in KNOWN.items() if value is not None} | changes
    return {cast.service.pk: ServiceYear(request=last, service=cast.service, unit="server", **values)}


@pytest.mark.parametrize(
    ("changes", "marked"),
    [
        ({}, []),
        ({"units": KNOWN["units"] * 2}, ["−50 %"]),
        ({"units": KNOWN["units"] * Decimal("1.2")}, []),
        ({"units": KNOWN["units"] / Decimal("1.25")}, ["+25 %"]),  # from there on
        ({"units": KNOWN["units"] / Decimal("1.24")}, []),
        ({"total_cost": KNOWN["total_cost"] / 2}, ["+100 %"]),
        ({"available_minutes": KNOWN["available_minutes"] // 2}, ["procentenheter"]),
        ({"nki_mean": KNOWN["nki_mean"] - 5}, ["+5 enheter"]),
        ({"nki_mean": KNOWN["nki_mean"] - Decimal("4.99")}, []),
        ({"nki_state": "missing"}, []),
    ],
)
def test_who_confirms_reads_each_value_beside_the_year_befores(
    client, cast, account, report, monkeypatch, changes, marked
):
    data_request = account.data_request(report, cast.skv)
    account.answer(data_request)
    monkeypatch.setattr(DataRequest, "year_before", lambda self: year_before(cast, **changes))
    client.force_login(cast.supplier_boss)
    page = client.get(reverse("confirm", args=[data_request.pk]))
    [overview] = page.context["service_overviews"]
    deviating = [cell.deviates for cell in overview.cells if cell.deviates]
    assert [word for word in marked if not any(word in said for said in deviating)] == []
    assert len(deviating) == len(marked)
    assert all(cell.value in page.text for cell in overview.cells)
    assert page.text.count("2025: ") == 4 - ("nki_state" in changes)
    assert all(f'badge--error">{said}<' in page.text for said in deviating)


def test_the_year_before_is_as_its_last_edition_has_it(year, account, time_machine):
    first = account.asked()
    account.answered(first)
    edition = account_acts.correct_report(account.decided(first), by=year.coordinator_boss, reason="Fel volym.")
    again = account.data_request(edition, year.skv)
    question = data_acts.question(again, by=year.coordinator, text="Ska det vara 41?")
    account.answer(again, units=Decimal(41))
    data_acts.answer_question(question, by=year.supplier, answer="Ja.")
    data_acts.confirm(again, by=year.supplier_boss)
    time_machine.move_to("2028-01-08T09:00:00+01:00")
    account.ask(coming := account.open(2027), due=date(2028, 2, 15))
    before = account.data_request(coming, year.skv).year_before()
    assert {key: value.units for key, value in before.items()} == {year.service.pk: 41}


def test_nothing_to_confirm_before_an_answer(cast, account, report):
    with pytest.raises(ValidationError, match="läget är ”Begärt”"):
        data_acts.confirm(account.data_request(report, cast.skv), by=cast.supplier_boss)


@pytest.mark.parametrize(
    "who", ["applicant_boss", "coordinator_boss", "supplier", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, account, report, who):
    data_request = account.data_request(report, cast.skv)
    account.answer(data_request)
    with pytest.raises(PermissionDenied):
        data_acts.confirm(data_request, by=getattr(cast, who))
