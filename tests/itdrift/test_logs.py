"""The log says that somebody was refused, and neither who nor what."""

import logging

import pytest
from django.conf import settings
from django.urls import reverse

from itdrift.logs import Nameless


@pytest.fixture
def lines(caplog):
    """What the program's own handler would write."""
    handler = logging.Handler()
    handler.addFilter(Nameless())
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    written = []
    handler.emit = lambda record: written.append(handler.format(record))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_the_handler_has_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["nameless"]
    assert settings.LOGGING["filters"]["nameless"]["()"] == "itdrift.logs.Nameless"


@pytest.mark.parametrize(("who", "status"), [("applicant", 403), ("stranger", 404)])
def test_who_was_refused_what_is_not_written(client, cast, lines, who, status):
    case = cast.walk.registered()
    client.force_login(getattr(cast, who))
    assert client.get(reverse("let_in", args=[case.pk])).status_code == status
    text = "\n".join(lines)
    assert "/arenden/…/gaster/" in text
    for secret in (f"/{case.pk}/", "Anna", "Sten", case.diary_number, "Traceback"):
        assert secret not in text
