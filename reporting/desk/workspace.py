"""The workspace of a report shows who has answered what, what is missing, and the next act."""

from django.db.models import F
from django.utils import timezone

from registry.models import JournalEntry
from registry.ordinance import Part, Role
from registry.rights import possible

from ..data.overview import overview
from ..models import Comment, DataQuestion, DataRequest, Report, ReportDocument
from ..paper.progress import progress
from ..workflow import REPORT_ACTS, REQUEST_ACTS
from ..year import steps
from ..year.readiness import exposes, hindrances, missing


def of(report, user):
    """Return the context of the workspace page, for what the person may see and do."""
    visible = DataRequest.objects.visible_to(user).filter(report=report)
    requests = list(visible.select_related("supplier__agency", "report").prefetch_related("service_years"))
    documents = ReportDocument.objects.visible_to(user).filter(report=report, final=not report.is_open, secret=False)
    document = None if exposes(report) else documents.defer("content").first()
    today = timezone.localdate()
    completed = steps.completed(report, today)
    context = {
        "report": report,
        "acts": possible(report, REPORT_ACTS, by=user),
        "calendar": list(steps.marked(report, completed, today)),
        "today": today,
        "data_requests": [(each, possible(each, REQUEST_ACTS, by=user)) for each in requests],
        "delays": steps.delays(report, requests, today) if report.is_open else [],
        "service_overviews": overview(report, requests),
        "questions": DataQuestion.objects.visible_to(user).filter(request__report=report).with_people(),
        "may_reply": report.is_open and not _is_coordinator(user) and user.acting.role != Role.READER,
        "document": document,
        "comments": _comments(report, user),
        **_editions(report, user),
    }
    if _is_coordinator(user):
        return {**context, **_coordinators(report, requests, document, completed)}
    return {**context, "progress": None if report.is_open else progress(report, document)}


def _is_coordinator(user):
    return user.acting.mandate.part == Part.COORDINATOR


def _comments(report, user):
    """Return the comments that the person may see; to the coordinator what waits for an answer comes first."""
    seen = Comment.objects.visible_to(user).filter(report=report)
    return seen.select_related("mandate__agency", "written_by", "settled_by").order_by(
        F("settled_at").asc(nulls_first=True), "pk"
    )


def _editions(report, user):
    """Return the other editions of the year that the person may see, and what differs from the one before."""
    others = Report.objects.visible_to(user).filter(year=report.year).exclude(pk=report.pk).defer("cut")
    compared = report.edition > 1 and report.cut and (_is_coordinator(user) or not report.is_open)
    differences = report.cut["correction"]["differences"] if compared else []
    later = any(other.edition > report.edition for other in others)
    return {"editions": others, "later": later, "differences": differences, "compared": compared}


def _coordinators(report, requests, document, completed):
    """Return what only the coordinator sees: what is missing and what hinders, the making, the annex, the journal."""
    stops = hindrances(report) if report.is_open else []
    return {
        "next": _next_act(report, completed, stops),
        "may_settle": report.is_open,
        "missing": list(missing(report, requests)) if report.is_open else [],
        "hindrances": stops,
        "progress": progress(report, document),
        "annex": ReportDocument.objects.annex_of(report).defer("content").first(),
        "journal": JournalEntry.objects.filter(chain=report.chain).order_by("-number"),
    }


def _next_act(report, completed, stops):
    """Return the act that is next in turn, whoever may do it: request, make, share, decide, send."""
    if "requests" not in completed:
        return "reporting.request_data"
    if not report.is_open:
        return "reporting.send_report"
    if "answers" in completed and report.is_up_to_date and "draft" not in completed:
        return "reporting.share"
    return "reporting.decide_report" if "answers" in completed and not stops else "reporting.make"
