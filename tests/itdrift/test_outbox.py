"""Work that must not be lost: done once in the end, whatever fails or is killed on the way."""

import ast
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail as django_mail
from django.db import connection, transaction
from django.utils import timezone

from itdrift import mail, outbox, tasks
from itdrift.database import snapshot
from itdrift.models import Job
from registry.models import ServiceCategory
from registry.workflow import ACTS, Paper

NAMED = "test.name_category"
TOP = Path(__file__).resolve().parents[2]


@outbox.job(NAMED)
def name_category(name, slowly=0, wrong=False):
    """The work of these tests: it leaves a row, so that doing it twice would show."""
    ServiceCategory.objects.create(name=name)
    time.sleep(slowly)
    if wrong:
        raise RuntimeError("something is away")


def names():
    return list(ServiceCategory.objects.values_list("name", flat=True))


def test_the_same_key_is_one_job(db):
    assert outbox.put(NAMED, key="a", name="A")
    assert outbox.put(NAMED, key="a", name="A") is None
    assert outbox.perform_waiting() == 1
    assert outbox.perform_waiting() == 0
    assert names() == ["A"]


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match=f"Two jobs are called {NAMED}"):
        outbox.job(NAMED)(len)
    assert outbox.registered(NAMED) is name_category


def test_what_is_not_registered_is_not_queued(db):
    with pytest.raises(LookupError, match=r"No job is registered as test\.unknown"):
        outbox.put("test.unknown", key="a")
    with pytest.raises(LookupError, match=r"No job is registered as test\.unknown"):
        outbox.put_all("test.unknown", {"a": {}})
    assert not Job.objects.exists()


def test_what_was_stored_under_a_name_that_went_says_so(db):
    Job.objects.create(key="a", name="test.unknown", not_before=timezone.now())
    assert outbox.perform_waiting() == 0
    assert Job.objects.get().error == "LookupError: No job is registered as test.unknown."


def named_in_the_code(function):
    """(The names that are written at calls of outbox.`function` or as its decorator, the calls with another expression.)"""
    names, others = [], []
    for app in ("itdrift", "registry", "onboarding", "fees", "reporting"):
        for path in (TOP / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == f"outbox.{function}":
                    first = node.args[0]
                    if isinstance(first, ast.Constant):
                        names.append(first.value)
                    else:
                        others.append(ast.unparse(first))
    return names, others


def test_every_name_in_the_code_is_registered():
    registered, by_constant = named_in_the_code("job")
    assert (len(set(registered)), by_constant) == (len(registered), ["SEND"])
    assert {*registered, mail.SEND} == {name for name in outbox.JOBS if not name.startswith("test.")}
    put, by_constant = named_in_the_code("put")
    assert (set(put) - set(registered), by_constant) == (set(), ["SEND"])
    assert named_in_the_code("put_all") == ([], ["SEND", "paper.job"])  # the name of a paper, from the row of an act
    papers = {paper.job for act in ACTS.values() for paper in act.paper if isinstance(paper, Paper)}
    assert papers
    assert papers - set(registered) == set()


def test_every_process_knows_all_jobs_and_tasks_from_its_start():
    """Not only one that has imported the pages: the names in a fresh process, with nothing but Django set up."""
    code = "import django; django.setup(); from itdrift import celery, outbox; print(*outbox.JOBS, *celery.app.tasks)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert {name for name in outbox.JOBS if not name.startswith("test.")} <= set(done.stdout.split())
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(done.stdout.split())


def test_an_act_that_is_rolled_back_leaves_no_job(db):
    with transaction.atomic():
        outbox.put(NAMED, key="a", name="A")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_the_worker_is_told_after_the_commit(transactional_db, monkeypatch):
    told = []
    monkeypatch.setattr(tasks.perform, "apply_async", lambda arguments, retry: told.extend(arguments))
    with transaction.atomic():
        job = outbox.put(NAMED, key="a", name="A")
        assert told == []
    assert told == [job.pk]


def test_a_broker_that_is_away_does_not_stop_the_act(transactional_db, monkeypatch):
    def away(arguments, retry):
        raise ConnectionError

    monkeypatch.setattr(tasks.perform, "apply_async", away)
    outbox.put(NAMED, key="a", name="A")
    tasks.sweep()
    assert names() == ["A"]


def test_what_fails_leaves_nothing_and_is_tried_again_later_then_given_up(db):
    outbox.put(NAMED, key="a", name="A", wrong=True)
    start = timezone.now() + timedelta(seconds=1)
    for attempt in range(Job.MOST_ATTEMPTS):
        with time_machine.travel(start + attempt * timedelta(hours=2), tick=False):
            assert outbox.perform_waiting() == 0
            job = Job.objects.get()
            assert (job.attempts, job.not_before > timezone.now()) == (attempt + 1, True)
    assert names() == []
    assert job.error == "RuntimeError: something is away"
    assert job.given_up
    with time_machine.travel(start + timedelta(days=30), tick=False):
        outbox.perform_waiting()
    assert Job.objects.get().attempts == Job.MOST_ATTEMPTS


def test_a_job_reads_one_snapshot(transactional_db):
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)


def run_in_another_process(job_id):
    """A worker of its own on the test database."""
    told = {name: connection.settings_dict[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    code = (
        "import django; django.setup(); import tests.itdrift.test_outbox; from django.db import connection;"
        f"connection.settings_dict.update({told!r}); from itdrift import outbox; outbox.perform({job_id})"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment)


def wait_until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_killed_worker_leaves_nothing_half_done(transactional_db):
    job = outbox.put(NAMED, key="a", name="A", slowly=60)
    worker = run_in_another_process(job.pk)
    wait_until(lambda: Job.objects.get().attempts == 1)
    time.sleep(0.5)  # well into the work
    assert not outbox.perform(job.pk), "while one works on it, no other does"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    Job.objects.update(arguments={"name": "A"})
    wait_until(lambda: outbox.perform(job.pk))
    assert names() == ["A"]


def test_mail_is_one_message_for_each_event_and_address(db):
    for _ in range(2):
        mail.put(key="allocated/1", to="lena@myndighet.example", subject="Ärende", body="Text")
    outbox.perform_waiting()
    assert [(m.subject, m.to, m.body) for m in django_mail.outbox] == [("Ärende", ["lena@myndighet.example"], "Text")]
