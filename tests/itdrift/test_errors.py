"""The error page needs nothing; the address for reports of weaknesses says what RFC 9116 asks for."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Engine
from django.test import Client
from django.urls import path, reverse
from django.views.defaults import server_error

from itdrift.site.urls import urlpatterns as ours


def broken(request):
    raise RuntimeError("broken")


urlpatterns = [*ours, path("broken/", broken)]


def test_the_error_page_needs_no_static_files_context_or_database(settings, rf):
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    settings.STATIC_ROOT = "/nowhere"
    answer = server_error(rf.get("/"))  # without the mark, a test has no database
    assert (answer.status_code, "Något gick fel hos oss" in answer.content.decode()) == (500, True)


def test_the_error_page_is_plain_text_without_a_tag():
    source = Engine.get_default().get_template("500.html").source
    assert not re.search(r"\{[%{]|style|script", source)


@pytest.mark.urls(__name__)
def test_who_meets_an_error_sees_the_page(db, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]
    answer = Client(raise_request_exception=False).get("/broken/")
    assert (answer.status_code, "Felet är vårt" in answer.text) == (500, True)


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
