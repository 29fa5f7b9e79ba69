"""The one door to each act of 11 §. Pages, admin, commands and tasks call these functions and no others."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from itdrift import outbox
from onboarding import diary
from onboarding.models import Agreement
from registry.acts import begin, check_presenter, check_right, end, note, write

from . import notices, readiness
from .calendar import years_until
from .models import DataRequest, Passage, Report, ReportedAgreement, ServiceYear
from .workflow import ReportStatus


@transaction.atomic
def open_report(*, by, year):
    """The coordinator opens the account of a year that has begun; returns the Report. Raises PermissionDenied,

    ValidationError.
    """
    check_right("reporting.open_report", by.acting.mandate if by.acting else None, by=by)
    if year not in years_until(timezone.localdate()):
        raise ValidationError({"year": f"{year} är inte ett år som kan redovisas: det ska ha börjat, tidigast 2025."})
    report = write(Report(year=year, opened_by=by))
    note("reporting.open_report", report, by=by, text=f"Redovisningen för {year} öppnades.")
    return report


@transaction.atomic
def request_data(report, *, by, suppliers, due):
    """Ask suppliers (Mandates in force during the year) for their data, to be delivered by a day (11 § second paragraph)."""
    report = begin("reporting.request_data", report, by=by)
    _check_due(report, due)
    ids = [supplier.pk for supplier in suppliers]
    asked = list(report.suppliers().filter(pk__in=ids))
    if not asked or len(asked) != len(set(ids)):
        raise ValidationError(
            {"suppliers": f"Välj myndigheter som var leverantörsmyndigheter under {report.year} (5 §)."}
        )
    requests = [write(DataRequest(report=report, supplier=supplier, due=due, sent_by=by)) for supplier in asked]
    _count_up(report)
    names = ", ".join(supplier.agency.name for supplier in asked)
    note(
        "reporting.request_data", report, by=by, text=f"Underlag begärdes från {names}, senast {due:%Y-%m-%d}.", due=due
    )
    for request in requests:
        notices.asked(request)
    return requests


def _check_due(report, due):
    today = timezone.localdate()
    if due < today:
        raise ValidationError({"due": "Dagen har varit. Ange en dag från och med i dag."})
    if today < report.deadline <= due:
        message = f"Redovisningen ska lämnas senast {report.deadline:%Y-%m-%d} (11 §). Ange en dag före den dagen."
        raise ValidationError({"due": message})


@transaction.atomic
def answer(request, *, by, texts, services):
    """The supplier saves its answers, whole or in part, and can come back to them.

    texts: effects, risks, obstacles. services: {Service: the fields of ServiceYear}.
    """
    request = begin("reporting.answer", request, by=by)
    _count_up(request.report)
    own = {service.pk for service in request.services()}
    for service, values in services.items():
        if service.pk not in own:
            raise ValidationError(f"{service} är inte en tjänst som ni tillhandahöll under {request.report.year}.")
        year = ServiceYear.objects.filter(request=request, service=service).first()
        year = year or ServiceYear(request=request, service=service, unit=service.unit)
        write(_changed(year, values))
    _changed(request, texts)
    request.answered_by, request.answered_at = by, timezone.now()
    changed = [*texts, "answered_by", "answered_at"]
    return end("reporting.answer", request, by=by, text=f"{request} sparades.", changed=changed)


@transaction.atomic
def confirm(request, *, by):
    """The supplier's decision maker stands for the answers; from here on they are frozen."""
    request = begin("reporting.confirm", request, by=by)
    _count_up(request.report)
    missing = list(_unanswered(request))
    if missing:
        raise ValidationError(missing)
    request.confirmed_by, request.confirmed_at = by, timezone.now()
    changed = ["confirmed_by", "confirmed_at"]
    end("reporting.confirm", request, by=by, text=f"{request} bekräftades av {by.acting.signature}.", changed=changed)
    notices.confirmed(request)
    return request


