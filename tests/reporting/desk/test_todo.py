"""What waits for whom on the start page (11 §)."""

from datetime import date

import pytest
from django.urls import reverse

from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.desk import todo
from reporting.models import Report

from ..conftest import work

pytestmark = pytest.mark.section(11)


def labels(user):
    return [task["label"] for task in todo.waiting(user)]


def test_the_coordinators_steps(year, account):
    assert labels(year.coordinator) == ["Öppna redovisningen för 2026"]
    report = account.open()
    assert labels(year.coordinator) == ["Begär underlag till redovisningen för 2026"]
    account.ask(report)
    assert labels(year.coordinator) == []
    for agency, officer, boss in [
        (year.skv, year.supplier, year.supplier_boss),
        (year.trv, year.other_supplier, year.other_supplier_boss),
    ]:
        data_request = account.data_request(report, agency)
        account.answer(data_request, by=officer)
        data_acts.confirm(data_request, by=boss)
    account.settle(report)
    assert labels(year.coordinator) == ["Framställ redovisningen för 2026"]
    report = account.made(report)
    share = "Lämna utkastet till redovisningen för 2026 till leverantörsmyndigheterna"
    assert labels(year.coordinator) == [share]
    assert labels(year.coordinator_boss)[-1] == "Besluta redovisningen för 2026"
    report = account_acts.share(report, by=year.coordinator)
    assert labels(year.coordinator) == []
    report = account.decided(report)
    assert labels(year.coordinator) == ["Lämna redovisningen för 2026 till regeringen"]
    account_acts.send_report(report, by=year.coordinator, on=date(2027, 1, 8), how="Med e-post")
    assert labels(year.coordinator_boss) == []


def test_what_is_being_made_is_not_asked_for_again(year, account):
    account_acts.make(account.heard(), by=year.coordinator)
    assert labels(year.coordinator) == []
    work()
    assert labels(year.coordinator)[0].startswith("Lämna utkastet")


def test_of_two_editions_the_last_is_sent(year, account):
    first = account.decided()
    account.decided(account_acts.correct_report(first, by=year.coordinator_boss, reason="En avgift var fel."))
    second = Report.objects.get(edition=2)
    assert labels(year.coordinator) == ["Lämna redovisningen för 2026 till regeringen"]
    assert todo.waiting(year.coordinator)[0]["url"] == reverse("report", args=[second.pk])
    account_acts.send_report(second, by=year.coordinator, on=date(2027, 1, 8), how="Med e-post")
    assert labels(year.coordinator) == []


def test_the_draft_waits_for_each_supplier_until_it_has_commented(year, account):
    report = account.shared()
    read = "Läs utkastet till redovisningen för 2026 och lämna synpunkter"
    suppliers = (year.supplier, year.supplier_boss, year.other_supplier)
    assert [labels(who) for who in suppliers] == [[read]] * 3
    account.comment(report)
    assert [labels(who) for who in suppliers] == [[], [], [read]]


def test_late_data(year, account, time_machine):
    account.ask(account.open(), year.supplier.acting.mandate)
    time_machine.move_to("2027-02-20T09:00:00+01:00")
    tasks = todo.waiting(year.coordinator)
    assert ("Underlag från Skatteverket är försenat", "overdue") in [(t["label"], t["status"]) for t in tasks]
    (task,) = todo.waiting(year.supplier)
    assert (task["status"], task["status_label"]) == ("overdue", "Försenat")


def test_the_suppliers_steps(year, account):
    assert labels(year.supplier) == []
    report = account.asked()
    assert labels(year.supplier) == labels(year.supplier_boss) == ["Lämna underlag till redovisningen för 2026"]
    account.answer(account.data_request(report, year.skv))
    assert labels(year.supplier_boss) == ["Bekräfta underlaget till redovisningen för 2026"]
    data_acts.confirm(account.data_request(report, year.skv), by=year.supplier_boss)
    assert labels(year.supplier_boss) == []


@pytest.mark.parametrize("who", ["applicant", "reader", "nobody", "admin"])
def test_nothing_waits_for_others(year, account, who):
    account.asked()
    assert labels(getattr(year, who)) == []


def test_the_years_dates(year):
    assert todo.dates(year.applicant) == todo.dates(year.nobody) == []
    assert todo.dates(year.supplier)[-1] == {
        "date": date(2027, 3, 31),
        "text": "Redovisning till regeringen",
        "kind": "lagkrav",
    }
