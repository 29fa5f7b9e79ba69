"""What is wrong in a decided account is put right in a new edition (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import Report, ReportedAgreement
from reporting.year.readiness import hindrances

from ..conftest import refused_by_the_database, text_of

pytestmark = pytest.mark.section(11)
REASON = "Volymen för Virtuell server var fel."


def correct(report, by, reason=REASON):
    return account_acts.correct_report(report, by=by, reason=reason)


def test_it_begins_with_all_that_the_last_one_had(cast, winter):
    report = winter.asked()
    account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Ett gott år."})
    winter.answered(report)
    report = winter.decided(report)
    edition = correct(report, cast.coordinator_boss)
    assert (edition.year, edition.edition, edition.reason, edition.is_open) == (2026, 2, REASON, True)
    assert edition.narrative() == {"summary": "Ett gott år."}
    assert edition.passages.get().written_by == cast.coordinator
    assert {(asked.supplier.agency, asked.status) for asked in edition.requests.all()} == {
        (asked.supplier.agency, asked.status) for asked in report.requests.all()
    }
    kept = winter.data_request(edition, cast.skv)
    assert (kept.confirmed_by, kept.service_years.get().units) == (cast.supplier_boss, 40)
    assert kept.sent_at == winter.data_request(report, cast.skv).sent_at
    assert Report.objects.get(pk=report.pk).narrative() == {"summary": "Ett gott år."}


@pytest.mark.section(10)
def test_it_tells_what_differs_and_the_government_is_notified_of_each_agreement_once(year, account):
    report = account.asked()
    account.answered(report)
    first = account.decided(report)
    edition = correct(first, year.coordinator_boss)
    data_request = account.data_request(edition, year.skv)
    question = data_acts.question(data_request, by=year.coordinator, text="Ska det vara 41?", service=year.service)
    account.answer(data_request, units=41)
    data_acts.answer_question(question, by=year.supplier, answer="Ja.")
    data_acts.confirm(data_request, by=year.supplier_boss)
    edition = account.made(edition)
    told = edition.cut["correction"]
    assert (told["reason"], told["edition"], told["diary_number"]) == (REASON, 1, first.diary_number)
    assert {"what": "Indikator 3, Volym: Virtuell server", "before": "40 server", "after": "41 server"} in told[
        "differences"
    ]
    assert not [row for row in told["differences"] if row["what"].startswith("Överenskommelse")]  # they are the same
    assert hindrances(edition) == []
    edition = account.decided(edition)
    assert [row["number"] for row in edition.cut["agreements"]] == [row["number"] for row in first.cut["agreements"]]
    assert {row.report_id for row in ReportedAgreement.objects.all()} == {first.pk}


@pytest.mark.section(10)
def test_an_agreement_after_the_decision_waits_for_the_account_of_its_own_year(year, account, time_machine):
    first = account.decided()
    time_machine.move_to("2027-06-01T09:00:00+02:00")
    year.walk.request("agreed")
    edition = account.decided(correct(first, year.coordinator_boss))
    assert [row["number"] for row in edition.cut["agreements"]] == [row["number"] for row in first.cut["agreements"]]
    (new,) = account.made(account.open(2027)).cut["agreements"]
    assert new["notified_on"] == "2027-06-01"


def test_only_a_decided_one_and_only_the_last(cast, winter):
    with pytest.raises(ValidationError, match="läget är ”Öppen”"):
        correct(winter.open(), cast.coordinator_boss)
    report = winter.decided(Report.objects.get())
    correct(report, cast.coordinator_boss)
    with pytest.raises(ValidationError, match="senare utgåva"):
        correct(report, cast.coordinator_boss)


def test_not_without_a_reason(cast, winter):
    report = winter.decided()
    with pytest.raises(ValidationError, match="Ange varför redovisningen rättas"):
        correct(report, cast.coordinator_boss, reason=" – ")
    assert Report.objects.get() == report


@pytest.mark.parametrize("who", ["applicant_boss", "coordinator", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, winter, who):
    with pytest.raises(PermissionDenied):
        correct(winter.decided(), getattr(cast, who))


def test_the_database_knows_no_edition_without_a_decided_one_before(cast, winter):
    made = "INSERT INTO reporting_report (year, edition, status, reason, opened_at, revision, decided_by_title,"
    made += " presented_by_title, others) VALUES (%s, %s, 'open', 'Fel', now(), 0, '', '', '')"
    refused_by_the_database("rättar en beslutad redovisning", made, 2026, 2)
    winter.open()
    refused_by_the_database("rättar en beslutad redovisning", made, 2026, 2)
    winter.decided(Report.objects.get())
    refused_by_the_database("rättar en beslutad redovisning", made, 2026, 3)
    refused_by_the_database("report_corrected_for_a_reason", made.replace("'Fel'", "''"), 2026, 2)


def test_from_the_page(client, cast, winter):
    report = winter.decided()
    page, workspace = reverse("correct_report", args=[report.pk]), reverse("report", args=[report.pk])
    client.force_login(cast.coordinator_boss)
    assert page in text_of(client.get(workspace))
    assert "Den beslutade utgåvan ändras aldrig." in text_of(client.get(page))
    assert "Ange varför redovisningen rättas." in text_of(client.post(page, {"reason": ""}))
    shown = text_of(client.post(page, {"reason": REASON}, follow=True))
    for words in ("Redovisning för 2026, utgåva 2 är öppnad.", REASON, "Visas när utgåvan är framställd."):
        assert words in shown
    assert page not in text_of(client.get(workspace))
    assert client.get(page).url == workspace  # there is a later one already
    edition = winter.made(Report.objects.get(edition=2))
    edition.cut["correction"]["differences"] = [{"what": "Mottagna", "before": "1", "after": "2"}]
    edition.save(update_fields=["cut"])
    shown = text_of(client.get(reverse("report", args=[edition.pk])))
    assert '<th scope="row">Mottagna</th><td data-label="Utgåva 1"><span class="written">1</span></td>' in shown
    assert "Kalendern" not in shown  # only the first edition has a day to be left by
    client.force_login(cast.supplier)
    assert "Mottagna" not in text_of(client.get(reverse("report", args=[edition.pk])))  # not before it is decided
