"""Letters: once for each event and address, whatever the mail server does; and nobody waits for it."""

import email
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent_mail
from django.db import connection
from django.utils import timezone

from itdrift import mail, outbox
from itdrift.models import Job

from .mail_server import mail_server

LENA = "lena@myndighet.example"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.EMAIL_TIMEOUT = 0.3


def put(key="allocated/1", to=LENA):
    return mail.put(key=key, to=to, subject="Ärende", body="Text")


def later(times=1):
    """The sweep, when it is time for the letter again."""
    for _ in range(times):
        with time_machine.travel(Job.objects.get().not_before + timedelta(seconds=1), tick=False):
            outbox.perform_waiting()


def test_it_is_one_message_for_each_event_and_address(db):
    for _ in range(2):
        put()
    outbox.perform_waiting()
    assert [(m.subject, m.to, m.body) for m in sent_mail.outbox] == [("Ärende", [LENA], "Text")]


def test_it_says_that_no_person_wrote_it_and_is_the_same_letter_each_time(db, settings):
    """So that no holiday message answers it (RFC 3834), and who gets it twice drops the copy (RFC 5322, 3.6.4)."""
    settings.DEFAULT_FROM_EMAIL = "Samordnad it-drift <svara-inte@drift.example.se>"
    with mail_server(settings, END=None) as server:
        put()
        outbox.perform_waiting()
        server.says.clear()
        later()
        assert Job.objects.get().done_at
        first, again = [email.message_from_bytes(letter) for letter in server.letters]
        put(to="sten@myndighet.example")
        mail.put_all([("allocated/1", "siv@myndighet.example", "Ärende", "Text")])
        outbox.perform_waiting()
    others = [email.message_from_bytes(letter)["Message-ID"] for letter in server.letters[2:]]
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"].endswith("@drift.example.se>")
    assert len({first["Message-ID"], *others}) == 3
    assert {first["Auto-Submitted"], again["Auto-Submitted"]} == {"auto-generated"}


@pytest.mark.parametrize("how", [{"greeting": "silence"}, {"greeting": None}, {"greeting": b"421 too busy"}])
def test_while_the_server_is_away_the_letter_waits_as_long_as_it_takes(db, settings, how):
    with mail_server(settings, **how) as server:
        put()
        outbox.perform_waiting()
        later(Job.MOST_ATTEMPTS)
        job = Job.objects.get()
        assert (job.done_at, job.attempts, job.error.split(":")[0]) == (None, 0, "NotNowError")
        server.greeting = b"220 here"
        server.says.clear()
        later()
    assert (Job.objects.get().done_at is not None, len(server.letters)) == (True, 1)


def test_nobody_listens(db, settings):
    with mail_server(settings):
        pass
    put()
    outbox.perform_waiting()
    assert Job.objects.get().error.startswith("NotNowError: the mail server:")


@pytest.mark.parametrize(
    "how",
    [
        {"EHLO": "silence"},
        {"MAIL": None},
        {"DATA": None},
        {"END": None},
        {"END": "silence"},
        {"RCPT": b"451 greylisted"},
    ],
)
def test_a_line_that_drops_or_a_no_for_now_is_tried_again(db, settings, how):
    with mail_server(settings, **how) as server:
        put()
        outbox.perform_waiting()
        job = Job.objects.get()
        assert (job.done_at, job.attempts, job.given_up) == (None, 1, False)
        server.says.clear()
        later()
    assert Job.objects.get().done_at


@pytest.mark.parametrize("how", [{"RCPT": b"550 no such mailbox"}, {"END": b"554 not wanted"}])
def test_a_no_for_good_is_not_asked_again(db, settings, how):
    with mail_server(settings, **how) as server:
        put()
        outbox.perform_waiting()
        server.says.clear()
        assert Job.objects.get().given_up
        assert Job.objects.get().error == f"NeverError: {next(iter(how.values())).decode()}"


@pytest.mark.parametrize(("code", "for_good"), [(421, False), (499, False), (500, True), (554, True)])
def test_only_what_begins_with_a_five_is_for_good(code, for_good):
    assert isinstance(mail._failure(code, b"no"), outbox.NeverError) == for_good


def test_a_slow_server_is_waited_for_without_a_transaction(transactional_db, settings):
    """The row is free while it says nothing: nobody else waits for the mail server, in the database or out of it."""
    settings.EMAIL_TIMEOUT = 2
    states = []

    class Watching(dict):
        def get(self, command, default):
            if command == "DATA":
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%%'"
                    )
                    states.extend(cursor.fetchall())
                connection.close()
            return super().get(command, default)

    with mail_server(settings) as server:
        server.says = Watching()
        put()
        assert outbox.perform_waiting() == 1
    assert (states, len(server.letters)) == ([], 1)


def test_a_letter_on_its_way_that_is_taken_back_is_not_sent_again(db):
    """It cannot be called back; but if the worker is killed now, nobody sends it a second time."""
    on_its_way, waiting = put(), put(key="allocated/2")
    outbox._begin(on_its_way.pk)
    mail.take_back([on_its_way.pk, waiting.pk])
    assert Job.objects.get() == on_its_way
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert outbox.perform_waiting() == 0
    assert sent_mail.outbox == []
