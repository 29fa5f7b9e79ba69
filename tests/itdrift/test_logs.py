"""The log says which request and that somebody was refused, and neither who nor what; the number stands on page and letter too."""

import json
import logging
import logging.config
import sys
from copy import deepcopy

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import path, reverse

from itdrift import outbox
from itdrift.models import Job
from itdrift.request_log import current
from itdrift.site.urls import handler403, handler500
from itdrift.site.urls import urlpatterns as ours
from registry.models import User

from .test_outbox import NAMED

__all__ = ["handler403", "handler500"]
NUMBER = "proxy-7f3a9c"
LENA = "lena@myndighet.example"


def broken(request):
    raise RuntimeError("broken")


urlpatterns = [*ours, path("broken/", broken)]


def written_as(name):
    """What a handler of the program's would write, with the formatter of the name."""
    config = {**deepcopy(settings.LOGGING), "handlers": {}, "loggers": {}, "root": {}, "incremental": False}
    configurator = logging.config.DictConfigurator(config)
    handler = logging.Handler()
    handler.addFilter(configurator.configure_filter(config["filters"]["nameless"]))
    handler.setFormatter(configurator.configure_formatter(config["formatters"][name]))
    lines = []
    handler.emit = lambda record: lines.append(handler.format(record))
    return handler, lines


@pytest.fixture(params=["line", "json"])
def lines(request, caplog):
    caplog.set_level(logging.INFO)
    handler, lines = written_as(request.param)
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_the_handler_has_the_filter_and_workers_have_the_handler():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["nameless"]
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "json"  # lines only where people develop
    assert settings.LOGGING["filters"]["nameless"]["()"] == "itdrift.logs.Nameless"
    assert settings.CELERY_WORKER_HIJACK_ROOT_LOGGER is False


@pytest.mark.parametrize(("who", "status"), [("applicant", 403), ("stranger", 404), ("applicant_boss", 200)])
def test_who_asked_for_what_is_not_written(client, cast, lines, who, status):
    case = cast.walk.registered()
    client.force_login(getattr(cast, who))
    lines.clear()
    address = reverse("let_in", args=[case.pk])
    answer = client.get(address, {"sok": "Bolagsverket"}, headers={"X-Request-ID": NUMBER})
    assert (answer.status_code, answer["X-Request-ID"]) == (status, NUMBER)
    text = "\n".join(lines)
    assert f"GET /arenden/<int:pk>/gaster/ {status}" in text
    assert all(NUMBER in line for line in lines)
    for secret in (f"/{case.pk}/", "Anna", "Sten", "Göran", "Bolagsverket", case.diary_number, "Traceback"):
        assert secret not in text


def test_each_request_has_a_number_of_its_own_and_takes_none_that_is_odd(client, db):
    numbers = {client.get("/om/", headers={"X-Request-ID": "a\nb"})["X-Request-ID"] for _ in range(2)}
    assert (len(numbers), {len(number) for number in numbers}) == (2, {12})
    assert current.get() == ""


def test_a_line_of_json(client, db, caplog):
    caplog.set_level(logging.INFO)
    handler, lines = written_as("json")
    logging.getLogger().addHandler(handler)
    answer = client.get("/om/")
    logging.getLogger().removeHandler(handler)
    line = json.loads(lines[-1])
    assert line.pop("time")[:2] == "20"
    assert isinstance(line.pop("ms"), int)
    assert line.pop("message").startswith("GET /om/ 200")
    assert line == {
        "level": "INFO",
        "logger": "itdrift.request_log",
        "request": answer["X-Request-ID"],
        "method": "GET",
        "route": "om/",
        "status": 200,
    }


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("address", "status"), [("/broken/", 500), ("/nowhere/", 404)])
def test_it_stands_on_the_page_of_an_error(db, address, status):
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, f"<code>{answer['X-Request-ID']}</code>" in answer.text) == (status, True)


def test_the_letters_and_the_work_that_a_request_leads_to_bear_it(client, cast, lines):
    case = cast.walk.registered()
    outbox.perform_waiting()
    mail.outbox.clear()
    client.force_login(cast.applicant)
    said = {"to": [cast.coordinator.acting.mandate_id], "body": "Hej."}
    client.post(reverse("message", args=[case.pk]), said, headers={"X-Request-ID": NUMBER})
    queued = Job.objects.filter(done_at=None)
    assert set(queued.values_list("request_id", flat=True)) == {NUMBER}
    outbox.perform_waiting()
    assert {message.extra_headers["X-Request-ID"] for message in mail.outbox} == {NUMBER}


def test_what_fails_in_a_worker_is_logged_under_the_request(client, db, lines):
    Job.objects.create(
        key="a", name=NAMED, arguments={"name": "A", "wrong": True}, request_id=NUMBER, not_before="2026-01-01T00:00Z"
    )
    outbox.perform_waiting()
    assert any(NUMBER in line and "something is away" in line for line in lines)
    assert current.get() == ""


def test_a_row_that_breaks_a_rule_is_not_written_out(db, lines):
    User.objects.create_user(LENA, None, name="Lena")
    try:
        with transaction.atomic():
            User.objects.create_user(LENA, None, name="Lena")
    except IntegrityError:
        logging.getLogger("itdrift").error("It did not work", exc_info=sys.exc_info())
    assert ("IntegrityError" in lines[-1], LENA in lines[-1]) == (True, False)
