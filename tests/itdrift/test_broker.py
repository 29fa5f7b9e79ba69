"""A broker that is killed, stopped or slow under a request: the answer comes as usual, and what was done is done."""

import os
import signal
import time

import pytest
from django.urls import reverse
from kombu import Connection

from itdrift import broker, outbox
from itdrift.embedded import valkey
from itdrift.embedded.children import Children
from itdrift.models import Job
from onboarding.models import Message

from .test_outbox import NAMED

USUAL = 1.0  # seconds for a request, on a busy machine
TEXT = "Vi har fått frågor om volymen."


@pytest.fixture
def server(tmp_path, monkeypatch, transactional_db):
    """The real broker: start it, and send it a signal."""
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", valkey.url(tmp_path))
    monkeypatch.setitem(broker.quiet, "until", 0.0)
    with Children(tmp_path / "log") as children:

        def start():
            children.start("valkey", valkey.command(tmp_path))
            with Connection(valkey.url(tmp_path)) as connection:
                connection.ensure_connection(interval_start=0.05, interval_step=0, timeout=10)

        def send(number):
            process = children.running[-1][1]
            os.kill(process.pid, number)
            if number == signal.SIGKILL:
                process.wait()

        start()
        yield start, send
        send(signal.SIGCONT) if children.running[-1][1].poll() is None else None


def write(client, cast, case):
    """(Seconds, status) of a person's request that leaves letters to send."""
    said = {"to": [cast.coordinator.acting.mandate_id], "body": TEXT}
    began = time.monotonic()
    answer = client.post(reverse("message", args=[case.pk]), said)
    return time.monotonic() - began, answer.status_code


def queued(tmp_path, queue):
    with Connection(valkey.url(tmp_path)) as connection, connection.channel() as channel:
        return channel._size(queue)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_broker_that_dies_or_hangs_costs_a_request_a_second_once(server, client, cast, how):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    write(client, cast, case)  # the connection is there
    _, send = server
    send(how)
    times, statuses = zip(*[write(client, cast, case) for _ in range(3)], strict=True)
    assert set(statuses) == {302}, "saved, and told as saved"
    assert Message.objects.filter(body=TEXT).count() == 4
    assert times[0] < broker.PATIENCE + USUAL
    assert max(times[1:]) < USUAL, "nobody asks it again for a while"
    waiting = Job.objects.filter(done_at=None, name="mail.send").count()
    assert waiting >= 4
    assert outbox.perform_waiting(outbox.LETTERS) == waiting, "swept later"


def test_many_letters_of_one_act_wait_for_it_once(server):
    _, send = server
    send(signal.SIGSTOP)
    began = time.monotonic()
    outbox.put_all(NAMED, {f"{number}": {"name": f"{number}"} for number in range(50)})
    assert time.monotonic() - began < broker.PATIENCE + USUAL


def test_a_broker_that_was_started_anew_is_told_of_the_next_job(server, tmp_path):
    start, send = server
    outbox.put(NAMED, key="a", name="A")
    send(signal.SIGKILL)
    start()
    outbox.put(NAMED, key="b", name="B")
    assert queued(tmp_path, outbox.PAPERS) == 2


def test_whether_it_answers_is_known_in_a_second(server):
    _, send = server
    assert broker.answers()
    send(signal.SIGSTOP)
    began = time.monotonic()
    assert not broker.answers()
    assert time.monotonic() - began < broker.PATIENCE + USUAL


def test_each_kind_of_work_has_a_queue_and_each_queue_a_worker(settings):
    queues = [queue for queues, _, _ in settings.WORKERS.values() for queue in queues]
    assert sorted(queues) == ["account", "calendar", "letters", "papers", "scans"]
    assert {work.queue for work in outbox.JOBS.values()} == set(queues) - {"calendar"}
    assert {queue for name, work in outbox.JOBS.items() if name.startswith("account.") for queue in [work.queue]} == {
        "account"
    }
    assert (outbox.JOBS["mail.send"].queue, outbox.JOBS["mail.send"].inside) == ("letters", False)
    swept = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == "outbox.sweep"]
    assert [(entry["args"], entry["options"]) for entry in swept] == [
        ((queue,), {"queue": queue, "expire_seconds": 30}) for queue in ("letters", "scans", "papers", "account")
    ]
