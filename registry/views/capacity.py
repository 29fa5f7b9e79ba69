"""What a supplier can take on of a service, and what it has said before (4 §)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from itdrift.forms import done, posted, require_page

from .. import actions
from ..acts import check_right
from ..forms import CapacityForm
from ..models import Service
from ..ordinance import Part

LATEST = 50


@login_required
@require_page
def declare_capacity(request, pk):
    """How much can be taken on? Read by all suppliers and the coordinator; said by the service's own supplier."""
    _check_reader(request.user)
    service = get_object_or_404(Service.objects.visible_to(request.user).select_related("supplier__agency"), pk=pk)
    may_declare = request.user.has_perm("registry.declare_capacity", service)
    if request.method == "POST":
        check_right("registry.declare_capacity", service, by=request.user)
    form = CapacityForm(posted(request), service=service) if may_declare else None
    if form and done(form, lambda: actions.declare_capacity(service, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Kapaciteten för {service} är uppgiven.")
        return redirect("declare_capacity", service.pk)
    declared = service.capacities.select_related("declared_by")[:LATEST]
    return render(request, "registry/capacity.html", {"form": form, "service": service, "declared": declared})


def _check_reader(user):
    if user.acting is None or user.acting.mandate.part == Part.APPLICANT:
        raise PermissionDenied("for the suppliers and the coordinator")
