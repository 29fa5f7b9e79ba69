"""What the calendar asks for on a day. Run twice it does nothing more; run late it catches up."""

from datetime import timedelta

from registry.models import JournalEntry

from . import notices
from .calendar import calendar, years_until
from .models import DataRequest, Report

DAYS_BEFORE = (1, 7, 14)  # when a supplier is reminded; the closest is sent


def send_due(today):
    """Put the reminders of the day in the outbox, each once whatever day it is sent."""
    for year in years_to_account_for(today):
        event = _step(Report.objects.filter(year=year).first(), year, today)
        if event:
            notices.remind(year, event)
    for request in DataRequest.objects.unanswered().filter(report__in=Report.objects.open()).select_related("report"):
        _remind_supplier(request, today)


def years_to_account_for(today):
    """The years that are over and were lived in this program, without a decided account."""
    decided = set(Report.objects.decided().values_list("year", flat=True))
    first = JournalEntry.objects.order_by("pk").values_list("at__year", flat=True).first()
    over = [year for year in years_until(today) if year < today.year]
    return [year for year in over if first and first <= year and year not in decided]


def _step(report, year, today):
    """The last step whose day has come and that is not done: open, request, make, decide, late; or None."""
    day = {key.name: key.day for key in calendar(year)}
    steps = [
        ("late", today > day["sending"]),
        ("open", report is None),
        ("decide", today >= day["decision"]),
        ("make", today >= day["draft"] and report and report.drawn_revision is None),
        ("request", today >= day["requests"] and report and not report.requests.exists()),
    ]
    return next((event for event, is_due in steps if is_due), None)


def _remind_supplier(request, today):
    if today > request.due:
        notices.overdue(request)
        return
    reached = [days for days in DAYS_BEFORE if request.due - timedelta(days=days) <= today]
    if reached:
        notices.due(request, reached[0])
