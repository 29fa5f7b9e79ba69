"""The day's e-mail: one to each person who wants it, with what is new; and letters that leave the outbox."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from itdrift import outbox
from itdrift.celery import app
from itdrift.models import Job
from registry import tasks
from registry.models import Membership, Notice
from registry.people import acts as people_acts
from registry.people import notices

from ...once import made_once


@made_once
def daily(cast):
    """Both of the coordinator's want their e-mail once a day."""
    for person in (cast.coordinator, cast.coordinator_boss):
        people_acts.choose_mailing(by=person, mailing="daily")


def tell(cast, *keys):
    people = Membership.objects.current().filter(mandate=cast.coordinator.acting.mandate)
    for key in keys:
        context = {"case": {"diary_number": f"FK {key}"}}
        notices.tell(people, "onboarding/notices/received.txt", key=key, path=f"/arenden/{key}/", **context)


def letters():
    outbox.perform_waiting()
    return {m.to[0]: m.body for m in mail.outbox}


def test_one_letter_to_each_with_all_that_is_new(cast, daily):
    tell(cast, "1", "2")
    assert letters() == {}
    assert notices.send_digests() == 2
    sent = letters()
    assert set(sent) == {cast.coordinator.email, cast.coordinator_boss.email}
    for body in sent.values():
        assert all(f"FK {key}" in body and f"{settings.SITE_URL}/arenden/{key}/" in body for key in "12")


def test_run_twice_it_sends_once(cast, daily):
    tell(cast, "1")
    assert (notices.send_digests(), notices.send_digests()) == (2, 0)
    letters()
    assert notices.send_digests() == 0
    assert len(mail.outbox) == 2


def test_the_next_has_what_came_since(cast, daily):
    tell(cast, "1")
    notices.send_digests()
    tell(cast, "2")
    notices.send_digests()
    bodies = [m.body for m in mail.outbox] or list(letters().values())
    outbox.perform_waiting()
    bodies = [m.body for m in mail.outbox if m.to == [cast.coordinator.email]]
    assert [("FK 1" in body, "FK 2" in body) for body in bodies] == [(True, False), (False, True)]


def test_what_is_read_is_not_sent(cast, daily):
    tell(cast, "1", "2")
    cast.coordinator.notices.read()
    cast.coordinator_boss.notices.filter(key="1").read()
    assert notices.send_digests() == 1
    (body,) = letters().values()
    assert ("FK 1" in body, "FK 2" in body) == (False, True)


def test_it_catches_up_after_days_away(cast, daily):
    tell(cast, "1")
    Notice.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert notices.send_digests() == 2


def test_who_wants_none_any_more_or_has_left_gets_none(cast, daily):
    tell(cast, "1")
    people_acts.choose_mailing(by=cast.coordinator, mailing="never")
    cast.coordinator_boss.is_active = False
    cast.coordinator_boss.save()
    assert notices.send_digests() == 0


def test_who_wants_them_at_once_from_now_still_gets_what_waited(cast, daily):
    tell(cast, "1")
    people_acts.choose_mailing(by=cast.coordinator, mailing="at_once")
    assert notices.send_digests() == 2


def test_delivery_of_each_notice_follows_the_letter(cast, daily):
    tell(cast, "1", "2")
    notices.send_digests()
    letters()
    told = Notice.objects.unread_first().filter(recipient=cast.coordinator)
    assert {notice.delivery[:14] for notice in told} == {"E-post skickad"}


@pytest.mark.usefixtures("transactional_db")
def test_two_runs_at_once_put_each_notice_in_one_letter(cast, daily):
    tell(cast, *"12345")
    start = Barrier(3)

    def run():
        try:
            start.wait(timeout=20)
            notices.send_digests()
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in (cast.coordinator, cast.coordinator_boss):
        jobs = Job.objects.filter(arguments__to=person.email)
        assert sum(job.arguments["body"].count("/arenden/") for job in jobs) == 5


def test_beat_knows_both_tasks(cast, daily):
    scheduled = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert (scheduled["notices.send_digests"].hour, scheduled["notices.send_digests"].minute) == (
        {7},
        {0},
    )
    for name in ("notices.send_digests", "notices.forget_letters"):
        assert name in scheduled
        assert name in app.tasks
    tell(cast, "1")
    tasks.send_digests()
    assert len(letters()) == 2
    tasks.forget_letters()


# Letters leave the outbox


@pytest.fixture
def sent(cast):
    """Letters that have been sent at once."""
    tell(cast, "1")
    outbox.perform_waiting()


def test_old_letters_go_and_when_they_were_sent_stays(cast, sent):
    at = timezone.now() - timedelta(days=31)
    Job.objects.update(done_at=at)
    assert notices.forget_letters() == 2
    assert not Job.objects.exists()
    notice = Notice.objects.unread_first().get(recipient=cast.coordinator)
    assert (notice.mail, notice.mailed_at) == (None, at)
    assert notice.delivery == f"E-post skickad {timezone.localtime(at):%Y-%m-%d %H:%M}"


def test_what_was_told_is_not_told_again_when_its_letter_is_gone(cast, sent):
    Job.objects.update(done_at=timezone.now() - timedelta(days=31))
    notices.forget_letters()
    mail.outbox.clear()
    tell(cast, "1")
    notices.send_digests()
    assert letters() == {}


def test_young_failed_and_other_jobs_stay(cast, sent):
    old = timezone.now() - timedelta(days=90)
    last = Job.objects.order_by("pk").last()
    Job.objects.filter(pk=last.pk).update(done_at=None, created_at=old)
    Job.objects.create(key="annat", name="filing.keep_receipt", not_before=old, done_at=old)
    assert notices.forget_letters() == 0
    assert Job.objects.count() == 3


def test_a_digest_that_is_gone_is_not_sent_again(cast, daily):
    tell(cast, "1")
    notices.send_digests()
    letters()
    Job.objects.update(done_at=timezone.now() - timedelta(days=31))
    notices.forget_letters()
    assert notices.send_digests() == 0
