"""Nothing twice: what is sent from one opening of a form is done once, however often it is sent; without JavaScript.

Every form carries a key of its opening. When something is done the key is written in the act's own transaction, with a
digest of what was sent. The same again leads to where the first led; something else from the same opening is not done but
comes back in the fields. Who sends what somebody else was before with gets the page with 409.
"""

import hashlib
import re
import secrets
from contextvars import ContextVar
from datetime import timedelta
from functools import partial, wraps

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from .models import SentForm
from .templatetags.swedish import klockslag
from .unsent import OPENED_IN, Unsent

KEY = "nyckel"  # in every form: the key of its opening
KEPT_FOR = timedelta(days=30)  # longer than anybody leaves a form open
SAME = "Det du skickade gjordes redan {}. Du skickade formuläret igen, men det gjordes bara en gång."
OTHER = 'Härifrån skickade du något annat {}, och det är gjort: <a href="{}">se det</a>. Det som står i fälten nu är inte skickat. Skicka det om du vill göra det också.'


class Answering:
    """What comes of one form that is sent: something was done, or somebody else was before."""

    is_done = is_late = False


_now: ContextVar[Answering] = ContextVar("answering")


def note_done():
    """Say that what is sent now is done."""
    _now.get(Answering()).is_done = True


def note_late():
    """Say that somebody else was before with what is sent now."""
    _now.get(Answering()).is_late = True


class SentAnew(Unsent):
    """Is what was sent from a form from which something else was sent before: it fills a new form."""

    sentence = ""


def once(view):
    """Do what is sent to the page once for each opening of its form; say 409 to who was too late."""

    @wraps(view)
    def page(request, *args, **place):
        if request.method != "POST" or _now.get(None):
            return view(request, *args, **place)
        answering = Answering()
        before = _now.set(answering)
        try:
            response = _answer(request, partial(view, request, *args, **place), answering)
        finally:
            _now.reset(before)
        if answering.is_late and response.status_code == 200:
            response.status_code = 409
        return response

    page.is_done_once = True  # type: ignore[attr-defined]
    return page


def key_of(request):
    """Return the key of the opening in which the form of this page was sent, or waited to be; a new one where there is none."""
    sent = request.POST.get(KEY, "") if request.method == "POST" else getattr(request, "opening", "")
    return sent if re.fullmatch(r"[\w-]{22}", sent, re.ASCII) else secrets.token_urlsafe(16)


def _answer(request, show, answering):
    """Return the response of the first time when all of it was done then; nothing of this time is done in that case."""
    if not (request.user.is_authenticated and request.POST.get(KEY)):
        return show()
    key = _bound(request)
    try:
        with transaction.atomic():
            response = show()
            if answering.is_done:
                led_to = response.get("Location", request.get_full_path())
                SentForm.objects.create(key=key, digest=_digest(request), led_to=led_to)
                return response
    except Exception:  # the first time may have taken away what the second asks for, or be going on still
        request._messages = default_storage(request)  # what this time said of what it did is not so
        first = SentForm.objects.filter(key=key).first()
        if first is None:
            raise
    else:
        first = SentForm.objects.filter(key=key).first()
        if first is None:
            return response
    return _sent_before(request, show, answering, first)


def _sent_before(request, show, answering, first):
    request._messages = default_storage(request)
    at = klockslag(first.sent_at)
    if first.digest == _digest(request):
        messages.info(request, SAME.format(at))
        return redirect(first.led_to)
    typed = SentAnew(request.POST.urlencode(), mutable=True)
    del typed[KEY]
    typed.sentence = format_html(OTHER, at, first.led_to)
    request.POST = typed
    answering.is_late = True
    return show()


def _bound(request):
    """Return the key of the opening, bound to the person, to the mandate that the form was opened in, and to the act."""
    said = (request.user.pk, request.POST.get(OPENED_IN, ""), request.get_full_path(), request.POST[KEY])
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _digest(request):
    """Return what stands for all that was sent, files too."""
    left_out = {KEY, "csrfmiddlewaretoken"}
    said = sorted((name, texts) for name, texts in request.POST.lists() if name not in left_out)
    digest = hashlib.sha256(repr(said).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
    return digest.hexdigest()


def forget():
    """Let the keys go from which nobody sends any more; returns how many went."""
    return SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()[0]
