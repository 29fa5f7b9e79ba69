"""The suppliers' data are requested, answered, asked back about, confirmed, or noted as not to come (11 § second paragraph)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.templatetags.swedish import liten
from registry.acts import begin, check_unchanged, end, enter, fingerprint, note, write
from registry.models import Mandate, Service, User

from .. import notices
from ..models import DataQuestion, DataRequest, Report, ServiceYear
from ..workflow import RequestStatus
from ..year.revision import changed, count_up


@transaction.atomic
def request_data(report: Report, *, by: User, suppliers: Iterable[Mandate], due: date) -> list[DataRequest]:
    """Request data of suppliers (Mandates in force during the year), to be delivered by a day (11 § second paragraph).

    by: a person, or the calendar. Returns the DataRequests. Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.request_data", report, by=by)
    _check_due(report, due)
    ids = [supplier.pk for supplier in suppliers]
    chosen = list(report.suppliers().filter(pk__in=ids))
    if not chosen or len(chosen) != len(set(ids)):
        raise ValidationError(
            {"suppliers": f"Välj myndigheter som var leverantörsmyndigheter under {report.year} (5 §)."}
        )
    requests = [
        write(DataRequest(report=report, supplier=supplier, due=due, sent_by=by if by.pk else None))
        for supplier in chosen
    ]
    count_up(report)
    names = ", ".join(supplier.agency.name for supplier in chosen)
    text = f"Underlag begärdes från {names}, senast {due:%Y-%m-%d}."
    note("reporting.request_data", report, by=by, text=text, due=due)
    for data_request in requests:
        notices.tell_of("reporting.request_data", data_request)
    return requests


def _check_due(report: Report, due: date) -> None:
    today = timezone.localdate()
    if due < today:
        raise ValidationError({"due": "Dagen har varit. Ange en dag från och med i dag."})
    if today < report.deadline <= due:
        message = f"Redovisningen ska lämnas senast {report.deadline:%Y-%m-%d} (11 §). Ange en dag före den dagen."
        raise ValidationError({"due": message})


@transaction.atomic
def answer_data_request(
    data_request: DataRequest,
    *,
    by: User,
    texts: Mapping[str, str],
    services: Mapping[Service, Mapping[str, Any]],
    seen: str = "",
) -> DataRequest:
    """Save the supplier's answers, whole or in part; it can come back to them. Returns the DataRequest.

    texts: effects, risks, obstacles, annex, annex_provision. services: {Service: the fields of ServiceYear}.
    seen: the fingerprint of what the person saw (`as_saved`). Raises NotAllowed, ValidationError.
    """
    data_request = begin("reporting.answer_data_request", data_request, by=by)
    check_unchanged(seen, as_saved(data_request))
    count_up(data_request.report)
    own = {service.pk for service in data_request.services()}
    years = {year.service_id: year for year in data_request.service_years.all()}
    for service, values in services.items():
        if service.pk not in own:
            raise ValidationError(f"{service} är inte en tjänst som ni tillhandahöll under {data_request.report.year}.")
        year = years.get(service.pk) or ServiceYear(request=data_request, service=service)
        write(changed(year, {**values, "service": service, "unit": service.unit}))
    enter(data_request, RequestStatus.STARTED)
    write(changed(data_request, {**texts, **NOT_SILENT, "answered_by": by, "answered_at": timezone.now()}))
    return end("reporting.answer_data_request", data_request, by=by, text=f"{data_request} sparades.")


def as_saved(data_request: DataRequest) -> str:
    """Return the fingerprint of a supplier's answer as it is saved."""
    years = data_request.service_years.order_by("pk").values_list()
    return fingerprint(*(getattr(data_request, name) for name in TEXTS), *map(list, years))


TEXTS = ("effects", "risks", "obstacles", "annex", "annex_provision")
NOT_SILENT = {"silent_reason": "", "silent_noted_by": None, "silent_noted_at": None}


