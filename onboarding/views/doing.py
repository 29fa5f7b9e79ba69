"""What every page of an act has in common: what is sent, the act tried, the state looked at first."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from itdrift.forms import refused
from registry.acts import check_right, check_state

from ..models import InterestRegistration, RequestedService

require_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request):
    """What was sent, for a form; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def done(form, act):
    """What `act` returned, or True, when the form is right and the act was done; what was refused stands in the form."""
    if not form.is_valid():
        return False
    try:
        return act() or True
    except ValidationError as error:
        refused(form, error)
        return False


def page_of_act(perm):
    """The page of one act on one requested service: 404 unseen, 403 without the right, back to the case in another state.

    What is sent goes to the act whatever the state, so that what the person wrote is kept in the form.
    """

    def decorate(view):
        @login_required
        @require_page
        @wraps(view)
        def page(request, pk):
            asked = get_object_or_404(RequestedService.objects.visible_to(request.user).with_history(), pk=pk)
            check_right(perm, asked, by=request.user)
            if request.method != "POST" and too_late(request, perm, asked):
                return redirect("case", asked.registration_id)
            return view(request, asked)

        return page

    return decorate


def too_late(request, perm, asked):
    try:
        check_state(perm, asked)
    except ValidationError as error:
        messages.warning(request, error.message)
        return True
    return False


def page_of_draft(view):
    """A page of a draft: 404 for everybody else; on to the case when it has been sent."""

    @login_required
    @require_page
    @wraps(view)
    def page(request, pk):
        seen = InterestRegistration.objects.visible_to(request.user).select_related("agency", "created_by")
        case = get_object_or_404(seen, pk=pk)
        if request.method != "POST" and not case.is_draft:
            return redirect("case", case.pk)
        return view(request, case)

    return page
