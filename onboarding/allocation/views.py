"""7 §: the coordinator allocates or ends, the supplier takes on; and whether the coordinator is neutral between them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import done, posted, require_page
from registry.models import Membership
from registry.ordinance import Part
from registry.rights import acting_for
from registry.workflow import OFFICERS

from ..models import RequestedService
from ..secrecy.act_pages import page_of_request, told
from ..workflow import REQUEST_ACTS
from . import acts
from .forms import AcceptForm, AllocateForm, AllocateManyForm, Chosen, CloseForm, PeriodForm
from .neutrality import figures

PREVIEW = "forhandsgranska"  # the button that only shows who would get what
SOURCES = REQUEST_ACTS["onboarding.allocate"].sources


@page_of_request("onboarding.allocate")
def allocate(request, asked):
    """To whom, and why? (7 §)"""
    form = AllocateForm(posted(request), asked=asked, by=request.user)
    if made := done(form, lambda: acts.allocate(asked, by=request.user, **form.cleaned_data)):
        return told(
            request,
            asked.registration_id,
            f"{asked} är fördelad till {made.supplier.agency}. De som berörs får ett meddelande.",
        )
    return render(request, "onboarding/allocation/allocate.html", {"form": form, "asked": asked})


@page_of_request("onboarding.reallocate")
def reallocate(request, asked):
    """To whom instead, and why? (7 §)"""
    form = AllocateForm(posted(request), asked=asked, by=request.user, moving=True)
    if made := done(form, lambda: acts.reallocate(asked, by=request.user, **form.cleaned_data)):
        return told(
            request,
            asked.registration_id,
            f"{asked} är nu fördelad till {made.supplier.agency}. De som berörs får ett meddelande.",
        )
    return render(request, "onboarding/allocation/reallocate.html", {"form": form, "asked": asked})


@login_required
@require_page
def allocate_many(request):
    """Who gets which, and why? (7 §) Nothing is done by looking at who would get what."""
    acting_for(request.user, Part.COORDINATOR, roles=OFFICERS)
    requests, left = _asked_for(request)
    form = AllocateManyForm(posted(request), requests=requests, by=request.user)
    allocate_now = requests and form.is_bound and PREVIEW not in request.POST
    changed = allocate_now and not form.was_shown
    if allocate_now and not changed and (made := done(form, lambda: _allocate(form, request.user))):
        messages.success(request, f"{_how_many(made)} Var och en som berörs får ett meddelande.")
        return redirect("cases")
    context = {"form": form, "left": left, "preview": _preview(form), "changed": changed}
    return render(request, "onboarding/allocation/allocate_many.html", context)


def _how_many(made):
    return "En tjänst är fördelad." if len(made) == 1 else f"{len(made)} tjänster är fördelade."


def _allocate(form, by):
    return acts.allocate_many(form.chosen, by=by, motive=form.cleaned_data["motive"])


def _asked_for(request):
    """The services in the address that the person may allocate, and those that cannot be now: on sending the act tells."""
    seen = RequestedService.objects.visible_to(request.user).filter(pk__in=Chosen(request.GET).keys).with_history()
    seen = seen.select_related("registration", "service__category").prefetch_related("registration__conflicts")
    found = list(seen.order_by("received_at", "pk"))
    allowed = [asked for asked in found if request.user.has_perm("onboarding.allocate", asked)]
    ready = [asked for asked in allowed if request.method == "POST" or asked.status in SOURCES]
    return ready, [asked for asked in found if asked not in ready]


def _preview(form):
    """For each supplier: (the Mandate, the services that it gets, who there and at the agencies are told)."""
    groups = form.by_supplier
    agencies = {asked.agency_id for services in groups.values() for asked in services}
    people = Membership.objects.current().order_by("user__name")
    members = people.filter(mandate__in=groups) if groups else people.none()
    askers = people.filter(mandate__part=Part.APPLICANT, mandate__agency__in=agencies) if groups else people.none()
    return [
        (
            supplier,
            services,
            _who_knows(services, members, lambda member, asked, own=supplier: member.mandate_id == own.pk),
            _who_knows(services, askers, lambda member, asked: member.mandate.agency_id == asked.agency_id),
        )
        for supplier, services in groups.items()
    ]


def _who_knows(services, people, concerns):
    """Those of the people whom one of the services concerns, and who may know of its case."""
    told = set()
    for asked in services:
        told |= {m for m in asked.registration.known_by(people) if concerns(m, asked)}
    return [member for member in people if member in told]


@login_required
@require_safe
def neutrality(request):
    """The same figures for every supplier and for the coordinator (4–5, 7 §§)."""
    acting_for(request.user, Part.SUPPLIER, Part.COORDINATOR)
    form = PeriodForm(request.GET)
    first, last = form.period()
    rows, total = figures(first, last)
    context = {"form": form, "rows": rows, "total": total, "first": first, "last": last}
    return render(request, "onboarding/allocation/neutrality.html", context)


@page_of_request("onboarding.close")
def close(request, asked):
    """Will no supplier meet it?"""
    form = CloseForm(posted(request))
    if done(form, lambda: acts.close(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"{asked} är avslutad. {asked.agency} får ett meddelande.")
    return render(request, "onboarding/allocation/close.html", {"form": form, "asked": asked})


@page_of_request("onboarding.accept")
def accept(request, asked):
    """Which of our services will meet it?"""
    form = AcceptForm(posted(request), asked=asked)
    if done(form, lambda: acts.accept(asked, by=request.user, **form.cleaned_data)):
        return told(
            request,
            asked.registration_id,
            f"Ni har åtagit er {asked}. Nästa steg är en skriftlig överenskommelse (10 §).",
        )
    return render(request, "onboarding/allocation/accept.html", {"form": form, "asked": asked})
