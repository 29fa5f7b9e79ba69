"""What every case is held against, section by section, from every app that knows of some; and how all of them do."""

from functools import reduce
from operator import or_

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fees.prices.compliance import CHARGED, fees
from onboarding import paging
from onboarding.desk import requirements as onboarding
from onboarding.desk.compliance import SECTIONS
from onboarding.desk.requirements import STATES, place
from onboarding.models import InterestRegistration, RequestedService
from registry.ordinance import Part
from registry.rights import acting_for
from reporting.desk import compliance as reporting

ALL_SECTIONS = (*SECTIONS, reporting.accounted, fees)
REQUIREMENTS = sorted(
    (*onboarding.REQUIREMENTS, *reporting.REQUIREMENTS, CHARGED), key=lambda requirement: requirement.section
)
COLUMNS = {"met": "Uppfyllt", "broken": "Inte uppfyllt", "judge": "Behöver bedömas", "pending": "Återstår"}
IN_ADDRESS = {"uppfyllt": "met", "inte-uppfyllt": "broken", "behover-bedomas": "judge", "aterstar": "pending"}
OLDEST_FIRST = paging.Order("registered_at")
SHOWN = InterestRegistration.objects.select_related("agency")


@login_required
@require_safe
def compliance(request):
    """Do we follow the ordinance? Each requirement, and how many cases meet it, do not, or need judgement."""
    acting_for(request.user, Part.COORDINATOR)
    counts = counted(request.user)
    rows = [(requirement, _cells(requirement, counts)) for requirement in REQUIREMENTS]
    return render(request, "compliance.html", {"rows": rows, "counts": counts, "headings": COLUMNS.values()})


def _cells(requirement, counts):
    """Return (heading, number, address of its cases) for each column."""
    return [
        (
            heading,
            counts.get(f"{requirement.key}_{state}", 0),
            reverse("compliance_cases", args=[requirement.key, address]),
        )
        for (state, heading), address in zip(COLUMNS.items(), IN_ADDRESS, strict=True)
    ]


@login_required
@require_safe
def compliance_cases(request, key, state):
    """Which cases are behind the number? Those that have waited longest are first."""
    acting_for(request.user, Part.COORDINATOR)
    requirement = next((one for one in REQUIREMENTS if one.key == key), None)
    if requirement is None or state not in IN_ADDRESS:
        raise Http404
    behind = cases_in(request.user, requirement, IN_ADDRESS[state])
    found, following = paging.page(SHOWN, OLDEST_FIRST, paging.ListPage(request.GET).after(), parts=[behind])
    context = {"requirement": requirement, "heading": COLUMNS[IN_ADDRESS[state]], "cases": found, "next": following}
    return render(request, "compliance_cases.html", context)


def counted(user):
    """Return how many cases are in each state of each requirement, as {"key_state": number}; "all", and "any_broken", "any_judge".

    Of those that the person may see, in one query over them all.
    """
    asked = {requirement.key: requirement.conditions() for requirement in REQUIREMENTS}
    states = {(key, state): Q(**{key: STATES.index(state)}) for key, found in asked.items() for state in found}
    for any_state in ("broken", "judge"):
        of_it = (condition for (_, state), condition in states.items() if state == any_state)
        states["any", any_state] = reduce(or_, of_it)
    counts = {f"{key}_{state}": Count("registration", filter=condition) for (key, state), condition in states.items()}
    return _worst(user, asked).aggregate(all=Count("registration"), **counts)


def cases_in(user, requirement, state):
    """Return those of the cases that the person may see which are in the state."""
    found = _worst(user, {requirement.key: requirement.conditions()}).filter(**{requirement.key: STATES.index(state)})
    return InterestRegistration.objects.filter(pk__in=found.values("registration"))


def _worst(user, asked):
    """Return each case that the person may see with its place among STATES, by key: that of its worst service.

    asked: {key: conditions of a requirement}.
    """
    places = {key: Max(place(conditions)) for key, conditions in asked.items()}
    return RequestedService.objects.visible_to(user).order_by().values("registration").annotate(**places)
