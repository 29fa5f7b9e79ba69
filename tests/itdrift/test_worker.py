"""A real worker and a real broker: a job is done as soon as it is committed, and again after both were killed."""

import os
import signal
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from itdrift import broker, outbox
from itdrift.celery import app
from itdrift.embedded import valkey
from itdrift.embedded.children import Children
from itdrift.models import Job
from tests.itdrift.test_outbox import NAMED, names, wait_until


def test_beat_names_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


@pytest.fixture
def servers(tmp_path, transactional_db, monkeypatch):
    """A broker of its own, and a way to start a worker on the test database."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {**os.environ, "DATABASE_URL": database, "CELERY_BROKER_URL": valkey.url(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "itdrift.settings"
    worker = [sys.executable, "-m", "celery", "-A", "itdrift", "worker", "--concurrency", "1", "--loglevel", "INFO"]
    worker += ["--include", "tests.itdrift.test_outbox"]
    with Children(tmp_path / "log") as children:
        children.start("valkey", valkey.command(tmp_path))
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", valkey.url(tmp_path))
        monkeypatch.setitem(broker.quiet, "until", 0.0)
        wait_until(broker.answers)
        yield children, lambda: children.start("worker", worker, env=environment)


def test_a_worker_does_it_and_another_takes_over_when_it_is_killed(servers):
    children, start_worker = servers
    start_worker()
    outbox.put(NAMED, key="first", name="Först")
    wait_until(lambda: names() == ["Först"])
    slow = outbox.put(NAMED, key="second", name="Sedan", slowly=60)
    wait_until(lambda: Job.objects.get(pk=slow.pk).interrupted == 1)
    _name, worker = children.running.pop()
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    Job.objects.filter(pk=slow.pk).update(arguments={"name": "Sedan"})
    start_worker()
    wait_until(lambda: outbox.perform_waiting() or Job.objects.get(pk=slow.pk).done_at)  # as beat's sweep does
    assert sorted(names()) == ["Först", "Sedan"]
