"""What a person had written when it could not be taken in: kept in the session, shown again, and never done by itself."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY as PERSON
from django.contrib.sessions.models import Session
from django.http import QueryDict
from django.shortcuts import resolve_url

KEY = "kept"
OPENED_IN = "uppdrag"  # in every form: the membership in which it was opened
MOST = 200_000  # characters; longer than any form of the program
AGAIN = "Det du skrev är kvar i fälten men är inte sparat. Läs igenom det och skicka igen. Bifogade filer behöver väljas på nytt."


class Kept(QueryDict):
    """What was sent before: it fills the form again, and no act is done with it."""


def keep(request, *, person):
    """Keep what was sent, for this person (a user's key as text) at this address."""
    said = request.POST.urlencode()
    if len(said) <= MOST:
        request.session[KEY] = {"path": request.get_full_path(), "person": str(person), "said": said}


def give_back(request):
    """What the person had sent to this address, once; None when there is nothing."""
    kept = request.session.get(KEY)
    if not kept or (kept["path"], kept["person"]) != (request.get_full_path(), str(request.user.pk)):
        return None
    said = Kept(kept["said"])
    acting = getattr(request.user, "acting", None)
    if said.get(OPENED_IN) not in (None, str(acting.pk if acting else "")):
        return None  # it waits until the person acts in that mandate again
    del request.session[KEY]
    return said


def keep_when_logged_out(get_response):
    """Middleware: a form sent after the session ran out waits for the person to log in again."""

    def middleware(request):
        response = get_response(request)
        if request.method == "POST" and not request.user.is_authenticated and _to_login(response):
            person = _whose(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
            if person:
                keep(request, person=person)
        return response

    return middleware


def _to_login(response):
    return response.status_code == 302 and response["Location"].startswith(f"{resolve_url(settings.LOGIN_URL)}?next=")


def _whose(key):
    """The person of a session that has run out; None for one that never was, or that the person has ended."""
    if not (key.isascii() and key.isalnum()):
        return None
    ended = Session.objects.filter(pk=key).first()
    return ended.get_decoded().get(PERSON) if ended else None
