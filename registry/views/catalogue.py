"""The public catalogue: the services of the coordinated offering, and each with its descriptions (4 §)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..catalogue import entries, narrowed
from ..forms import CatalogueFilter, VersionChoice
from ..models import Service
from ..ordinance import Part
from ..workflow import DescriptionStatus


@require_safe
def services(request):
    """No log-in needed. Drafts are seen by their supplier and by the coordinator."""
    form = CatalogueFilter(request.GET)
    rows = narrowed(Service.objects.visible_to(request.user), **form.chosen())
    mandate = _mandate(request.user)
    may_offer = request.user.has_perm("registry.offer", mandate)
    return render(
        request, "registry/services.html", {"form": form, "rows": entries(rows, mandate), "may_offer": may_offer}
    )


@require_safe
def service(request, pk):
    """One service: the description in force, or the version asked for with `?version=`."""
    visible = Service.objects.visible_to(request.user).select_related("supplier__agency", "category")
    service = get_object_or_404(visible, pk=pk)
    versions = _versions(service, _mandate(request.user))
    chosen = _chosen(request, versions)
    return render(
        request,
        "registry/service.html",
        {"service": service, "versions": versions, "description": chosen, **_acts(request.user, service, versions)},
    )


def _mandate(user):
    acting = getattr(user, "acting", None)
    return acting and acting.mandate


def _versions(service, mandate):
    """Latest first; the draft only for the supplier and the coordinator."""
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
    """draft: the version that waits for approval; and which acts the person may do here."""
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
