"""Notices about the account: what is asked, what is late, what is done. The same event is told once to each person."""

from datetime import timedelta
from operator import attrgetter

from django.db.models import Q
from django.urls import reverse

from itdrift.working_days import last_working_day
from registry.models import Membership
from registry.ordinance import Part, Role
from registry.people.notices import tell
from registry.workflow import ACTS, Recipient

from .calendar import day_of, earliest, latest_answer
from .models import Comment, DataQuestion, DataRequest, Report

LAST_WEEK = timedelta(days=7)
# Whom a Recipient is, from the row that the act wrote: the Memberships of the people who are told.
PEOPLE = {
    Recipient.COORDINATOR: lambda fact: Q(mandate__part=Part.COORDINATOR),
    Recipient.SUPPLIER: lambda fact: Q(mandate=_supplier(fact)),
    Recipient.SUPPLIERS: lambda fact: Q(mandate__in=fact.suppliers()),
    Recipient.SUPPLIERS_ASKED: lambda fact: Q(mandate__in=fact.requests.values("supplier")),
}


def tell_of(perm, fact):
    """Tell those whom the row of the act `perm` names. fact: the row that the act wrote."""
    for telling in ACTS[perm].notices:
        of = fact if telling.page_of == "fact" else attrgetter(telling.page_of)(fact)
        path, key = reverse(telling.page, args=[of.pk]), telling.key.format(fact=fact)
        for whom in telling.to:
            _tell(Membership.objects.current().filter(PEOPLE[whom](fact)), telling.letter, key, path, **_as_named(fact))


def _supplier(fact):
    """Return the key of the supplier's Mandate: of a request for data, of a question about them, or of a comment."""
    if isinstance(fact, Comment):
        return fact.mandate_id
    return fact.request.supplier_id if isinstance(fact, DataQuestion) else fact.supplier_id


def _as_named(fact):
    """Return what the letters call it."""
    names = {Report: "report", DataRequest: "data_request", DataQuestion: "question", Comment: "comment"}
    return {names[type(fact)]: fact}


def due(data_request, days):
    """To the supplier: `days` are left. Sent once for each of the days that are told of."""
    _tell(
        _of(data_request.supplier_id),
        "due",
        f"{data_request.pk}/{data_request.due}/{days}",
        _answer(data_request),
        data_request=data_request,
    )


def overdue(data_request):
    """To the supplier and the coordinator: the day has passed."""
    key = f"{data_request.pk}/{data_request.due}"
    _tell(_of(data_request.supplier_id), "overdue", key, _answer(data_request), data_request=data_request)
    _tell(_coordinator(), "overdue", key, _page(data_request.report), data_request=data_request)


def escalated(data_request, today):
    """To the decision makers of the supplier and of the coordinator: what the silence does to the date."""
    key = f"{data_request.pk}/{data_request.due}"
    context = {"data_request": data_request, "earliest": earliest(data_request.report.year, today)["sending"]}
    context["latest"] = latest_answer(data_request.report.year)
    deciders = Membership.objects.current().filter(role=Role.DECISION_MAKER)
    _tell(deciders.filter(mandate=data_request.supplier_id), "escalated", key, _answer(data_request), **context)
    _tell(deciders.filter(mandate__part=Part.COORDINATOR), "escalated", key, _page(data_request.report), **context)


def remind(year, event, today):
    """To the coordinator: open, request, make, share, decide, late or send, once a year each; daily in the week before 31 March."""
    deadline = day_of("sending", year)
    key = f"{year}/{today}" if deadline - LAST_WEEK < today <= deadline else year
    days = {"draft_day": day_of("draft", year), "deadline": deadline, "last_working_day": last_working_day(deadline)}
    _tell(_coordinator(), event, key, reverse("reports"), year=year, **days)


def _coordinator():
    return Membership.objects.current().filter(mandate__part=Part.COORDINATOR)


def _of(mandate):
    return Membership.objects.current().filter(mandate=mandate)


def _answer(data_request):
    return reverse("answer_data_request", args=[data_request.pk])


def _page(report):
    return reverse("report", args=[report.pk])


def _tell(people, event, key, path, **context):
    tell(people, f"reporting/notices/{event}.txt", key=f"reporting/{event}/{key}", path=path, **context)
