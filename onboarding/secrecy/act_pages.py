"""The pages of acts on a case: that somebody opens a page of a confidential one is noted."""

from functools import partial, wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from itdrift.forms import require_page
from registry import act_pages

from ..models import InterestRegistration, RequestedService
from . import acts


def page_of_act(perm, *, case=lambda thing: thing.registration, **page):
    """Make a page as registry.act_pages does, whose opening is noted. case(thing): the case that it shows something of."""
    return act_pages.page_of_act(perm, opened=lambda thing, user: acts.opened(case(thing), by=user), **page)


def cases_seen(user):
    """Return the cases that the person may read, drafts of the own agency among them."""
    return InterestRegistration.objects.visible_to(user).select_related("agency")


def of_party(user):
    """Return the cases that the person takes part in, drafts of the own agency among them; none as a guest."""
    return InterestRegistration.objects.of_party(user).select_related("agency")


# The page of an act on a case as a whole that is sent.
page_of_case = partial(
    page_of_act, seen=lambda user: cases_seen(user).sent(), home=lambda case: ("case", case.pk), case=lambda case: case
)


def open_case(request, seen, pk):
    """The case of a page that is no act: 404 unseen."""
    case = get_object_or_404(seen, pk=pk)
    acts.opened(case, by=request.user)
    return case


def page_of_draft(view):
    """A page of a draft: 404 for everybody else; on to the case when it has been sent."""

    @login_required
    @require_page
    @wraps(view)
    def page(request, pk, **place):
        case = get_object_or_404(cases_seen(request.user).select_related("created_by"), pk=pk)
        if request.method != "POST" and not case.is_draft:
            return redirect("case", case.pk)
        acts.opened(case, by=request.user)
        return view(request, case, **place)

    return page


def back_to_case(request, case, text):
    """Return the redirect to the case (its key), which says there what was done; or to the list that the act came from."""
    messages.success(request, text)
    if "lista" in request.GET:
        return redirect(in_the_list(request.GET))
    return redirect("case", case)


def _seen(user):
    return RequestedService.objects.visible_to(user).with_history().select_related("agency", "supplier__agency")


def in_the_list(said):
    """Return the address of the list as it was (`lista`), at the row that waits after the one that was done (`nasta`)."""
    key = said.get("nasta", "")
    query, row = QueryDict(said["lista"]).urlencode(), f"#rad-{key}" if key.isascii() and key.isdigit() else "#lista"
    return f"{reverse('cases')}?{query}{row}"


page_of_request = partial(
    page_of_act, seen=_seen, home=lambda requested_service: ("case", requested_service.registration_id)
)
