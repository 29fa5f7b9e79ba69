"""These pages show the price list, and decide on a fee (12 §)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act
from registry.acts import check_right
from registry.models import Service

from ..models import Fee
from . import acts
from .forms import FeeFilter, SetFeeForm


@require_safe
def fees(request):
    """Show what each service costs, and since when; public, as the services are."""
    form = FeeFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = Fee.objects.visible_to(request.user).as_price_list()
    if chosen.get("leverantor"):
        found = found.filter(service__supplier=chosen["leverantor"])
    if not chosen.get("tidigare"):
        found = found.not_ended()
    return render(request, "fees/prices/fees.html", {"form": form, "fees": list(found), "mine": _mine(request.user)})


def _mine(user):
    """Return the services whose fee the person may decide."""
    acting = getattr(user, "acting", None)
    if acting is None:
        return []
    own = Service.objects.published().filter(supplier=acting.mandate)
    return [service for service in own if user.has_perm("fees.set_fee", service)]


@login_required
@require_page
def set_fee(request, service):
    """Decide what a service costs from a day on (12 §)."""
    service = get_object_or_404(Service.objects.visible_to(request.user).select_related("supplier__agency"), pk=service)
    check_right("fees.set_fee", service, by=request.user)
    form = SetFeeForm(posted(request))
    if fee := try_act(form, lambda: acts.set_fee(service, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{fee} är bestämd och gäller från {fee.valid_from:%Y-%m-%d}.")
        return redirect("fees")
    return render(request, "fees/prices/set_fee.html", {"form": form, "service": service})
