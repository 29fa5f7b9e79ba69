"""What a person had written when it could not be taken in: kept in the session, shown again, and never done by itself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY as PERSON
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.module_loading import import_string

KEY = "unsent"
OPENED_IN = "uppdrag"  # in every form: the membership in which it was opened
# characters as they were typed; the texts of the longest form, an agreement with its terms, hold 115,000
MOST = 500_000
AGAIN = "Det du skrev är kvar i fälten men är inte sparat. Läs igenom det och skicka igen. Bifogade filer behöver väljas på nytt."
TOO_LONG = "Det du skrev var för långt för att behållas, och är inte sparat."
NO_ROOM = (
    "Filen fick inte plats just nu: lagringsutrymmet är fullt. Det beror inte på dig eller på filen. "
    "De som sköter driften behöver ordna plats, sedan går det att skicka igen."
)
IN_ANOTHER_MANDATE = (
    "Du har skrivit i det här formuläret i ett annat uppdrag. Byt till det uppdraget, så står det du skrev i fälten."
)


class Unsent(QueryDict):
    """Is what was sent before: it fills the form again, and no act is done with it. sentence: why, for who reads the form."""

    sentence = AGAIN


def in_words(sent):
    """Return the texts of more than one word in what was sent (a QueryDict): what somebody would have to write anew; no password."""
    named = [texts for name, texts in sent.lists() if "password" not in name]
    return [text for texts in named for text in texts if len(text.split()) > 1]


def keep(request, *, person, opened_in=None):
    """Keep what was sent, for this person (a user's key as text) at this address. Returns whether it was.

    opened_in: the membership that goes on with it, where that is another. What may not be stored, or is too long, is kept nowhere: the person is told so on the next page.
    """
    typed = dict(request.POST.lists())
    try:
        import_string(settings.CHECK_TEXTS)({"typed": typed})
    except ValidationError as error:
        return _not_kept(request, " ".join(error.messages))
    if sum(len(text) for texts in typed.values() for text in texts) > MOST:
        return _not_kept(request, TOO_LONG)
    sent = request.POST.copy()
    if opened_in is not None:
        sent[OPENED_IN] = str(opened_in)
    request.session[KEY] = {"path": request.get_full_path(), "person": str(person), "typed": sent.urlencode()}
    return True


def _not_kept(request, why):
    request.session.pop(KEY, None)
    messages.warning(request, why)
    return False


def give_back(request):
    """Return what the person had sent to this address, once; None when there is nothing."""
    waiting = request.session.get(KEY)
    if not waiting or (waiting["path"], waiting["person"]) != (request.get_full_path(), str(request.user.pk)):
        return None
    typed = Unsent(waiting["typed"])
    acting = getattr(request.user, "acting", None)
    if typed.get(OPENED_IN) not in (None, str(acting.pk if acting else "")):
        messages.info(request, IN_ANOTHER_MANDATE)
        return None  # it waits until then
    del request.session[KEY]
    return typed


def keep_when_logged_out(get_response):
    """Middleware: a form sent after the session ran out waits for the person to log in again."""

    def middleware(request):
        response = get_response(request)
        if request.method != "POST" or request.user.is_authenticated or response.status_code != 302:
            return response
        if response["Location"].startswith(f"{resolve_url(settings.LOGIN_URL)}?next="):
            person = _whose(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
            if person:
                keep(request, person=person)
        return response

    return middleware


class KeepWithoutRoom:
    """Middleware: a form whose files there was no room for is not taken in, but comes back with what was written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        sent = request.POST if request.method == "POST" else None  # read here, if nobody has yet
        if sent is None or not getattr(request, "no_room", False):
            return None
        if request.user.is_authenticated:
            keep(request, person=request.user.pk)
        messages.error(request, NO_ROOM)
        return redirect(request.get_full_path())


def _whose(key):
    """Return the person of a session that has run out; None for one that never was, or that the person has ended."""
    if not (key.isascii() and key.isalnum()):
        return None
    ended = Session.objects.filter(pk=key).first()
    return ended.get_decoded().get(PERSON) if ended else None
