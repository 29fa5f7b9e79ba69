"""The pages of acts, and the pages of a draft."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from itdrift.forms import require_page
from registry.doing import page_of_act

from ..models import InterestRegistration

__all__ = ["page_of_act", "page_of_draft"]


def page_of_draft(view):
    """A page of a draft: 404 for everybody else; on to the case when it has been sent."""

    @login_required
    @require_page
    @wraps(view)
    def page(request, pk, **place):
        seen = InterestRegistration.objects.visible_to(request.user).select_related("agency", "created_by")
        case = get_object_or_404(seen, pk=pk)
        if request.method != "POST" and not case.is_draft:
            return redirect("case", case.pk)
        return view(request, case, **place)

    return page
