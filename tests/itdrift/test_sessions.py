"""What is shown to a person is kept in no cache."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from itdrift.sessions import never_in_a_cache

pytestmark = pytest.mark.usefixtures("db")
NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_from_the_log_in_itself_to_the_log_out(client, cast):
    said = {"username": cast.applicant.email, "password": "lösen-som-bara-finns-i-testet"}
    answers = [client.post(reverse("login"), said), client.get(reverse("services"))]
    answers.append(client.post(reverse("logout")))
    assert [(answer.status_code, answer.headers["Cache-Control"]) for answer in answers] == [
        (302, NEVER),
        (200, NEVER),
        (302, NEVER),
    ]


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "en-annan"])
def test_an_answer_that_begins_a_session_is_kept_nowhere(rf, cookie):
    answer = HttpResponse()
    answer.set_cookie(cookie, "x")
    answer = never_in_a_cache(lambda request: answer)(rf.get("/"))
    assert ("Cache-Control" in answer.headers) == (cookie == settings.SESSION_COOKIE_NAME)


def test_what_everybody_may_read_may_be_kept(client, cast):
    assert "Cache-Control" not in client.get(reverse("services")).headers
