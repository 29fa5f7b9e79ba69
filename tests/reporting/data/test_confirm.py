"""The supplier's decision maker stands for the answers, which are frozen (11 § second paragraph)."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from itdrift import outbox
from reporting.data import acts as data_acts
from reporting.models import DataRequest

from ...once import made_once
from ...roles import as_owner
from ..conftest import TEXTS, UNKNOWN, refused_by_the_database

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
