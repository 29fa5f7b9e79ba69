"""What the workspace of a report shows: who has answered what, what is missing, and the next act."""

from dataclasses import dataclass

from django.utils import timezone

from itdrift.models import Job
from itdrift.templatetags.swedish import kronor, tal
from registry.models import JournalEntry, Service
from registry.ordinance import Part, Role
from registry.permissions import possible

from .calendar import with_today
from .models import DataQuestion, DataRequest, ReportDocument, ServiceYear, State
from .models.service_year import KNOWN, LABELS, MEASURES
from .readiness import hindrances, missing
from .workflow import REPORT_ACTS, REQUEST_ACTS


def of(report, user):
    """The context of the workspace page, for what the person may see and do."""
    asked = DataRequest.objects.visible_to(user).filter(report=report)
    requests = list(asked.select_related("supplier__agency", "report").prefetch_related("service_years"))
    documents = ReportDocument.objects.visible_to(user).filter(report=report, final=not report.is_open, secret=False)
    today = timezone.localdate()
    context = {
        "report": report,
        "calendar": with_today(report.year, today),
        "today": today,
        "requests": [(one, possible(one, REQUEST_ACTS, by=user)) for one in requests],
        "rows": overview(report, requests),
        "questions": DataQuestion.objects.visible_to(user).filter(request__report=report).with_people(),
        "may_reply": report.is_open and not _is_coordinator(user) and user.acting.role != Role.READER,
        "document": documents.defer("content").first(),
    }
    return {**context, **_coordinators(report, requests, user)} if _is_coordinator(user) else context


def _is_coordinator(user):
    return user.acting.mandate.part == Part.COORDINATOR


def _coordinators(report, requests, user):
    """What only the coordinator sees: the acts, what is missing and what hinders, the making, the journal."""
    left_to_ask = report.suppliers().exclude(data_requests__report=report).exists()
    stops = hindrances(report) if report.is_open else []
    return {
        "acts": possible(report, REPORT_ACTS, by=user),
        "next": _next_act(left_to_ask, stops, requests),
        "missing": list(missing(report, requests)) if report.is_open else [],
        "hindrances": stops,
        "failed": _failed(report),
        "journal": JournalEntry.objects.filter(chain=report.chain).order_by("-number"),
    }


def _next_act(left_to_ask, stops, requests):
    """Which act is next in turn, whoever may do it: ask, then make, then decide."""
    if left_to_ask:
        return "reporting.request_data"
    done = not stops and all(asked.is_answered or asked.is_silent for asked in requests)
    return "reporting.decide" if done else "reporting.make"


def _failed(report):
    """Whether the last try to make the paper went wrong; it is tried again."""
    keys = [f"report/{report.pk}/{report.wished_revision}", f"report/{report.pk}/decided"]
    return Job.objects.filter(key__in=keys, done_at=None).exclude(error="").exists()


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
