"""The error pages need nothing, keep what was typed and say no more than is so; weaknesses are reported as RFC 9116 asks."""

import errno
import re
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.http import HttpResponse
from django.template import Engine
from django.test import Client
from django.urls import path, reverse
from django.views.defaults import server_error

from itdrift.errors import DATABASE_AWAY, NO_ROOM_LEFT, trouble_of
from itdrift.site.urls import handler403, handler500
from itdrift.site.urls import urlpatterns as ours
from itdrift.unsent import OPENED_IN
from registry.models import User

from ..once import made_once

__all__ = ["handler403", "handler500"]
HERE = {"HTTP_ORIGIN": "http://testserver"}
LONG = "Vi kan inte möta behovet <i>i år</i>."
deaths = []  # how many of the next requests lose their connection on the way


def broken(request):
    raise RuntimeError("broken")


def full(request):
    raise OSError(errno.ENOSPC, "No space left on device")


def dying(request):
    """Ask the database, which loses the connection just then, as when it is started anew."""
    if deaths:
        deaths.pop()
        lose_connection()
    return HttpResponse(f"{User.objects.count()} people")


def lose_connection():
    connection.ensure_connection()
    told = {name: value for name, value in connection.get_connection_params().items() if name != "options"}
    with psycopg.connect(**told) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


urlpatterns = [*ours, path("broken/", broken), path("full/", full), path("dying/", dying)]


def test_the_error_page_needs_no_static_files_context_or_database(settings, rf):
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STATIC_ROOT = "/nowhere"
    answer = server_error(rf.get("/"))  # without the mark, a test has no database
    assert (answer.status_code, "Något gick fel hos oss" in answer.content.decode()) == (500, True)


def test_the_error_page_is_made_of_what_it_is_given_alone():
    source = Engine.get_default().get_template("500.html").source
    assert set(re.findall(r"\{% (\w+)", source)) <= {
        "comment",
        "endcomment",
        "if",
        "elif",
        "else",
        "endif",
        "for",
        "endfor",
    }
    assert not re.search(r"<(style|script)", source)


def meet(method, address, data=None, **headers):
    return getattr(Client(raise_request_exception=False), method)(address, data, **headers)


@pytest.mark.urls(__name__)
def test_who_meets_an_error_sees_the_page(db, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]
    answer = meet("get", "/broken/")
    assert (answer.status_code, "Felet är vårt" in answer.text) == (500, True)
    assert "sparats" not in answer.text


@pytest.mark.urls(__name__)
def test_what_was_typed_is_on_the_page_and_goes_on_without_being_done(db):
    typed = {"reason": LONG, "password1": "ett hemligt ord", OPENED_IN: "7", "csrfmiddlewaretoken": "abc"}
    answer = meet("post", "/broken/?a=1&b=2", typed, **HERE)
    assert (answer.status_code, "Det är inte säkert att det du skickade hann sparas." in answer.text) == (500, True)
    assert answer.text.count("Vi kan inte möta behovet &lt;i&gt;i år&lt;/i&gt;.") == 2  # to go on with, and to copy
    assert 'action="/broken/?a=1&amp;b=2"' in answer.text
    assert ("abc" in answer.text, "hemligt" in answer.text) == (False, False)
    from_elsewhere = meet("post", "/broken/", typed, HTTP_ORIGIN="https://elsewhere.example")
    assert (from_elsewhere.status_code, "behovet" in from_elsewhere.text) == (500, False)


@made_once
def close(cast):
    return reverse("close", args=[cast.walk.request("registered").pk])


def test_going_on_fills_the_fields_again_and_does_nothing(client, cast, close):
    """What the button of the error page sends: the same without its token, which Django asks of every form but a test's."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.coordinator)
    typed = {"reason": LONG, OPENED_IN: str(cast.coordinator.acting.pk)}
    assert client.post(close, typed, **HERE).url == close
    page = client.get(close)
    assert page.context["form"]["reason"].value() == LONG
    assert "är inte sparat" in page.text


@pytest.mark.urls(__name__)
def test_who_looks_does_not_notice_that_the_database_was_started_anew(transactional_db):
    deaths.extend([1])
    answer = meet("get", "/dying/")
    assert (answer.status_code, answer.text) == (200, "0 people")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("method", "tried"), [("get", 2), ("post", 1)])
def test_while_the_database_is_away_one_is_told_to_wait(transactional_db, method, tried):
    deaths[:] = [1, 1, 1]
    answer = meet(method, "/dying/", {"reason": LONG}, **HERE)
    left, deaths[:] = len(deaths), []
    connection.close()  # as the end of a request does, but for a test's client
    assert (answer.status_code, answer["Retry-After"], 3 - left) == (503, "30", tried)
    assert "Tjänsten når inte sin databas just nu" in answer.text
    assert ("Försök igen</a>" in answer.text, LONG[:20] in answer.text) == (method == "get", method == "post")


def coded(kind, sqlstate):
    error = kind("said")
    error.__cause__ = psycopg.errors.lookup(sqlstate)("said") if sqlstate else psycopg.OperationalError("said")
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (coded(OperationalError, None), DATABASE_AWAY),  # nobody listens, or the line was cut
        (coded(OperationalError, "57P01"), DATABASE_AWAY),  # shut down
        (coded(OperationalError, "57P03"), DATABASE_AWAY),  # starting up
        (coded(OperationalError, "53300"), DATABASE_AWAY),  # too many callers
        (coded(InternalError, "25006"), DATABASE_AWAY),  # another server has taken over
        (InterfaceError("connection already closed"), DATABASE_AWAY),
        (coded(OperationalError, "53100"), NO_ROOM_LEFT),
        (OSError(errno.ENOSPC, "full"), NO_ROOM_LEFT),
        (OSError(errno.ENOENT, "no such file"), None),
        (coded(OperationalError, "40P01"), None),  # a deadlock is ours
        (RuntimeError("broken"), None),
    ],
)
def test_what_the_program_stands_on_is_told_from_the_program(error, trouble):
    assert trouble_of(error) == trouble


@pytest.mark.urls(__name__)
def test_a_full_disk_has_a_sentence_of_its_own(db):
    answer = meet("get", "/full/")
    assert (answer.status_code, "Lagringsutrymmet är fullt." in answer.text) == (503, True)


def fields(text):
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_a_weakness_is_reported_to_whom_the_settings_name(db, client, settings):
    settings.SECURITY_CONTACT = "mailto:sakerhet@drift.example.se"
    settings.SITE_URL = "https://drift.example.se"
    answer = client.get("/.well-known/security.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    said = fields(answer.text)
    expires = datetime.strptime(said.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=179) < expires - datetime.now(UTC) < timedelta(days=366)  # within a year, as the RFC advises
    assert said == {
        "Contact": "mailto:sakerhet@drift.example.se",
        "Preferred-Languages": "sv, en",
        "Canonical": "https://drift.example.se/.well-known/security.txt",
    }
    assert answer.text.endswith("\n")


def test_without_a_contact_there_is_no_such_page(db, client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(reverse("security")).status_code == 404