def _unanswered(request):
    """What must be answered before somebody can stand for it, as sentences."""
    years = {year.service_id: year for year in request.service_years.all()}
    for service in request.services():
        left = years.get(service.pk, ServiceYear()).unanswered()
        if left:
            yield f"{service}: ange {', '.join(left).lower()}, eller att uppgiften saknas eller inte är tillämplig."
    if not request.effects.strip():
        yield "Beskriv effekterna av arbetet under året (11 §)."


@transaction.atomic
def narrate(report, *, by, texts):
    """The coordinator writes the texts of chapters. texts: {chapter: text}; an empty one removes the chapter's text."""
    report = begin("reporting.narrate", report, by=by)
    written = report.narrative()
    changed = {chapter: text for chapter, text in texts.items() if text.strip() != written.get(chapter, "")}
    for chapter, text in changed.items():
        _write_passage(report, chapter, text.strip(), by)
    if changed:
        _count_up(report)
        text = f"Text skrevs i {len(changed)} avsnitt."
        note("reporting.narrate", report, by=by, text=text, chapters=sorted(changed))
    return report


def _write_passage(report, chapter, text, by):
    passage = report.passages.filter(chapter=chapter).first() or Passage(report=report, chapter=chapter)
    passage.text, passage.written_by = text, by
    if text:
        write(passage)
    elif passage.pk:
        passage.delete()


@transaction.atomic
def make(report, *, by):
    """Ask for the figures to be cut and the paper drawn, by a worker: exactly one draft in the end."""
    report = begin("reporting.make", report, by=by)
    _count_up(report)
    report.wished_revision = report.revision
    end("reporting.make", report, by=by, text=f"{report} ska framställas.", changed=["wished_revision"])
    wish = {"report_id": report.pk, "revision": report.revision}
    outbox.put("reporting.making.make", key=f"report/{report.pk}/{report.revision}", **wish)
    return report


@transaction.atomic
def decide(report, *, by, presented_by, others=""):
    """The coordinator decides the account as it was drawn; it is frozen, and the Government notified of its agreements.

    presented_by: the Membership of the officer who presented it, another person. The decided paper is drawn after the commit.
    """
    report = begin("reporting.decide", report, by=by)
    hindrances = readiness.hindrances(report)
    if hindrances:
        raise ValidationError(hindrances)
    check_presenter(presented_by, mandate=by.acting.mandate)
    _notify_the_government(report)
    report.diary_number = diary.alone(
        by.acting.mandate.agency, about=f"Redovisning för {report.year}", thing=report, by=by
    ).number
    report.decided_at = timezone.now()
    report.decided_by, report.decided_by_title = by, by.acting.title
    report.presented_by, report.presented_by_title = presented_by.user, presented_by.title
    report.others = others
    report.status = ReportStatus.DECIDED
    report.full_clean()
    text = f"{report} beslutades av {by.acting.signature}, {report.diary_number}."
    end("reporting.decide", report, by=by, text=text, changed=DECISION, sha256=report.documents.get(final=False).digest)
    outbox.put("reporting.making.finish", key=f"report/{report.pk}/decided", report_id=report.pk)
    notices.decided(report)
    return report


DECISION = "diary_number decided_at decided_by decided_by_title presented_by presented_by_title others".split()


def _notify_the_government(report):
    numbers = [agreement["number"] for agreement in report.cut["agreements"]]
    for agreement in Agreement.objects.filter(number__in=numbers):
        write(ReportedAgreement(report=report, agreement=agreement))


def _changed(thing, values):
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def _count_up(report):
    """A draft drawn before this is out of date. Raises ValidationError when the report has been decided."""
    if not Report.objects.open().filter(pk=report.pk).update(revision=F("revision") + 1):
        raise ValidationError("Redovisningen är beslutad och kan inte ändras.", code="state")
    report.refresh_from_db(fields=["revision"])
