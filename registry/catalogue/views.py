"""The public catalogue, the suppliers' and the coordinator's acts on it, and the ordinance itself (4–6 §§)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act

from ..acts import check_right
from ..models import Service
from ..models.service import DESCRIBED
from ..ordinance import SECTIONS, Part, sections
from ..rights import acting_for
from ..workflow import DescriptionStatus
from . import acts
from .entries import entries, narrowed
from .forms import ApproveForm, CapacityForm, CatalogueFilter, DescriptionForm, OfferForm, VersionChoice


@require_safe
def services(request):
    """Show the catalogue. No log-in is needed; drafts are seen by their supplier and by the coordinator."""
    form = CatalogueFilter(request.GET)
    rows = narrowed(Service.objects.visible_to(request.user), **form.chosen())
    mandate = _mandate(request.user)
    may_offer = request.user.has_perm("registry.offer", mandate)
    return render(
        request,
        "registry/catalogue/services.html",
        {"form": form, "rows": entries(rows, mandate), "may_offer": may_offer},
    )


@require_safe
def service(request, pk):
    """Show one service: the description in force, or the version asked for with `?version=`."""
    visible = Service.objects.visible_to(request.user).select_related("supplier__agency", "category")
    service = get_object_or_404(visible, pk=pk)
    versions = _versions(service, _mandate(request.user))
    chosen = _chosen(request, versions)
    return render(
        request,
        "registry/catalogue/service.html",
        {"service": service, "versions": versions, "description": chosen, **_acts(request.user, service, versions)},
    )


def _mandate(user):
    acting = getattr(user, "acting", None)
    return acting and acting.mandate


def _versions(service, mandate):
    """Return the versions, latest first; the draft only for the supplier and the coordinator."""
    versions = service.descriptions.select_related("supplier_approved_by", "coordinator_approved_by")
    if not (mandate and service.is_party(mandate)):
        versions = versions.exclude(status=DescriptionStatus.DRAFT)
    return list(versions)


def _chosen(request, versions):
    form = VersionChoice(request.GET)
    number = form.cleaned_data["version"] if form.is_valid() else None
    published = [v for v in versions if v.status == DescriptionStatus.PUBLISHED]
    return next((v for v in versions if v.version == number), (published or versions)[0])


def _acts(user, service, versions):
    """Return draft: the version that waits for approval; and which acts the person may do here."""
    draft = next((v for v in versions if v.status == DescriptionStatus.DRAFT), None)
    mandate = _mandate(user)
    return {
        "draft": draft,
        "may_describe": user.has_perm("registry.describe", service),
        "may_approve": draft and user.has_perm("registry.approve", draft) and not draft.is_approved_by(mandate.part),
        "sees_capacity": mandate is not None and mandate.part != Part.APPLICANT,
        "may_declare": user.has_perm("registry.declare_capacity", service),
        "may_register": user.has_perm("onboarding.draft", mandate),
    }


def _seen_by(user, pk):
    services = Service.objects.visible_to(user).select_related("supplier__agency").prefetch_related("descriptions")
    return get_object_or_404(services, pk=pk)


@login_required
@require_page
def offer(request):
    """Add a service to the catalogue, as a draft."""
    acting = request.user.acting
    check_right("registry.offer", acting and acting.mandate, by=request.user)
    form = OfferForm(posted(request))
    if service := try_act(form, lambda: acts.offer(by=request.user, **form.service(), description=form.description())):
        messages.success(request, f"{service} är tillagd som utkast. Den visas för andra när båda har godkänt den.")
        return redirect("service", service.pk)
    return render(request, "registry/catalogue/describe.html", {"form": form})


@login_required
@require_page
def describe(request, pk):
    """Write the next version of a service's description."""
    service = _seen_by(request.user, pk)
    check_right("registry.describe", service, by=request.user)
    latest = service.descriptions.all()[0]
    form = DescriptionForm(posted(request), initial=model_to_dict(latest, DESCRIBED), now=latest.content_hash)

    def described():
        return acts.describe(service, by=request.user, description=form.description(), seen=form.cleaned_data["seen"])

    if draft := try_act(form, described):
        messages.success(request, f"Utkastet till version {draft.version} är sparat. Båda ska godkänna det.")
        return redirect("service", service.pk)
    return render(request, "registry/catalogue/describe.html", {"form": form, "service": service})


@login_required
@require_page
def approve(request, pk):
    """Approve the draft of a description, for the supplier or the coordinator (5 §)."""
    service = _seen_by(request.user, pk)
    check_right("registry.approve", service, by=request.user)
    draft = service.draft_description
    if draft is None:
        messages.info(request, "Inget utkast väntar på att godkännas.")
        return redirect("service", service.pk)
    form = ApproveForm(posted(request))
    if approved := try_act(form, lambda: acts.approve(draft, by=request.user, **form.cleaned_data)):
        outcome = (
            " av båda och publicerad."
            if approved.published_at
            else ". Den publiceras när den andra parten också har godkänt den."
        )
        messages.success(request, f"Version {approved.version} är godkänd{outcome}")
        return redirect("service", service.pk)
    given = draft.is_approved_by(request.user.acting.mandate.part)
    return render(
        request, "registry/catalogue/approve.html", {"form": form, "service": service, "draft": draft, "given": given}
    )


LATEST = 50


@login_required
@require_page
def declare_capacity(request, pk):
    """Show how much can be taken on, to all suppliers and the coordinator; the service's own supplier declares it."""
    acting_for(request.user, Part.SUPPLIER, Part.COORDINATOR)
    service = get_object_or_404(Service.objects.visible_to(request.user).select_related("supplier__agency"), pk=pk)
    may_declare = request.user.has_perm("registry.declare_capacity", service)
    if request.method == "POST":
        check_right("registry.declare_capacity", service, by=request.user)
    form = CapacityForm(posted(request), service=service) if may_declare else None
    if form and try_act(form, lambda: acts.declare_capacity(service, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Kapaciteten för {service} är uppgiven.")
        return redirect("declare_capacity", service.pk)
    declared = service.capacities.select_related("declared_by")[:LATEST]
    return render(request, "registry/catalogue/capacity.html", {"form": form, "service": service, "declared": declared})


@require_safe
def ordinance(request):
    """Show the ordinance, section by section, as it reads today, and below what it read before."""
    today = timezone.localdate()
    return render(
        request,
        "about/forordningen.html",
        {"sections": sections(today), "earlier": [s for s in SECTIONS if s.valid_until and s.valid_until <= today]},
    )
