"""Notices about the account: what is asked, what is late, what is done. The same event is told once to each person."""

from django.urls import reverse

from registry.models import Membership
from registry.ordinance import Part, Role
from registry.people.notices import tell

from .calendar import earliest, latest_answer


def asked(request):
    """To the supplier: its data are asked for."""
    _tell(_of(request.supplier_id), "asked", request.pk, _answer(request), request=request)


def due(request, days):
    """To the supplier: `days` are left. Sent once for each of the days that are told of."""
    _tell(_of(request.supplier_id), "due", f"{request.pk}/{request.due}/{days}", _answer(request), request=request)


def overdue(request):
    """To the supplier and the coordinator: the day has passed."""
    key = f"{request.pk}/{request.due}"
    _tell(_of(request.supplier_id), "overdue", key, _answer(request), request=request)
    _tell(_coordinator(), "overdue", key, _page(request.report), request=request)


def escalated(request, today):
    """To the decision makers of the supplier and of the coordinator: what the silence does to the date."""
    key = f"{request.pk}/{request.due}"
    said = {"request": request, "earliest": earliest(request.report.year, today)["sending"]}
    said["latest"] = latest_answer(request.report.year)
    deciders = Membership.objects.current().filter(role=Role.DECISION_MAKER)
    _tell(deciders.filter(mandate=request.supplier_id), "escalated", key, _answer(request), **said)
    _tell(deciders.filter(mandate__part=Part.COORDINATOR), "escalated", key, _page(request.report), **said)


def questioned(question):
    """To the supplier: a question back."""
    _tell(_of(question.request.supplier_id), "questioned", question.pk, _answer(question.request), question=question)


def replied(question):
    """To the coordinator: an answer to a question back."""
    _tell(_coordinator(), "replied", question.pk, _page(question.request.report), question=question)


def silent(request):
    """To the supplier: that its silence is noted."""
    key = f"{request.pk}/{request.silent_noted_at.isoformat()}"
    _tell(_of(request.supplier_id), "silent", key, _answer(request), request=request)


def shared(report):
    """To the suppliers that were asked for data: the draft is there to comment on."""
    people = Membership.objects.current().filter(mandate__in=report.requests.values("supplier"))
    _tell(people, "shared", f"{report.pk}/{report.shared_at.isoformat()}", _page(report), report=report)


def commented(comment):
    """To the coordinator: a supplier has commented on the draft."""
    _tell(_coordinator(), "commented", comment.pk, _page(comment.report), comment=comment)


def settled(comment):
    """To the supplier: what was done with its comment."""
    _tell(_of(comment.mandate_id), "settled", comment.pk, _page(comment.report), comment=comment)


def confirmed(request):
    """To the coordinator: a supplier's data are there."""
    key = f"{request.pk}/{request.confirmed_at.isoformat()}"
    _tell(_coordinator(), "confirmed", key, _page(request.report), request=request)


def decided(report):
    """To the suppliers of the year: the account is decided."""
    people = Membership.objects.current().filter(mandate__in=report.suppliers())
    _tell(people, "decided", report.pk, _page(report), report=report)


def remind(year, event):
    """To the coordinator: open, request, make, share, decide, late or send, once a year each."""
    _tell(_coordinator(), event, year, reverse("reports"), year=year)


def _coordinator():
    return Membership.objects.current().filter(mandate__part=Part.COORDINATOR)


def _of(mandate):
    return Membership.objects.current().filter(mandate=mandate)


def _answer(request):
    return reverse("report_answer", args=[request.pk])


def _page(report):
    return reverse("report", args=[report.pk])


def _tell(people, event, key, path, **context):
    tell(people, f"reporting/notices/{event}.txt", key=f"reporting/{event}/{key}", path=path, **context)
