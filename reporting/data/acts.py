"""What the suppliers deliver for the account: asked for, answered, asked back about, confirmed, or noted as not to come."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, check_unchanged, end, enter, fingerprint, note, write

from .. import notices
from ..models import DataQuestion, DataRequest, ServiceYear
from ..workflow import RequestStatus
from ..year.revision import changed, count_up


@transaction.atomic
def request_data(report, *, by, suppliers, due):
    """Ask suppliers (Mandates in force during the year) for their data, to be delivered by a day (11 § second paragraph).

    by: a person, or the calendar. Returns the DataRequests. Raises PermissionDenied, ValidationError.
    """
    report = begin("reporting.request_data", report, by=by)
    _check_due(report, due)
    ids = [supplier.pk for supplier in suppliers]
    asked = list(report.suppliers().filter(pk__in=ids))
    if not asked or len(asked) != len(set(ids)):
        raise ValidationError(
            {"suppliers": f"Välj myndigheter som var leverantörsmyndigheter under {report.year} (5 §)."}
        )
    requests = [
        write(DataRequest(report=report, supplier=supplier, due=due, sent_by=by if by.pk else None))
        for supplier in asked
    ]
    count_up(report)
    names = ", ".join(supplier.agency.name for supplier in asked)
    text = f"Underlag begärdes från {names}, senast {due:%Y-%m-%d}."
    note("reporting.request_data", report, by=by, text=text, due=due)
    for request in requests:
        notices.tell_of("reporting.request_data", request)
    return requests


def _check_due(report, due):
    today = timezone.localdate()
    if due < today:
        raise ValidationError({"due": "Dagen har varit. Ange en dag från och med i dag."})
    if today < report.deadline <= due:
        message = f"Redovisningen ska lämnas senast {report.deadline:%Y-%m-%d} (11 §). Ange en dag före den dagen."
        raise ValidationError({"due": message})


@transaction.atomic
def answer_data_request(request, *, by, texts, services, seen=""):
    """The supplier saves its answers, whole or in part, and can come back to them.

    texts: effects, risks, obstacles, annex, annex_provision. services: {Service: the fields of ServiceYear}.
    seen: the fingerprint of what the person saw (`as_saved`).
    """
    request = begin("reporting.answer_data_request", request, by=by)
    check_unchanged(seen, as_saved(request))
    count_up(request.report)
    own = {service.pk for service in request.services()}
    years = {year.service_id: year for year in request.service_years.all()}
    for service, values in services.items():
        if service.pk not in own:
            raise ValidationError(f"{service} är inte en tjänst som ni tillhandahöll under {request.report.year}.")
        year = years.get(service.pk) or ServiceYear(request=request, service=service)
        write(changed(year, {**values, "service": service, "unit": service.unit}))
    enter(request, RequestStatus.STARTED)
    write(changed(request, {**texts, **NOT_SILENT, "answered_by": by, "answered_at": timezone.now()}))
    return end("reporting.answer_data_request", request, by=by, text=f"{request} sparades.")


def as_saved(request):
    """The fingerprint of a supplier's answer as it is saved."""
    years = request.service_years.order_by("pk").values_list()
    return fingerprint(*(getattr(request, name) for name in TEXTS), *map(list, years))


TEXTS = ["effects", "risks", "obstacles", "annex", "annex_provision"]
NOT_SILENT = {"silent_reason": "", "silent_noted_by": None, "silent_noted_at": None}


@transaction.atomic
def confirm(request, *, by):
    """The supplier's decision maker stands for the answers; from here on they are frozen, unless a question is asked back."""
    request = begin("reporting.confirm", request, by=by)
    count_up(request.report)
    missing = list(_unanswered(request))
    if missing:
        raise ValidationError(missing)
    request.confirmed_by, request.confirmed_at = by, timezone.now()
    request.first_confirmed_at = request.first_confirmed_at or request.confirmed_at
    text = f"{request} bekräftades av {by.acting.signature}."
    stood_for = ["confirmed_by", "confirmed_at", "first_confirmed_at"]
    end("reporting.confirm", request, by=by, text=text, changed=stood_for)
    notices.tell_of("reporting.confirm", request)
    return request


def _unanswered(request):
    """What must be answered before somebody can stand for it, as sentences."""
    years = {year.service_id: year for year in request.service_years.all()}
    before = request.year_before()
    for service in request.services():
        year = years.get(service.pk, ServiceYear())
        left = year.unanswered()
        if left:
            yield f"{service}: ange {', '.join(left).lower()}, eller att uppgiften saknas eller inte är tillämplig."
        if why := year.unexplained_break(before.get(service.pk)):
            yield f"{service}: {why[0].lower()}{why[1:]}"
    if not any(map(str.isalnum, request.effects)):
        yield "Beskriv effekterna av arbetet under året (11 §)."
    if request.questions.filter(answered_at=None).exists():
        yield "Svara först på den samordnande myndighetens frågor."


@transaction.atomic
def question(request, *, by, text, service=None):
    """The coordinator asks back about the data, or about one service; what was confirmed can be changed again.

    Returns the DataQuestion.
    """
    request = begin("reporting.question", request, by=by)
    if service is not None and service not in request.services():
        raise ValidationError({"service": f"{service} ingår inte i underlaget från {request.supplier.agency}."})
    count_up(request.report)
    asked = write(DataQuestion(request=request, service=service, text=text, asked_by=by))
    request.confirmed_by = request.confirmed_at = None
    about = f" om {service}" if service else ""
    said = (
        f"En fråga{about} ställdes till {request.supplier.agency}. Underlaget kan ändras tills det bekräftas på nytt."
    )
    end("reporting.question", request, by=by, text=said, changed=["confirmed_by", "confirmed_at"], question=asked.pk)
    notices.tell_of("reporting.question", asked)
    return asked


@transaction.atomic
def answer_question(question, *, by, answer):
    """The supplier answers a question back."""
    question = begin("reporting.answer_question", question, by=by)
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    write(question)
    text = f"{question.request.supplier.agency} svarade på en fråga om underlaget."
    note("reporting.answer_question", question, by=by, text=text, question=question.pk)
    notices.tell_of("reporting.answer_question", question)
    return question


@transaction.atomic
def note_silence(request, *, by, reason):
    """The coordinator notes that a supplier will not deliver its data, and why; the account says so (11 § second paragraph)."""
    request = begin("reporting.note_silence", request, by=by)
    if not any(map(str.isalnum, reason)):
        raise ValidationError({"reason": "Ange varför underlag inte lämnas."})
    count_up(request.report)
    enter(request, RequestStatus.SILENT)
    noted = {"silent_reason": reason.strip(), "silent_noted_by": by, "silent_noted_at": timezone.now()}
    write(changed(request, noted))
    text = f"Det noterades att {request.supplier.agency} inte lämnar underlag: {reason.strip()}"
    end("reporting.note_silence", request, by=by, text=text)
    notices.tell_of("reporting.note_silence", request)
    return request
