"""The account is decided, complete and for good (11 §; 10 § third paragraph)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from reporting.account import acts as account_acts
from reporting.models import Report, ReportDocument, ReportedAgreement
from reporting.paper import jobs
from reporting.year import readiness

from ...roles import as_owner
from ..conftest import refuse, work

pytestmark = pytest.mark.section(11)


def test_it_gets_a_number_and_the_decided_paper_is_drawn(year, account):
    report = account.decided()
    assert (report.status, report.diary_number) == ("decided", "FK 2027/000001")
    assert (report.decided_by, report.presented_by) == (year.coordinator_boss, year.coordinator)
    assert sorted(ReportDocument.objects.values_list("final", flat=True)) == [False, True]


@pytest.mark.section(10)
def test_the_government_is_notified_of_each_agreement_once(year, account):
    report = account.decided()
    told = ReportedAgreement.objects.get()
    assert (told.report, told.agreement.number) == (report, report.cut["agreements"][0]["number"])
    next_year = account.made(account.open(2027))
    assert next_year.cut["agreements"] == []


def test_the_decided_paper_is_drawn_once_whoever_asks(year, account):
    report = account.decided()
    kept = ReportDocument.objects.get(final=True)
    jobs.finish(report.pk)
    assert ReportDocument.objects.get(final=True).drawn_at == kept.drawn_at
    assert jobs.decided(report) == bytes(kept.content)


def hindered(account, report, words):
    with pytest.raises(ValidationError, match=words):
        account.decide(report)
    assert Report.objects.get(pk=report.pk).is_open
    assert not ReportedAgreement.objects.exists()


def test_not_before_it_is_made(year, account):
    hindered(account, account.open(), "inte framställd")


def test_not_before_the_year_is_over(cast, account, time_machine):
    time_machine.move_to("2026-12-30T09:00:00+01:00")
    hindered(account, account.made(), "inte hela 2026")


def test_not_after_a_change(year, account):
    report = account.made()
    account_acts.narrate(report, by=year.coordinator, texts={"summary": "Nytt."})
    hindered(account, report, "Något har ändrats")


def test_not_while_it_is_being_made(year, account):
    report = account.made()
    account_acts.make(report, by=year.coordinator)
    hindered(account, report, "Något har ändrats")


@pytest.mark.section(10)
def test_not_without_every_agreement(year, account):
    report = account.made()
    year.walk.request("agreed")
    hindered(account, report, "överenskommelser är inte med")


@pytest.mark.section(10)
def test_an_agreement_that_is_entered_meanwhile_is_a_sentence(year, account, monkeypatch):
    """Between what the act asks and what it saves: the rule of the database then speaks to the person."""
    report = account.made()
    year.walk.request("agreed")
    monkeypatch.setattr(readiness, "hindrances", lambda report: [])
    hindered(account, report, r"Alla ingångna överenskommelser är inte med \(10 § tredje stycket\)\.")


@pytest.mark.section(8)
def test_not_without_every_refusal(year, account, time_machine):
    report = account.made()
    time_machine.move_to("2026-12-31T12:00:00+01:00")
    requested_service = year.walk.registered().requested_services.get()
    year.walk.allocate(requested_service)
    refuse(requested_service, year.supplier_boss, year.supplier, "Kapaciteten är slut. " * 5)
    time_machine.move_to("2027-01-08T10:00:00+01:00")
    hindered(account, report, "har nekats under året är inte med")


def test_by_two_people_of_the_coordinator(year, account):
    report = account.made()
    for presented_by, why in (
        (year.coordinator_boss, "ska vara olika personer"),
        (year.supplier, "handläggare hos er"),
    ):
        with pytest.raises(ValidationError, match=f"Föredragande.* {why}"):
            account.decide(report, presented_by=presented_by.acting)
    assert Report.objects.get().is_open


def test_not_twice(year, account):
    report = account.decided()
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        account.decide(report)


@pytest.mark.parametrize("who", ["applicant_boss", "coordinator", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(year, account, who):
    report = account.made()
    with pytest.raises(PermissionDenied):
        account.decide(report, by=getattr(year, who))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE reporting_report SET cut = '{}'", "redovisning kan inte ändras"),
        ("UPDATE reporting_report SET status = 'open'", "redovisning kan inte ändras"),
        ("DELETE FROM reporting_report", "kan inte tas bort"),
        ("UPDATE reporting_passage SET text = 'x'", "redovisning kan inte ändras"),
        ("DELETE FROM reporting_passage", "redovisning kan inte ändras"),
        ("UPDATE reporting_datarequest SET effects = 'x'", "kan inte ändras"),
        ("UPDATE reporting_serviceyear SET units = 2", "kan inte ändras"),
        ("UPDATE reporting_reportedagreement SET report_id = report_id", "redan underrättad"),
        ("DELETE FROM reporting_reportedagreement", "redan underrättad"),
        ("UPDATE reporting_reportdocument SET digest = 'x' WHERE final", "handling kan inte ändras"),
        ("UPDATE reporting_reportdocument SET digest = 'x' WHERE NOT final", "stämmer inte"),
        ("DELETE FROM reporting_reportdocument WHERE final", "handling kan inte ändras"),
    ],
)
def test_the_database_never_lets_it_change(year, account, sql, words):
    report = account.asked()
    account_acts.narrate(report, by=year.coordinator, texts={"summary": "Ett år."})
    account.answered(report)
    account.decided(report)
    with pytest.raises(IntegrityError, match=words), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("cut = jsonb_set(cut, '{refusals}', '[]')", "nekats under året är inte med"),
        ("cut = jsonb_set(cut, '{period,to}', '\"2026-12-30\"')", "inte hela året"),
        ("cut = cut", "överenskommelser är inte med"),
    ],
)
def test_the_database_leaves_nothing_out(year, account, change, words):
    account.made()
    decided = "status = 'decided', diary_number = 'FK 1', decided_at = now(), decided_by_id = %s, presented_by_id = %s"
    people = [year.coordinator_boss.pk, year.coordinator.pk]
    sql = "UPDATE reporting_report SET " + change + ", " + decided  # noqa: S608 - written in this file
    with pytest.raises(IntegrityError, match=words), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, people)


def test_a_killed_worker_leaves_one_decided_paper(year, account, monkeypatch):
    report = account.decide(account.made())
    drawn = jobs.decided

    def die(report):
        raise MemoryError

    monkeypatch.setattr(jobs, "decided", die)
    work()
    assert not ReportDocument.objects.filter(final=True).exists()
    monkeypatch.setattr(jobs, "decided", drawn)
    jobs.finish(report.pk)
    assert ReportDocument.objects.filter(final=True).count() == 1
