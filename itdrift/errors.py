"""What a person meets when something is wrong: a page in words that keeps what was typed, and never says more than is so."""

import errno
import logging
import sys
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from .request_log import current
from .sending import KEY
from .unsent import OPENED_IN, in_words, keep

log = logging.getLogger(__name__)
TOKEN = "csrfmiddlewaretoken"  # noqa: S105
RETRY_AFTER = 30  # seconds
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


@dataclass(frozen=True)
class Trouble:
    """A Trouble is what is wrong with what the program stands on, as a heading and a sentence for whom it concerns."""

    heading: str
    sentence: str


DATABASE_AWAY = Trouble(
    "Tjänsten når inte sin databas just nu",
    "Det beror inte på dig. Oftast går det över inom några minuter. Vänta en stund och försök igen.",
)
NO_ROOM_LEFT = Trouble(
    "Det finns inte plats att spara just nu",
    "Lagringsutrymmet är fullt. Det beror inte på dig eller på din fil. De som sköter driften behöver ordna plats, sedan går det att försöka igen.",
)
MAY_BE_SAVED = "Det är inte säkert att det du skickade hann sparas. Se efter innan du skickar det en gång till."


def trouble_of(error):
    """Return the Trouble that made the error; None for an error of the program itself."""
    code = getattr(getattr(error, "__cause__", None), "sqlstate", None) or ""
    if code == "53100" or (isinstance(error, OSError) and error.errno in NO_ROOM):
        return NO_ROOM_LEFT
    unanswered = isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and not code)
    if unanswered or (isinstance(error, DatabaseError) and _is_away(code)):
        return DATABASE_AWAY
    return None


def _is_away(code):
    """Return whether the database is away by what it says: no connection, shutting down, full of callers, a copy that takes nothing in."""
    return code[:2] == "08" or code in {"57P01", "57P02", "57P03", "57P05", "53300", "25006"}


def server_error(request):
    """Show the page of an error (Django's handler500): 503 when what the program stands on is away or full, else 500."""
    error = sys.exc_info()[1]
    trouble = trouble_of(error)
    context = {"trouble": trouble, "path": request.get_full_path(), "reference": current.get()}
    if request.method == "POST":
        context |= _sent(request) | {"may_be_saved": MAY_BE_SAVED}
    response = HttpResponse(render_to_string("500.html", context), status=503 if trouble else 500)
    if trouble:
        log.error("%s: %s", trouble.heading, str(error).splitlines()[:1])
        response["Retry-After"] = str(RETRY_AFTER)
    request.may_be_tried_again = trouble is DATABASE_AWAY and request.method in ("GET", "HEAD")
    return response


def _sent(request):
    """Return what was sent, for the page alone: the fields, without what proves who sent them, and the texts in words.

    Sent again without the token it is not done, but comes back in the fields (`csrf_failure`).
    """
    try:
        sent = request.POST if is_from_here(request) else {}
        files = bool(sent and request.FILES)
    except Exception:  # what is wrong may be that it cannot be read
        sent, files = {}, False
    fields = [
        (name, value)
        for name, values in (sent.lists() if sent else ())
        for value in values
        if name != TOKEN and "password" not in name
    ]
    texts = in_words(sent) if sent else []
    return {"fields": fields if OPENED_IN in sent else [], "texts": texts, "files": files}


def once_more(get_response):
    """Middleware: what only looks is tried once more when the database was gone, since the next connection may hold."""

    def middleware(request):
        response = get_response(request)
        if getattr(request, "may_be_tried_again", False):
            connection.close()
            response = get_response(request)
        return response

    return middleware


def csrf_failure(request, reason=""):
    """Show the page for a form that could not be trusted; `reason` is Django's own and not shown.

    A form that the same person opened before logging in again comes back with what was typed in it; nothing is done.
    """
    try:
        typed = set(request.POST) - {OPENED_IN, KEY, TOKEN}
    except (UnreadablePostError, RawPostDataException):  # only the half of it came
        return render(request, "400.html", status=400)
    if typed and request.user.is_authenticated and is_from_here(request) and _is_own(request):
        keep(request, person=request.user.pk)
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _is_own(request):
    """Return whether the form was opened in one of the person's mandates, and not by who used the browser before."""
    return request.POST.get(OPENED_IN) in {str(membership.pk) for membership in request.user.memberships.all()}


def is_from_here(request):
    """Return whether the browser says that the form stood on a page of this site."""
    own = [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]
    if origin := request.headers.get("Origin"):
        return origin in own
    return request.headers.get("Referer", "").startswith(tuple(f"{site}/" for site in own))
