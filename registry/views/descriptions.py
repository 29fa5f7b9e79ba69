"""The suppliers' and the coordinator's acts on the register of services (4–6 §§)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.shortcuts import get_object_or_404, redirect, render

from itdrift.forms import done, posted, require_page

from .. import actions
from ..acts import check_right
from ..forms import ApproveForm, DescriptionForm, OfferForm
from ..models import Service
from ..models.service import DESCRIBED


def _seen_by(user, pk):
    services = Service.objects.visible_to(user).select_related("supplier__agency").prefetch_related("descriptions")
    return get_object_or_404(services, pk=pk)


@login_required
@require_page
def offer(request):
    acting = request.user.acting
    check_right("registry.offer", acting and acting.mandate, by=request.user)
    form = OfferForm(posted(request))
    if service := done(form, lambda: _offered(form, request.user)):
        messages.success(request, f"{service} är tillagd som utkast. Den visas för andra när båda har godkänt den.")
        return redirect("service", service.pk)
    return render(request, "registry/describe.html", {"form": form})


def _offered(form, by):
    return actions.offer(by=by, **form.service(), description=form.description())


@login_required
@require_page
def describe(request, pk):
    service = _seen_by(request.user, pk)
    check_right("registry.describe", service, by=request.user)
    latest = service.descriptions.all()[0]
    form = DescriptionForm(posted(request), initial=model_to_dict(latest, DESCRIBED), now=latest.content_hash)
    if draft := done(form, lambda: _described(service, form, request.user)):
        messages.success(request, f"Utkastet till version {draft.version} är sparat. Båda ska godkänna det.")
        return redirect("service", service.pk)
    return render(request, "registry/describe.html", {"form": form, "service": service})


def _described(service, form, by):
    return actions.describe(service, by=by, description=form.description(), seen=form.cleaned_data["seen"])


@login_required
@require_page
def approve(request, pk):
    service = _seen_by(request.user, pk)
    check_right("registry.approve", service, by=request.user)
    if service.draft_description is None:
        messages.info(request, "Inget utkast väntar på att godkännas.")
        return redirect("service", service.pk)
    return _approve(request, service, service.draft_description)


def _approve(request, service, draft):
    form = ApproveForm(posted(request))
    if approved := done(form, lambda: actions.approve(draft, by=request.user, **form.cleaned_data)):
        messages.success(request, _approved(approved))
        return redirect("service", service.pk)
    given = draft.is_approved_by(request.user.acting.mandate.part)
    return render(request, "registry/approve.html", {"form": form, "service": service, "draft": draft, "given": given})


def _approved(draft):
    if draft.published_at:
        return f"Version {draft.version} är godkänd av båda och publicerad."
    return f"Version {draft.version} är godkänd. Den publiceras när den andra parten också har godkänt den."
