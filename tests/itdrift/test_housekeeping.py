"""What ran out or was done long ago goes, by the calendar; what somebody may come back for stays."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from itdrift import mail, tasks
from itdrift.models import Job, SentForm

from ..once import made_once
from .test_unsent import AGAIN, log_in


@made_once
def page(cast):
    return reverse("close", args=[cast.walk.request("registered").pk])


def test_it_is_in_the_calendar_each_night():
    (entry,) = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == tasks.keep_house.name]
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({3}, {10})


@pytest.mark.parametrize(("days", "stays"), [(-1, True), (6, True), (8, False)])
def test_a_session_goes_a_week_after_it_ran_out(client, cast, days, stays):
    client.force_login(cast.applicant)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=days))
    tasks.keep_house()
    assert Session.objects.exists() == stays


def test_who_left_a_form_open_overnight_finds_what_was_written(cast, page):
    client = Client()
    client.force_login(cast.coordinator, backend="django.contrib.auth.backends.ModelBackend")
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=8))
    tasks.keep_house()
    client.post(page, {"reason": "Ingen kan möta behovet."})
    log_in(client, cast.coordinator, page)
    assert AGAIN in client.get(page).text


def test_work_done_a_month_ago_goes_and_what_is_not_done_stays(db):
    old, new = timezone.now() - timedelta(days=31), timezone.now() - timedelta(days=29)
    for key, changes in {
        "done long ago": {"done_at": old},
        "done": {"done_at": new},
        "a letter": {"done_at": old, "name": mail.SEND},
        "given up": {"attempts": Job.MOST_ATTEMPTS},
        "waiting": {},
    }.items():
        Job.objects.create(**{"key": key, "name": "filing.keep_receipt", "not_before": old, **changes})
    Job.objects.update(created_at=old)
    tasks.keep_house()
    assert set(Job.objects.values_list("key", flat=True)) == {"done", "a letter", "given up", "waiting"}


def test_the_key_of_a_form_that_was_sent_goes_after_a_month(db, time_machine):
    time_machine.move_to(timezone.now())
    SentForm.objects.create(key="n" * 64, digest="s" * 64, led_to="/")
    tasks.keep_house()
    assert SentForm.objects.exists()
    time_machine.shift(timedelta(days=31))
    tasks.keep_house()
    assert not SentForm.objects.exists()
