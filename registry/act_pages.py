"""What every page of an act has in common: 404 unseen, 403 without the right, the state looked at first."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect

from itdrift.forms import require_page

from .acts import check_right, check_state
from .models import User


def page_of_act(
    perm: str,
    *,
    seen: Callable[[User], QuerySet[Any]],
    home: Callable[[Any], tuple[str, Any]],
    opened: Callable[[Any, User], None] | None = None,
) -> Callable[..., Any]:
    """Make of view(request, thing) the page of one act on one thing, at an address that has the thing's key, `pk`.

    It is not found by who does not see the thing, refused to who may not do the act, and goes home in a state that does
    not allow it. seen(user): the things that the person sees. home(thing): the name and the key of the page that the
    thing stands on. opened(thing, user): notes that the page is opened, before it is.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @login_required
        @require_page
        @wraps(view)
        def page(request, pk, **place):
            thing = get_object_or_404(seen(request.user), pk=pk)
            check_right(perm, thing, by=request.user)
            # what is sent goes to the act, which answers in the form: nothing typed is lost
            if request.method != "POST":
                try:
                    check_state(perm, thing)
                except ValidationError as error:
                    messages.warning(request, error.message)
                    return redirect(*home(thing))
            if opened:
                opened(thing, request.user)
            return view(request, thing, **place)

        return page

    return decorate
