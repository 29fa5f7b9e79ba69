"""Nothing of the year can be left out: each way is told in the workspace, refused by the act, and by the database (11 §)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse
from time_machine import travel

from onboarding.models import Refusal
from onboarding.refusal import acts as refusal_acts
from registry.models import Mandate
from reporting.models import Report

from ...roles import as_owner
from ..conftest import refused_by_the_database, text_of

pytestmark = pytest.mark.section(11)


def a_refusal_without_its_open_text(year, account):
    report = account.made()
    with as_owner(), connection.cursor() as cursor:  # as a refusal from before the program asked for the text
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE onboarding_refusal DISABLE TRIGGER USER, DROP CONSTRAINT refusal_has_account")
        cursor.execute(
            "UPDATE onboarding_refusal SET account = ' - ' WHERE id = %s", [Refusal.objects.earliest("pk").pk]
        )
        cursor.execute("ALTER TABLE onboarding_refusal ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return report


def a_refusal_with_other_words_than_it_now_has(year, account):
    report = account.made()
    put_right(Refusal.objects.earliest("pk"), year)
    return report


def put_right(refusal, year):
    words = {"reasons": refusal.reasons, "alternatives": "", "account": f"{refusal.account} Lagringen var full."}
    refusal_acts.correct(refusal, by=year.other_supplier_boss, slip="Texten föll bort.", obvious=True, **words)


def an_agreement_of_which_the_government_is_not_notified(year, account):
    report = account.made()
    year.walk.request("agreed")
    return report


def data_confirmed_before_the_year_was_over(year, account):
    with travel("2026-12-31T23:30:00+01:00"):
        report = account.asked()
        account.answered(report)
    return account.made(account.settle(report))


def a_supplier_that_has_not_answered(year, account):
    report = account.asked()
    account.answered(report)
    for data_request in report.requests.unanswered().exclude(supplier__agency=year.trv):
        account.silence(data_request)
    return account.made(report)


def a_supplier_that_was_not_asked(year, account):
    report = account.open()
    account.ask(report, *report.suppliers().exclude(agency=year.trv))
    for data_request in report.requests.unanswered():
        account.silence(data_request)
    return account.made(report)


def a_supplier_that_left_during_the_year(year, account):
    """It was one for a part of it: the account is about that part too."""
    Mandate.objects.filter(pk=year.other_supplier.acting.mandate_id).update(valid_until=date(2026, 7, 1))
    return a_supplier_that_was_not_asked(year, account)


def a_comment_without_an_answer(year, account):
    report = account.shared()
    account.comment(report, by=year.other_supplier)
    return report


WAYS = [
    (a_refusal_without_its_open_text, "saknar en öppen beskrivning", "saknar öppen beskrivning"),
    (
        a_refusal_with_other_words_than_it_now_has,
        "inte med så som de nu är beskrivna",
        "inte med så som de nu är beskrivna",
    ),
    (data_confirmed_before_the_year_was_over, "Skatteverket bekräftade sitt underlag innan", "innan året var slut"),
    (
        an_agreement_of_which_the_government_is_not_notified,
        "överenskommelser är inte med",
        "överenskommelser är inte med",
    ),
    (a_supplier_that_has_not_answered, "Trafikverket har varken lämnat", "varken lämnat underlag eller noterats"),
    (a_supplier_that_was_not_asked, "Trafikverket har varken lämnat", "varken lämnat underlag eller noterats"),
    (
        a_supplier_that_left_during_the_year,
        "Trafikverket har varken lämnat",
        "varken lämnat underlag eller noterats",
    ),
    (a_comment_without_an_answer, "En synpunkt från Trafikverket", "synpunkt från en leverantörsmyndighet"),
]
DECIDED = """UPDATE reporting_report SET status = 'decided', diary_number = 'FK 1', decided_at = now(), decided_by_id = %s,
    presented_by_id = %s WHERE id = %s"""


@pytest.mark.parametrize(("way", "words", "by_the_database"), WAYS, ids=lambda value: getattr(value, "__name__", ""))
def test_it_is_refused(client, year, account, way, words, by_the_database):
    report = way(year, account)
    client.force_login(year.coordinator_boss)
    page = text_of(client.get(reverse("report", args=[report.pk])))
    assert words in page[page.index("Det här hindrar ett beslut") :]
    with pytest.raises(ValidationError, match=words):
        account.decide(report)
    with transaction.atomic():
        notified(report)
        refused_by_the_database(by_the_database, DECIDED, year.coordinator_boss.pk, year.coordinator.pk, report.pk)
        transaction.set_rollback(True)
    assert Report.objects.get().is_open


def notified(report):
    """What the act does before it decides, so that the database has only the one thing to refuse."""
    with as_owner(), connection.cursor() as cursor:
        for agreement in report.cut["agreements"]:
            cursor.execute(
                "INSERT INTO reporting_reportedagreement (report_id, agreement_id)"
                " SELECT %s, id FROM onboarding_agreement WHERE number = %s",
                [report.pk, agreement["number"]],
            )


def test_with_nothing_left_out_the_database_lets_it_be_decided(year, account):
    report = account.made()
    notified(report)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(DECIDED, [year.coordinator_boss.pk, year.coordinator.pk, report.pk])
    assert not Report.objects.get().is_open


@pytest.mark.section(8)
def test_a_text_that_was_put_right_is_there(year, account):
    report = a_refusal_without_its_open_text(year, account)
    put_right(Refusal.objects.earliest("pk"), year)
    assert account.decide(account.made(report)).is_open is False


@pytest.mark.section(10)
def test_the_database_notifies_of_nothing_before_the_decision(year, account):
    report = account.made()
    with transaction.atomic():
        notified(report)
        refused_by_the_database("i en beslutad redovisning", "SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["year", "edition"])
def test_the_database_takes_no_figures_of_another_account(year, account, name):
    report = account.made()
    report.cut[name] += 1
    report.save(update_fields=["cut"])
    with transaction.atomic():
        notified(report)
        words = "hör till en annan redovisning"
        refused_by_the_database(words, DECIDED, year.coordinator_boss.pk, year.coordinator.pk, report.pk)
        transaction.set_rollback(True)
