"""What waits for a person in 11 §, and the year's key dates, for the start page."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from itdrift.templatetags.swedish import dag
from registry.ordinance import Part, Role
from registry.todo import task

from ..agenda import years_lived
from ..calendar import calendar, day_of, season
from ..models import Comment, DataQuestion, DataRequest, Report
from ..workflow import HEARD, ReportStatus, RequestStatus
from ..year.readiness import hindrances


def waiting(user):
    """Return tasks, as registry.todo.task makes them, for the mandate in which the person acts."""
    acting = user.acting
    if acting is None or acting.role == Role.READER or acting.mandate.part == Part.APPLICANT:
        return []
    return list(_of_coordinator(acting.role) if acting.mandate.part == Part.COORDINATOR else _of_supplier(user))


def dates(user):
    """Return the key dates of the account as dicts of date, text and kind ("lagkrav" or "mål"); [] for applicants."""
    acting = user.acting
    if acting is None or acting.mandate.part == Part.APPLICANT:
        return []
    days = calendar(season(timezone.localdate()))
    return [{"date": key.day, "text": key.text, "kind": key.kind} for key in days]


def _of_coordinator(role):
    """Yield what is next with the accounts: those of all years are few, and read once."""
    reports = list(Report.objects.select_related("dispatch").defer("cut"))
    in_hand = [report for report in reports if report.is_open]
    yield from _to_open({report.year for report in reports})
    yield from _to_send(reports)
    if in_hand:
        yield from _to_read()
    for report in in_hand:
        yield from _of_report(report, role)


def _to_open(opened):
    for year in years_lived(timezone.localdate()):
        if year not in opened:
            yield task(
                reverse("open_report"),
                f"Öppna redovisningen för {year}",
                f"Lagkrav: senast {day_of('sending', year)}",
                "",
                "",
            )


def _to_send(reports):
    """Yield the last decided edition of each year, the earliest year first, unless it is sent."""
    decided = [report for report in reports if report.status == ReportStatus.DECIDED]
    latest = {report.year: report for report in sorted(decided, key=lambda report: (report.year, report.edition))}
    for report in (report for report in latest.values() if not hasattr(report, "dispatch")):
        note = f"Lagkrav: senast {report.deadline:%Y-%m-%d}"
        label = f"Lämna redovisningen för {report.year} till regeringen"
        yield task(reverse("report", args=[report.pk]), label, note, report.status, report.get_status_display())


def _to_read():
    """Yield what a supplier answered to questions back, until it confirms its data anew."""
    questions = _of_open_reports(DataQuestion.objects.exclude(answered_at=None))
    for question in (
        questions.filter(request__status=RequestStatus.STARTED).order_by("request_id").distinct("request_id")
    ):
        label = f"Läs svaret från {question.request.supplier.agency} om underlaget för {question.request.report.year}"
        url = reverse("report", args=[question.request.report_id])
        yield task(url, label, "", question.status, question.get_status_display())


def _to_reply(user):
    for question in _of_open_reports(DataQuestion.objects.visible_to(user).filter(answered_at=None)):
        label = f"Svara på en fråga om underlaget för {question.request.report.year}"
        about = f"{question.service or 'Hela underlaget'}, senast {question.request.due:%Y-%m-%d}"
        url = reverse("answer_question", args=[question.pk])
        yield task(url, label, about, question.status, question.get_status_display())


def _of_open_reports(questions):
    return questions.filter(request__report__in=Report.objects.open()).with_people()


def _of_report(report, role):
    """Yield what the coordinator does next with an open report."""
    url = reverse("report", args=[report.pk])
    note = f"Lagkrav: senast {report.deadline:%Y-%m-%d}" if report.edition == 1 else f"Rättas i utgåva {report.edition}"
    requests = list(report.requests.select_related("supplier__agency"))
    if report.suppliers().exclude(data_requests__report=report).exists():
        yield task(url, f"Begär underlag till redovisningen för {report.year}", note, "open", "Öppen")
    for data_request in requests:
        if data_request.is_late:
            label = f"Underlag från {data_request.supplier.agency} är försenat"
            yield task(url, label, f"Skulle ha lämnats {data_request.due:%Y-%m-%d}", "overdue", "Försenat")
    yield from _comments(report, url, note)
    if requests and all(data_request.status in HEARD for data_request in requests) and not report.is_being_made:
        yield from _towards_the_decision(report, role, url, note)


def _comments(report, url, note):
    """Yield the suppliers' comments on the draft that wait for an answer."""
    if waiting := report.comments.filter(settled_at=None).count():
        label = "Besvara en synpunkt" if waiting == 1 else f"Besvara {waiting} synpunkter"
        where = f"{url}#synpunkter"
        yield task(where, f"{label} på utkastet till redovisningen för {report.year}", note, "open", "Väntar på svar")


def _towards_the_decision(report, role, url, note):
    """Yield what is next when nobody is waited for: make the draft, leave it to the suppliers, decide."""
    if not report.is_up_to_date:
        yield task(url, f"Framställ redovisningen för {report.year}", note, "ready", "Underlag lämnat")
        return
    if report.shared_at is None:
        label = f"Lämna utkastet till redovisningen för {report.year} till leverantörsmyndigheterna"
        yield task(reverse("share", args=[report.pk]), label, note, "ready", "Framställd")
    if role == Role.DECISION_MAKER and not hindrances(report):
        yield task(url, f"Besluta redovisningen för {report.year}", note, "ready", "Framställd")


def _of_supplier(user):
    """Yield the questions to answer, the data to leave, and the drafts to read: one query, where nothing is asked back."""
    question = DataQuestion.objects.filter(request=OuterRef("pk"), answered_at=None)
    comment = Comment.objects.filter(report=OuterRef("report"), mandate=user.acting.mandate)
    mine = DataRequest.objects.visible_to(user).filter(report__status=ReportStatus.OPEN).select_related("report")
    mine = mine.only("status", "due", "report__year", "report__edition", "report__shared_at")
    found = list(mine.annotate(is_asked_back=Exists(question), is_commented=Exists(comment)).order_by("due", "pk"))
    if any(data_request.is_asked_back for data_request in found):
        yield from _to_reply(user)
    yield from (_to_leave(one, user.acting.role) for one in found if one.status not in HEARD)
    unread = [one.report for one in found if one.report.shared_at and not one.is_commented]
    yield from map(_to_comment_on, sorted(unread, key=lambda report: (-report.year, -report.edition)))


def _to_leave(data_request, role):
    ready = data_request.status == RequestStatus.STARTED and not data_request.is_asked_back
    confirms = ready and role == Role.DECISION_MAKER
    label = "Bekräfta underlaget" if confirms else "Lämna underlag"
    status, word = data_request.status, data_request.get_status_display()
    if data_request.is_late:
        status, word = "overdue", "Försenat"
    note = f"Begärt senast {data_request.due:%Y-%m-%d}"
    url = reverse("confirm" if confirms else "answer_data_request", args=[data_request.pk])
    return task(url, f"{label} till redovisningen för {data_request.report.year}", note, status, word)


def _to_comment_on(report):
    """The draft that the supplier was left and has not commented on."""
    label = f"Läs utkastet till redovisningen för {report.year} och lämna synpunkter"
    note = f"Lämnat till er {dag(report.shared_at)}"
    return task(reverse("report", args=[report.pk]), label, note, "open", "Utkast")
