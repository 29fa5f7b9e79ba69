"""How far the year has come, and what a late supplier does to the date, in words on the workspace (11 §)."""

from datetime import date

import pytest
from django.urls import reverse

from reporting.account import acts as account_acts
from reporting.models import Report
from reporting.year import steps

from ..conftest import text_of

pytestmark = pytest.mark.section(11)
DUE = date(2027, 2, 15)


def told(report, today):
    return steps.delays(report, report.requests.select_related("supplier__agency", "report"), today)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2027, 2, 15), "Underlaget från Skatteverket ska lämnas senast 2027-02-15 (mål)."),
        (
            date(2027, 2, 16),
            "Underlaget från Skatteverket är 1 dag försenat. Kommer det i dag kan redovisningen lämnas tidigast "
            "2027-03-26 (mål), 5 dagar före lagkravet 2027-03-31.",
        ),
        (
            date(2027, 3, 10),
            "Underlaget från Skatteverket är 23 dagar försenat. Kommer det i dag kan redovisningen lämnas tidigast "
            "2027-03-31 (mål), samma dag som lagkravet 2027-03-31.",
        ),
        (
            date(2027, 3, 11),
            "Underlaget från Skatteverket är 24 dagar försenat. Kommer det i dag hinner redovisningen inte lämnas i "
            "tid: tidigast 2027-04-01 (mål), 1 dag efter lagkravet 2027-03-31.",
        ),
    ],
)
def test_what_a_late_supplier_does_to_the_date(cast, winter, today, words):
    report = winter.open()
    winter.ask(report, cast.supplier.acting.mandate, due=DUE)
    assert told(report, today) == [words, "Senaste dag som underlag kan komma: 2027-03-10 (mål)."]


def test_nobody_is_waited_for(cast, winter):
    assert told(winter.heard(), date(2027, 3, 20)) == []


def test_a_new_edition_has_no_day_to_be_left_by(cast, winter):
    edition = account_acts.correct_report(winter.decided(), by=cast.coordinator_boss, reason="Fel.")
    edition.requests.update(status="sent", silent_reason="", silent_noted_by=None, silent_noted_at=None)
    assert told(edition, date(2027, 3, 20)) == []


def test_the_steps_that_are_done(cast, winter):
    today, report = date(2027, 1, 8), winter.open()
    assert steps.completed(report, date(2026, 12, 31)) == set()
    assert steps.completed(report, today) == {"cut_off"}
    winter.ask(report)
    assert steps.completed(report, today) == {"cut_off", "requests"}
    report = winter.shared(winter.settle(report))
    assert steps.completed(report, today) == {"cut_off", "requests", "answers", "draft"}
    report = winter.decided(report)
    assert "decision" in steps.completed(report, today)
    account_acts.send_report(report, by=cast.coordinator, on=today, how="Med bud")
    assert "sending" in steps.completed(Report.objects.get(), today)


def test_the_calendar_marks_what_is_done_and_what_should_have_been(winter):
    found = {key.name: key.state for key in steps.marked(winter.open(), {"cut_off"}, date(2027, 1, 20))}
    assert (found["cut_off"], found["requests"], found["today"], found["sending"]) == ("done", "late", "", "")


def test_the_workspace_says_so(client, cast, winter, time_machine):
    report = winter.open()
    winter.ask(report, cast.supplier.acting.mandate, cast.other_supplier.acting.mandate, due=DUE)
    time_machine.move_to("2027-02-20T09:00:00+01:00")
    late = "Underlaget från {} är 5 dagar försenat."
    for who, seen, hidden in [
        ("coordinator", ["Skatteverket", "Trafikverket"], []),
        ("supplier", ["Skatteverket"], ["Trafikverket"]),
    ]:
        client.force_login(getattr(cast, who))
        page = text_of(client.get(reverse("report", args=[report.pk])))
        assert [late.format(name) in page for name in [*seen, *hidden]] == [True] * len(seen) + [False] * len(hidden)
        assert "Senaste dag som underlag kan komma: 2027-03-10 (mål)." in page
        assert page.count('class="row--today"') == 1
        assert "Inte klart" in page
