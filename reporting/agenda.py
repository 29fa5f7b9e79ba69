"""The agenda says what the calendar does on a day: it opens the year, requests data, reminds and escalates (11 §).

Run twice it does nothing more; run late it catches up with what is still of use.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from registry.models import JournalEntry, Mandate, User

from . import notices
from .account import acts as account_acts
from .calendar import REMINDED_DAYS_BEFORE, calendar, day_of, years_until
from .data import acts as data_acts
from .models import DataRequest, Report

TIME_TO_ANSWER = timedelta(days=14)  # the least that a supplier gets, when the requests go out late
ESCALATED_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class CalendarActor:
    """Does what the day calls for when nobody has done it; stands in the journal under its own name."""

    pk: None = None
    name: str = "Kalendern"
    acting: None = None

    def has_perm(self, perm, thing):
        return perm in ("reporting.open_report", "reporting.request_data")


THE_CALENDAR = cast(User, CalendarActor())  # it has all that these two acts ask of a person


def hold(today):
    """Do all that the day calls for: each thing once, with each person notified of it once, whatever day it is run."""
    for year in years_to_account_for(today):
        _hold_year(year, today)
    # asked of the rows: a condition would be met by an earlier edition, which the last one has replaced
    for report in Report.objects.latest_decided().select_related("dispatch").defer("cut"):
        if not hasattr(report, "dispatch"):
            notices.remind(report.year, "send", today)
    for data_request in (
        DataRequest.objects.unanswered().filter(report__in=Report.objects.open()).select_related("report")
    ):
        _remind_supplier(data_request, today)


def _hold_year(year, today):
    report = Report.objects.filter(year=year).first()
    if report is None and Mandate.objects.current().filter(part="coordinator").exists():
        report = account_acts.open_report(by=THE_CALENDAR, year=year)
    if report and today >= day_of("requests", year):
        _ask(report, today)
    if event := _step(report, year, today):
        notices.remind(year, event, today)


def _ask(report, today):
    """Request data of the suppliers of which nobody has; not when no day is left before 31 March."""
    due = max(day_of("answers", report.year), today + TIME_TO_ANSWER)
    due = min(due, report.deadline - timedelta(days=1))
    unasked = list(report.suppliers().exclude(data_requests__report=report))
    if report.is_open and unasked and due > today:
        data_acts.request_data(report, by=THE_CALENDAR, suppliers=unasked, due=due)


def years_to_account_for(today):
    """Return the years that were lived in this program, without a decided account."""
    decided = set(Report.objects.decided().values_list("year", flat=True))
    return [year for year in years_lived(today) if year not in decided]


def years_lived(today):
    """Return the years that are over, from the first in which something was done in this program."""
    first = JournalEntry.objects.order_by("pk").values_list("at__year", flat=True).first()
    return [year for year in years_until(today) if first and first <= year < today.year]


def _step(report, year, today):
    """Return the last step whose day has come and that is not done: open, request, make, share, decide, late; or None."""
    day = {key.name: key.day for key in calendar(year)}
    steps = [
        ("late", today > day["sending"]),
        ("open", report is None),
        ("decide", today >= day["decision"]),
        ("make", today >= day["draft"] and report and report.drawn_revision is None),
        ("share", today >= day["draft"] and report and report.shared_at is None),
        ("request", today >= day["requests"] and report and not report.requests.exists()),
    ]
    return next((event for event, is_due in steps if is_due), None)


def _remind_supplier(data_request, today):
    if today > data_request.due:
        notices.overdue(data_request)
        if today > data_request.due + ESCALATED_AFTER:
            notices.escalated(data_request, today)
        return
    reached = [days for days in sorted(REMINDED_DAYS_BEFORE) if data_request.due - timedelta(days=days) <= today]
    if reached:
        notices.due(data_request, reached[0])
