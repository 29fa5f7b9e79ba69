"""The account is decided once, corrected in one edition at a time and sent once, however many try at the same moment (11 §)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from itdrift.models import Job
from onboarding.models import DiaryEntry
from registry.models import JournalEntry
from reporting.account import acts as account_acts
from reporting.models import Dispatch, Report, ReportDocument
from reporting.paper import jobs

from ..drill import rounds
from ..onboarding.test_races import at_once, outcome
from .conftest import work

pytestmark = [pytest.mark.section(11), pytest.mark.drill, pytest.mark.usefixtures("transactional_db")]
YEAR = 2025


def noted(act):
    return JournalEntry.objects.filter(act=f"reporting.{act}").count()


def test_decided_once_corrected_once_sent_once(cast, account):
    report = account.made(account.heard(YEAR))
    assert outcome(at_once(*[lambda: account.decide(report)] * 3)) == (1, 2)
    report.refresh_from_db()
    assert (report.diary_number, noted("decide_report")) == ("FK 2026/000001", 1)
    assert DiaryEntry.objects.filter(agency=cast.fk, about=str(report)).count() == 1
    assert Job.objects.filter(name="account.finish").count() == 1

    raised = at_once(*[lambda: jobs.finish(report.pk)] * 3)
    assert [error for error in raised if error and not isinstance(error, IntegrityError)] == []
    assert ReportDocument.objects.filter(final=True, secret=False).count() == 1

    on = date(2026, 2, 2)
    assert outcome(
        at_once(*[lambda: account_acts.send_report(report, by=cast.coordinator, on=on, how="E-post")] * 3)
    ) == (
        1,
        2,
    )
    assert (Dispatch.objects.count(), noted("send_report")) == (1, 1)

    boss, reason = cast.coordinator_boss, "En avgift var fel."
    assert outcome(at_once(*[lambda: account_acts.correct_report(report, by=boss, reason=reason)] * 3)) == (1, 2)
    assert list(Report.objects.values_list("edition", "status")) == [(2, "open"), (1, "decided")]
    with pytest.raises(ValidationError, match="går inte att göra nu: läget är ”Öppen”"):
        account_acts.send_report(Report.objects.get(edition=2), by=cast.coordinator, on=on, how="E-post")
    assert Dispatch.objects.count() == 1


def test_making_and_deciding_at_once_leave_a_draft_or_a_decision_never_both(cast, account):
    report = account.made(account.heard(YEAR))
    for _ in range(rounds(2, 20)):
        raised = at_once(lambda: account.decide(report), lambda: account_acts.make(report, by=cast.coordinator))
        assert outcome(raised) == (1, 1)
        report.refresh_from_db()
        assert report.is_open != report.is_up_to_date
        work()
        report.refresh_from_db()
        drawn = ReportDocument.objects.filter(final=not report.is_open).count()
        assert (drawn, noted("decide_report")) == (1, 0 if report.is_open else 1)
        if not report.is_open:
            break
