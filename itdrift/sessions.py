"""Sessions in the database; a cookie that cannot be a key of ours never reaches it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

STAYS = timedelta(days=7)


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """PostgreSQL takes no NUL in a text: such a cookie would be an error of the program, not of its sender."""
        own = super()._validate_session_key(key)  # type: ignore[misc]  # Django's own, which its stubs leave out
        return own and key.isascii() and key.isalnum()


def forget_ended():
    """Let sessions go a week after they ran out. Until then one who comes back gets what was written (`unsent`).

    Returns how many went.
    """
    return Session.objects.filter(expire_date__lt=timezone.now() - STAYS).delete()[0]


def never_in_a_cache(get_response):
    """Middleware: what is shown to a person with a session is kept in no cache, nor for whoever has the browser next."""

    def middleware(request):
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            add_never_cache_headers(response)
        return response

    return middleware
