"""Notices about the account: what is asked, what is late, what is done. The same event is told once to each person."""

from django.urls import reverse

from registry.models import Membership
from registry.notices import tell
from registry.ordinance import Part


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


def confirmed(request):
    """To the coordinator: a supplier's data are there."""
    _tell(_coordinator(), "confirmed", request.pk, _page(request.report), request=request)


def decided(report):
    """To the suppliers of the year: the account is decided."""
    people = Membership.objects.current().filter(mandate__in=report.suppliers())
    _tell(people, "decided", report.pk, _page(report), report=report)


def remind(year, event):
    """To the coordinator: open, request, make, decide or late, once a year each."""
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
