"""Work that must not be lost: done once in the end, whatever fails or is killed on the way."""

import ast
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from itdrift import broker, mail, outbox, tasks
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


def test_two_workers_that_took_the_same_job_do_it_once(transactional_db, monkeypatch):
    """The other one had taken it before this one was done, and comes to do it after."""
    job = outbox.put(NAMED, key="a", name="A")
    do_inside, others, again = outbox._do_inside, [], []

    def late(job, work):
        monkeypatch.undo()
        others.append(outbox.perform(job.pk))
        return do_inside(job, SimpleNamespace(function=lambda **named: again.append(named)))

    monkeypatch.setattr(outbox, "_do_inside", late)
    assert (outbox.perform(job.pk), others, again, names()) == (False, [True], [], ["A"])


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match=f"Two jobs are called {NAMED}"):
        outbox.job(NAMED)(len)
    assert outbox.registered(NAMED).function is name_category


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
    monkeypatch.setattr(broker, "tell", lambda job_id, queue: told.append((job_id, queue)))
    with transaction.atomic():
        job = outbox.put(NAMED, key="a", name="A")
        assert told == []
    assert told == [(job.pk, "papers")]


def test_a_sweep_does_what_waits_in_its_queue(db):
    outbox.put(NAMED, key="a", name="A")
    for queue in ("letters", "account"):
        tasks.sweep(queue)
        assert names() == []
    tasks.sweep("papers")
    assert names() == ["A"]


def test_a_sweep_takes_a_bite_the_longest_waiting_first(db, monkeypatch):
    """What it has begun it ends; what it has no time to begin waits for the next one."""
    for name in ("A", "B", "C"):
        outbox.put(NAMED, key=name, name=name, slowly=0.3)
    Job.objects.filter(key="C").update(not_before=timezone.now() - timedelta(hours=1))
    monkeypatch.setattr(outbox, "BITE", 0.2)
    tasks.sweep("papers")
    assert names() == ["C"]
    tasks.sweep("papers")
    assert sorted(names()) == ["A", "C"]


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


@pytest.mark.parametrize("error", [outbox.NotNowError("the mail server is away"), OperationalError("the disk is full")])
def test_what_is_away_is_no_failure_of_the_job(db, monkeypatch, error):
    def fails(**arguments):
        raise error

    monkeypatch.setitem(outbox.JOBS, NAMED, outbox.Work(fails, outbox.PAPERS, inside=True))
    outbox.put(NAMED, key="a", name="A")
    for minutes in range(2 * Job.MOST_ATTEMPTS):
        with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
            outbox.perform_waiting()
            job = Job.objects.get()
            assert (job.attempts, job.interrupted, job.not_before - timezone.now()) == (0, 0, outbox.SOON)
    assert job.error == f"{type(error).__name__}: {error}"


def test_what_will_never_succeed_is_given_up_at_once(db, monkeypatch):
    def fails(**arguments):
        raise outbox.NeverError("550 no such mailbox")

    monkeypatch.setitem(outbox.JOBS, NAMED, outbox.Work(fails, outbox.PAPERS, inside=True))
    outbox.put(NAMED, key="a", name="A")
    outbox.perform_waiting()
    assert (Job.objects.get().given_up, Job.objects.get().error) == (True, "NeverError: 550 no such mailbox")


def test_a_job_that_kills_its_worker_is_taken_up_ever_more_seldom_and_never_given_up(db):
    """Three times at once, since workers are also killed for reasons of their own; then after 80 s, 160 s, …, an hour."""
    outbox.put(NAMED, key="a", name="A")
    rests = []
    for _ in range(12):
        begun = outbox._begin(Job.objects.get().pk)  # and then the worker is gone
        rests.append(round((begun.not_before - timezone.now()).total_seconds()))
        Job.objects.update(not_before=timezone.now())
    assert rests == [0, 0, 0, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    job = Job.objects.get()
    assert (job.attempts, job.interrupted, job.given_up) == (0, 12, False)
    assert outbox.perform_waiting() == 1


def test_work_outside_a_transaction_holds_nothing_and_nobody_else_begins_it(db, monkeypatch):
    seen = []

    def work(**arguments):
        seen.append((outbox.perform(Job.objects.get().pk), Job.objects.select_for_update(nowait=True).count()))

    monkeypatch.setitem(outbox.JOBS, NAMED, outbox.Work(work, outbox.LETTERS, inside=False))
    outbox.put(NAMED, key="a", name="A")
    assert outbox.perform_waiting() == 1
    assert seen == [(False, 1)]


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
    wait_until(lambda: Job.objects.get().interrupted == 1)
    time.sleep(0.5)  # well into the work
    assert not outbox.perform(job.pk), "while one works on it, no other does"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    Job.objects.update(arguments={"name": "A"})
    wait_until(lambda: outbox.perform(job.pk))
    assert names() == ["A"]
