"""The coordinator asks the suppliers for their data (11 § second paragraph)."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from itdrift import outbox
from registry.models import JournalEntry, Mandate
from registry.ordinance import Part
from reporting.data import acts as data_acts

from ...making import agency, mandate

pytestmark = pytest.mark.section(11)


def test_all_suppliers_of_the_year_are_asked_and_told(cast, account):
    report = account.open()
    requests = account.ask(report)
    assert [str(data_request.supplier.agency) for data_request in requests] == [
        "Försäkringskassan",
        "Skatteverket",
        "Trafikverket",
    ]
    assert {(data_request.status, data_request.due) for data_request in requests} == {("sent", date(2027, 2, 15))}
    outbox.perform_waiting()
    told = {to for message in mail.outbox if "Underlag till" in message.subject for to in message.to}
    assert told == {u.email for u in (cast.supplier, cast.supplier_boss, cast.other_supplier, cast.other_supplier_boss)}
    assert "senast 2027-02-15" in JournalEntry.objects.get(act="reporting.request_data").text


def test_a_supplier_by_date(cast, account):
    late = mandate(agency("Lantmäteriet", "2021004888"), Part.SUPPLIER, date(2026, 1, 1))
    assert late in account.open(2026).suppliers()
    assert late not in account.open(2025).suppliers()


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 2, 1), "Dagen har varit"),
        (date(2027, 3, 31), "före den dagen"),
        (date(2030, 1, 1), "före den dagen"),
    ],
)
def test_the_day_is_ahead_and_before_31_march(cast, account, due, words):
    report = account.open()
    with pytest.raises(ValidationError, match=words) as refused:
        account.ask(report, due=due)
    assert list(refused.value.message_dict) == ["due"]
    assert not report.requests.exists()


def test_a_late_account_can_still_be_asked_for(cast, account, time_machine):
    time_machine.move_to("2026-04-10T09:00:00+02:00")
    assert account.ask(account.open(2025), due=date(2026, 4, 20))


def test_today_is_not_too_early(cast, account):
    assert account.ask(account.open(), due=date(2026, 2, 2))


def test_nobody_is_asked_twice(cast, account):
    report = account.asked()
    with pytest.raises(ValidationError, match="redan begärt"):
        account.ask(report, cast.supplier.acting.mandate)
    assert report.requests.count() == 3


def test_only_suppliers_of_the_year(cast, account):
    report = account.open()
    applicant = Mandate.objects.get(agency=cast.bolagsverket)
    for suppliers in ([applicant], [applicant, cast.supplier.acting.mandate]):
        with pytest.raises(ValidationError) as refused:
            account.ask(report, *suppliers)
        assert list(refused.value.message_dict) == ["suppliers"]
    assert not report.requests.exists()


@pytest.mark.parametrize(("until", "of_the_year"), [(date(2026, 1, 1), False), (date(2026, 1, 2), True)])
def test_who_went_as_the_year_began_is_none_of_the_year(cast, account, until, of_the_year):
    """The day a mandate is in force until is not in it."""
    report = account.open()
    gone = mandate(agency("Lantmäteriet", "2021004888"), Part.SUPPLIER)
    Mandate.objects.filter(pk=gone.pk).update(valid_until=until)
    assert report.suppliers().filter(pk=gone.pk).exists() == of_the_year


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, account, who):
    report = account.open()
    with pytest.raises(PermissionDenied):
        data_acts.request_data(report, by=getattr(cast, who), suppliers=report.suppliers(), due=date(2027, 2, 15))
