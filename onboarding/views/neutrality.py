"""Is the coordinator neutral between the suppliers?"""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.ordinance import Part

from ..forms.neutrality import PeriodForm
from ..neutrality import figures


@login_required
@require_safe
def neutrality(request):
    """The same figures for every supplier and for the coordinator (4–5, 7 §§)."""
    acting = request.user.acting
    if acting is None or acting.mandate.part == Part.APPLICANT:
        raise PermissionDenied("for the suppliers and the coordinator")
    form = PeriodForm(request.GET)
    first, last = form.period()
    rows, total = figures(first, last)
    context = {"form": form, "rows": rows, "total": total, "first": first, "last": last}
    return render(request, "onboarding/cases/neutrality.html", context)
