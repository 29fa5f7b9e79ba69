"""What is shown to a person is kept in no cache."""

import pytest
from django.urls import reverse

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


def test_what_everybody_may_read_may_be_kept(client, cast):
    assert "Cache-Control" not in client.get(reverse("services")).headers
