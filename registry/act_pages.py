"""What every page of an act has in common: 404 unseen, 403 without the right, the state looked at first."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect

from itdrift.forms import require_page

from .acts import check_right, check_state


def page_of_act(perm, *, seen, home):
    """The page of one act on one thing: 404 unseen, 403 without the right, home in a state that does not allow it.

    seen(user): the things that the person sees. home(thing): the name and the key of the page that the thing stands on.
    What is sent goes to the act whatever the state, so that what the person wrote is kept in the form.
    """

    def decorate(view):
        @login_required
        @require_page
        @wraps(view)
        def page(request, pk, **place):
            thing = get_object_or_404(seen(request.user), pk=pk)
            check_right(perm, thing, by=request.user)
            if request.method != "POST" and _too_late(request, perm, thing):
                return redirect(*home(thing))
            return view(request, thing, **place)

        return page

    return decorate


def _too_late(request, perm, thing):
    try:
        check_state(perm, thing)
    except ValidationError as error:
        messages.warning(request, error.message)
        return True
    return False
