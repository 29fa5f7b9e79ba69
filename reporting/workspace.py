"""What the workspace of a report shows: who has answered what, what is missing, and the next act."""

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from itdrift.templatetags.swedish import kronor, tal
from registry.models import JournalEntry, Service
from registry.ordinance import Part, Role
from registry.permissions import possible

from . import steps
from .models import Comment, DataQuestion, DataRequest, Report, ReportDocument, ServiceYear, State
from .models.service_year import KNOWN, LABELS, MEASURES
from .progress import progress
from .readiness import exposes, hindrances, missing
from .workflow import REPORT_ACTS, REQUEST_ACTS


def of(report, user):
    """The context of the workspace page, for what the person may see and do."""
    asked = DataRequest.objects.visible_to(user).filter(report=report)
    requests = list(asked.select_related("supplier__agency", "report").prefetch_related("service_years"))
    documents = ReportDocument.objects.visible_to(user).filter(report=report, final=not report.is_open, secret=False)
    document = None if exposes(report) else documents.defer("content").first()
    today = timezone.localdate()
    done = steps.done(report, today)
    context = {
        "report": report,
        "acts": possible(report, REPORT_ACTS, by=user),
        "calendar": list(steps.marked(report, done, today)),
        "today": today,
        "requests": [(one, possible(one, REQUEST_ACTS, by=user)) for one in requests],
        "delays": steps.delays(report, requests, today) if report.is_open else [],
        "rows": overview(report, requests),
        "questions": DataQuestion.objects.visible_to(user).filter(request__report=report).with_people(),
        "may_reply": report.is_open and not _is_coordinator(user) and user.acting.role != Role.READER,
        "document": document,
        "comments": _comments(report, user),
        **_editions(report, user),
    }
    if _is_coordinator(user):
        return {**context, **_coordinators(report, requests, document, done)}
    return {**context, "progress": None if report.is_open else progress(report, document)}


def _is_coordinator(user):
    return user.acting.mandate.part == Part.COORDINATOR


def _comments(report, user):
    """What is said of the draft, as the person may see it; to the coordinator what waits for an answer first."""
    seen = Comment.objects.visible_to(user).filter(report=report)
    return seen.select_related("mandate__agency", "written_by", "settled_by").order_by(
        F("settled_at").asc(nulls_first=True), "pk"
    )


def _editions(report, user):
    """The other editions of the year that the person may see, and what differs from the one before."""
    others = Report.objects.visible_to(user).filter(year=report.year).exclude(pk=report.pk).defer("cut")
    told = report.edition > 1 and report.cut and (_is_coordinator(user) or not report.is_open)
    differences = report.cut["correction"]["differences"] if told else []
    later = any(other.edition > report.edition for other in others)
    return {"editions": others, "later": later, "differences": differences, "compared": told}


def _coordinators(report, requests, document, done):
    """What only the coordinator sees: what is missing and what hinders, the making, the annex, the journal."""
    stops = hindrances(report) if report.is_open else []
    return {
        "next": _next_act(report, done, stops),
        "may_settle": report.is_open,
        "missing": list(missing(report, requests)) if report.is_open else [],
        "hindrances": stops,
        "progress": progress(report, document),
        "annex": ReportDocument.objects.annex_of(report).defer("content").first(),
        "journal": JournalEntry.objects.filter(chain=report.chain).order_by("-number"),
    }


def _next_act(report, done, stops):
    """Which act is next in turn, whoever may do it: ask, make, share, decide, send."""
    if "requests" not in done:
        return "reporting.request_data"
    if not report.is_open:
        return "reporting.send"
    if "answers" in done and report.is_up_to_date and "draft" not in done:
        return "reporting.share"
    return "reporting.decide" if "answers" in done and not stops else "reporting.make"


@dataclass(frozen=True)
class Cell:
    """What is said of one measure: its label, the state, the state in words and the value in words ("" when none)."""

    label: str
    state: str
    words: str
    value: str


@dataclass(frozen=True)
class Row:
    """One service of one supplier, and what is said of it."""

    asked: DataRequest
    service: Service
    cells: list


def overview(report, requests):
    """Rows for the services that each DataRequest (with its service_years) shall cover, in one more query."""
    suppliers = [asked.supplier_id for asked in requests]
    offered = Service.objects.offered_on(report.last_day).filter(supplier__in=suppliers) if suppliers else []
    by_supplier = {}
    for service in offered:
        by_supplier.setdefault(service.supplier_id, []).append(service)
    return [_row(asked, service) for asked in requests for service in by_supplier.get(asked.supplier_id, [])]


def _row(asked, service):
    year = next((year for year in asked.service_years.all() if year.service_id == service.pk), None) or ServiceYear()
    return Row(asked, service, [_cell(year, measure) for measure in MEASURES])


def _cell(year, measure):
    state = getattr(year, f"{measure}_state")
    known = state in KNOWN
    return Cell(
        LABELS[measure], state, State(state).label if state else "Inte besvarat", VALUES[measure](year) if known else ""
    )


VALUES = {
    "units": lambda year: f"{tal(year.units)} {year.unit}, {year.get_unit_basis_display().lower()}",
    "cost": lambda year: kronor(year.total_cost),
    "availability": lambda year: f"{tal(year.available_minutes)} av {tal(year.agreed_minutes)} minuter",
    "nki": lambda year: f"{tal(year.nki_mean)}, {year.nki_answered} av {year.nki_asked} myndigheter svarade",
}
