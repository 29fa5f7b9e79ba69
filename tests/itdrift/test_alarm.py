"""An alarm reaches a person once, whatever is wrong, and says when it is over."""

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError

from itdrift import alarm, health
from itdrift.models import Alarm

WRONG = {"broker": "Meddelandekön svarar inte. Brev och handlingar dröjer."}
RIGHT = {"broker": ""}
UNKNOWN = {"broker": None}


@pytest.fixture
def found(monkeypatch):
    """What the watch finds, one look after the other."""
    looks = []
    monkeypatch.setattr(health, "look", lambda: looks.pop(0))
    return looks


def look(watch, found, *looks):
    """The subjects of what is told in these looks."""
    mail.outbox.clear()
    found[:] = looks
    for _ in looks:
        watch.look()
    return [message.subject for message in mail.outbox]


BEGINS, ENDS = "Larm: meddelandekön – Samordnad it-drift", "Över: meddelandekön – Samordnad it-drift"


def test_once_when_it_begins_and_once_when_it_is_over(cast, found):
    watch = alarm.Watch()
    assert look(watch, found, RIGHT, WRONG) == []
    assert look(watch, found, WRONG, *[WRONG] * 100) == [BEGINS]
    assert mail.outbox[0].to == [cast.admin.email]
    assert "Meddelandekön svarar inte. Brev och handlingar dröjer." in mail.outbox[0].body
    assert mail.outbox[0].extra_headers == {"Auto-Submitted": "auto-generated"}
    assert look(watch, found, RIGHT, WRONG, RIGHT, UNKNOWN) == []
    assert look(watch, found, RIGHT) == [ENDS]
    assert look(watch, found, RIGHT, RIGHT) == []
    assert not Alarm.objects.exists()


def test_a_restart_is_no_alarm(cast, found):
    assert look(alarm.Watch(), found, WRONG, RIGHT, WRONG, RIGHT, RIGHT) == []


def test_a_watch_that_is_started_anew_knows_what_was_told(cast, found):
    assert look(alarm.Watch(), found, WRONG, WRONG) == [BEGINS]
    assert look(alarm.Watch(), found, WRONG, WRONG, WRONG) == []
    assert look(alarm.Watch(), found, RIGHT, RIGHT) == [ENDS]


def test_those_whom_the_settings_name_are_told_instead(cast, found, settings):
    settings.ALARM_TO = ["drift@myndighet.example", "jour@myndighet.example"]
    look(alarm.Watch(), found, WRONG, WRONG)
    assert mail.outbox[0].to == settings.ALARM_TO


def test_without_a_database_it_is_told_all_the_same_and_once(cast, found, monkeypatch):
    watch = alarm.Watch()
    look(watch, found, RIGHT)

    def away(*_, **__):
        raise OperationalError("away")

    monkeypatch.setattr(Alarm.objects, "exclude", away)
    monkeypatch.setattr(alarm.connection, "close", lambda: None)
    assert look(watch, found, WRONG, WRONG, WRONG, WRONG) == [BEGINS]
    assert mail.outbox[0].to == [cast.admin.email]


def test_what_could_not_be_told_is_told_at_the_next_look(cast, found, settings, monkeypatch):
    watch = alarm.Watch()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    assert look(watch, found, WRONG, WRONG, WRONG) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert look(watch, found, WRONG, WRONG) == [BEGINS]


def test_every_part_has_a_name_in_words(db):
    assert set(alarm.NAMES) == set(health.look())


def test_the_command_looks_every_minute(cast, found, monkeypatch):
    found[:] = [WRONG, WRONG]
    waited = []

    def wait(seconds):
        waited.append(seconds)
        if len(waited) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        call_command("watch")
    assert (waited, [message.subject for message in mail.outbox]) == ([60, 60], [BEGINS])