@transaction.atomic
def confirm(data_request: DataRequest, *, by: User) -> DataRequest:
    """Let the supplier's decision maker stand for the answers: from here on they are frozen, unless a question is asked back.

    Returns the DataRequest. Raises NotAllowed, ValidationError with all that is still to be answered.
    """
    data_request = begin("reporting.confirm", data_request, by=by)
    count_up(data_request.report)
    missing = list(_unanswered(data_request))
    if missing:
        raise ValidationError(missing)
    data_request.confirmed_by, data_request.confirmed_at = by, timezone.now()
    data_request.first_confirmed_at = data_request.first_confirmed_at or data_request.confirmed_at
    text = f"{data_request} bekräftades av {by.acting.signature}."
    stood_for = ["confirmed_by", "confirmed_at", "first_confirmed_at"]
    end("reporting.confirm", data_request, by=by, text=text, changed=stood_for)
    notices.tell_of("reporting.confirm", data_request)
    return data_request


def _unanswered(data_request: DataRequest) -> Iterator[str]:
    """Tell what must be answered before somebody can stand for it, as sentences."""
    years = {year.service_id: year for year in data_request.service_years.all()}
    before = data_request.year_before()
    for service in data_request.services():
        year = years.get(service.pk, ServiceYear())
        left = year.unanswered()
        if left:
            yield f"{service}: ange {', '.join(map(liten, left))}, eller att uppgiften saknas eller inte är tillämplig."
        if why := year.unexplained_break(before.get(service.pk)):
            yield f"{service}: {liten(why)}"
    if not any(map(str.isalnum, data_request.effects)):
        yield "Beskriv effekterna av arbetet under året (11 §)."
    if data_request.questions.filter(answered_at=None).exists():
        yield "Svara först på den samordnande myndighetens frågor."


@transaction.atomic
def question(data_request: DataRequest, *, by: User, text: str, service: Service | None = None) -> DataQuestion:
    """Ask back about the data, or about one service; what was confirmed can be changed again. Returns the DataQuestion.

    Raises NotAllowed, ValidationError.
    """
    data_request = begin("reporting.question", data_request, by=by)
    if service is not None and service not in data_request.services():
        raise ValidationError({"service": f"{service} ingår inte i underlaget från {data_request.supplier.agency}."})
    count_up(data_request.report)
    asked_question = write(DataQuestion(request=data_request, service=service, text=text, asked_by=by))
    data_request.confirmed_by = data_request.confirmed_at = None
    about = f" om {service}" if service else ""
    message = f"En fråga{about} ställdes till {data_request.supplier.agency}. Underlaget kan ändras tills det bekräftas på nytt."
    end(
        "reporting.question",
        data_request,
        by=by,
        text=message,
        changed=["confirmed_by", "confirmed_at"],
        question=asked_question.pk,
    )
    notices.tell_of("reporting.question", asked_question)
    return asked_question


@transaction.atomic
def answer_question(question: DataQuestion, *, by: User, answer: str) -> DataQuestion:
    """Answer a question back, for the supplier. Returns the DataQuestion. Raises NotAllowed, ValidationError."""
    question = begin("reporting.answer_question", question, by=by)
    question.answer, question.answered_by, question.answered_at = answer, by, timezone.now()
    write(question)
    text = f"{question.request.supplier.agency} svarade på en fråga om underlaget."
    note("reporting.answer_question", question, by=by, text=text, question=question.pk)
    notices.tell_of("reporting.answer_question", question)
    return question


@transaction.atomic
def note_silence(data_request: DataRequest, *, by: User, reason: str) -> DataRequest:
    """Note that a supplier will not deliver its data, and why; the account says so (11 § second paragraph).

    Returns the DataRequest. Raises NotAllowed, ValidationError.
    """
    data_request = begin("reporting.note_silence", data_request, by=by)
    if not any(map(str.isalnum, reason)):
        raise ValidationError({"reason": "Ange varför underlag inte lämnas."})
    count_up(data_request.report)
    enter(data_request, RequestStatus.SILENT)
    noted = {"silent_reason": reason.strip(), "silent_noted_by": by, "silent_noted_at": timezone.now()}
    write(changed(data_request, noted))
    text = f"Det noterades att {data_request.supplier.agency} inte lämnar underlag: {reason.strip()}"
    end("reporting.note_silence", data_request, by=by, text=text)
    notices.tell_of("reporting.note_silence", data_request)
    return data_request
