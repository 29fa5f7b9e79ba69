"""The pages of acts, and the pages of a draft."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from itdrift.forms import require_page
from registry import doing

from .. import actions
from ..models import InterestRegistration


def page_of_act(perm, *, seen, home):
    """As in registry.doing; that somebody opens a page of a confidential case is noted."""

    def decorate(view):
        @wraps(view)
        def noted(request, thing):
            if case := getattr(thing, "registration", None):
                actions.opened(case, by=request.user)
            return view(request, thing)

        return doing.page_of_act(perm, seen=seen, home=home)(noted)

    return decorate


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
        actions.opened(case, by=request.user)
        return view(request, case, **place)

    return page
