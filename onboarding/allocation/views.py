"""7 §: the coordinator allocates or ends, the supplier takes on; and whether the coordinator is neutral between them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act
from registry.models import Membership
from registry.models.agency import SwedishOrder
from registry.ordinance import Part
from registry.rights import acting_for
from registry.workflow import OFFICERS

from ..models import RequestedService
from ..secrecy.act_pages import back_to_case, in_the_list, page_of_request
from ..workflow import REQUEST_ACTS
from . import acts
from .forms import AcceptForm, AllocateForm, AllocateManyForm, ChosenServices, CloseForm, PeriodForm
from .neutrality import figures

PREVIEW = "forhandsgranska"  # the button that only shows who would get what
SOURCES = REQUEST_ACTS["onboarding.allocate"].sources


@page_of_request("onboarding.allocate")
def allocate(request, requested_service):
    """To whom, and why? (7 §)"""
    form = AllocateForm(posted(request), requested_service=requested_service, by=request.user)
    if allocation := try_act(form, lambda: acts.allocate(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"{requested_service} är fördelad till {allocation.supplier.agency}. De som berörs får en avisering.",
        )
    return render(
        request, "onboarding/allocation/allocate.html", {"form": form, "requested_service": requested_service}
    )


@page_of_request("onboarding.reallocate")
def reallocate(request, requested_service):
    """To whom instead, and why? (7 §)"""
    form = AllocateForm(posted(request), requested_service=requested_service, by=request.user, moving=True)
    if allocation := try_act(form, lambda: acts.reallocate(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"{requested_service} är nu fördelad till {allocation.supplier.agency}. De som berörs får en avisering.",
        )
    return render(
        request, "onboarding/allocation/reallocate.html", {"form": form, "requested_service": requested_service}
    )


@login_required
@require_page
def allocate_many(request):
    """Who gets which, and why? (7 §) Nothing is done by looking at who would get what."""
    acting_for(request.user, Part.COORDINATOR, roles=OFFICERS)
    requested_services, left = _asked_for(request)
    form = AllocateManyForm(posted(request), requested_services=requested_services, by=request.user)
    allocate_now = requested_services and form.is_bound and PREVIEW not in request.POST
    changed = allocate_now and not form.was_shown

    def act():
        return acts.allocate_many(form.chosen, by=request.user, motive=form.cleaned_data["motive"])

    if allocate_now and not changed and (allocations := try_act(form, act)):
        count = len(allocations)
        how_many = "En tjänst är fördelad." if count == 1 else f"{count} tjänster är fördelade."
        messages.success(request, f"{how_many} Var och en som berörs får en avisering.")
        return redirect(in_the_list(request.GET) if "lista" in request.GET else "cases")
    context = {"form": form, "left": left, "preview": _preview(form), "changed": changed}
    return render(request, "onboarding/allocation/allocate_many.html", context)


def _asked_for(request):
    """Return the services in the address that the person may allocate, and those that cannot be now.

    When the form is sent none is left out for its state: the act tells what is wrong.
    """
    seen = (
        RequestedService.objects.visible_to(request.user).filter(pk__in=ChosenServices(request.GET).keys).with_history()
    )
    seen = seen.select_related("registration", "agency", "supplier__agency", "service__category").prefetch_related(
        "registration__conflicts"
    )
    found = list(seen.order_by("received_at", "pk"))
    allowed = [
        requested_service
        for requested_service in found
        if request.user.has_perm("onboarding.allocate", requested_service)
    ]
    ready = [
        requested_service
        for requested_service in allowed
        if request.method == "POST" or requested_service.status in SOURCES
    ]
    return ready, [requested_service for requested_service in found if requested_service not in ready]


def _preview(form):
    """Return for each supplier (the Mandate, the services that it gets, who there and at the agencies are told)."""
    groups = form.by_supplier
    agencies = {requested_service.agency_id for services in groups.values() for requested_service in services}
    people = Membership.objects.current().order_by(SwedishOrder("user__name"), "pk")
    members = people.filter(mandate__in=groups) if groups else people.none()
    askers = people.filter(mandate__part=Part.APPLICANT, mandate__agency__in=agencies) if groups else people.none()
    return [
        (
            supplier,
            services,
            _who_knows(services, members, lambda member, requested_service, own=supplier: member.mandate_id == own.pk),
            _who_knows(
                services,
                askers,
                lambda member, requested_service: member.mandate.agency_id == requested_service.agency_id,
            ),
        )
        for supplier, services in groups.items()
    ]


def _who_knows(services, people, concerns):
    """Return those of the people whom one of the services concerns, and who may know of its case."""
    concerned = set()
    for requested_service in services:
        concerned |= {m for m in requested_service.registration.known_by(people) if concerns(m, requested_service)}
    return [member for member in people if member in concerned]


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
def close(request, requested_service):
    """Will no supplier meet it?"""
    form = CloseForm(posted(request))
    if try_act(form, lambda: acts.close(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"{requested_service} är avslutad. {requested_service.agency} får en avisering.",
        )
    return render(request, "onboarding/allocation/close.html", {"form": form, "requested_service": requested_service})


@page_of_request("onboarding.accept")
def accept(request, requested_service):
    """Which of our services will meet it?"""
    form = AcceptForm(posted(request), requested_service=requested_service)
    if try_act(form, lambda: acts.accept(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"Ni har åtagit er {requested_service}. Nästa steg är en skriftlig överenskommelse (10 §).",
        )
    return render(request, "onboarding/allocation/accept.html", {"form": form, "requested_service": requested_service})
