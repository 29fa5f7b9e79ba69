"""Workers are killed at any moment while they make the account: in the end there is one draft, and one decided paper (11 §)."""

import hashlib
import os
import random
import signal
import time
from contextlib import suppress

import pytest
from django.db import connection

from itdrift import outbox
from itdrift.models import Job
from reporting import cut
from reporting.account import acts as account_acts
from reporting.cut.manifest import is_whole
from reporting.models import Report, ReportDocument
from reporting.paper import document, jobs

from ...drill import rounds
from ...itdrift.test_outbox import run_in_another_process, wait_until

pytestmark = [pytest.mark.section(11), pytest.mark.drill, pytest.mark.usefixtures("transactional_db")]
YEAR = 2025  # over already, whatever the clock of the workers says
LINGER = 0.04  # seconds in each phase, so that there is a moment to be killed at
random_moment = random.Random(11).random  # noqa: S311 - the same moments in every run
# In which phase the worker is killed, one after the other, and how far into it.
OF_THE_DRAFT = [(phase, random_moment() * LINGER) for phase in ("wait", "cut", "draw", "store") * rounds(1, 5)]
OF_THE_DECISION = [(phase, random_moment() * LINGER) for phase in ("wait", "draw", "store") * rounds(1, 5)]


def undone_jobs():
    return Job.objects.filter(name__startswith="account.", done_at=None).order_by("pk")


class Phases:
    """Tells the killer in which phase a worker is, and stays there for a moment."""

    def __init__(self):
        self.reader, self.writer = os.pipe()

    def enter(self, phase):
        os.write(self.writer, f"{phase}\n".encode())
        time.sleep(LINGER)

    def wait_for(self, phase):
        said = b""
        while f"{phase}\n".encode() not in said:
            said += os.read(self.reader, 1)

    def lingering(self, phase, act, *, after=False):
        """`act`, in a phase of its own: before it, or when it has been done and is not committed yet."""

        def slowly(*args, **kwargs):
            done = act(*args, **kwargs) if after else None
            self.enter(phase)
            return done if after else act(*args, **kwargs)

        return slowly


@pytest.fixture
def phases(monkeypatch):
    found = Phases()
    monkeypatch.setattr(jobs, "cut", found.lingering("cut", cut.cut))
    monkeypatch.setattr(document, "draw", found.lingering("draw", document.draw))
    monkeypatch.setattr(ReportDocument, "keep", found.lingering("store", ReportDocument.keep, after=True))
    yield found
    os.close(found.reader)
    os.close(found.writer)


def start_worker(phases):
    """A process of its own, with a connection of its own, that does what waits; returns its number."""
    if pid := os.fork():
        return pid
    inherited, connection.connection = connection.connection, None  # it is the parent's, and is not closed here
    with suppress(BaseException):
        while job := undone_jobs().first():
            phases.enter("wait")
            outbox.perform(job.pk)
    os._exit(0 if inherited is None else 1)


def kill_one_after_the_other(phases, moments):
    for phase, delay in moments:
        pid = start_worker(phases)
        phases.wait_for(phase)
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(pid, 0)[1]), f"done before it was killed: {phase}"


def finish():
    """Another worker does what is left, as soon as the database has seen that the killed one is gone."""

    def all_is_done():
        if job := undone_jobs().first():
            outbox.perform(job.pk)
        return not undone_jobs().exists()

    wait_until(all_is_done)


def only(**of):
    """The one document there is of the kind, which is what its digest says."""
    kept = ReportDocument.objects.get(secret=False, **of)
    assert hashlib.sha256(kept.content).hexdigest() == kept.digest
    return kept


def test_killed_workers_make_one_account(cast, account, phases):
    report = account_acts.make(account.heard(YEAR), by=cast.coordinator)
    kill_one_after_the_other(phases, OF_THE_DRAFT)
    assert not ReportDocument.objects.exists()
    finish()
    report = Report.objects.get()
    assert (report.cut_revision, report.drawn_revision, is_whole(report.cut)) == (
        report.revision,
        report.revision,
        True,
    )
    assert bytes(only(final=False).content) == jobs.draft(report, report.cut)
    account.decide(report)
    kill_one_after_the_other(phases, OF_THE_DECISION)
    assert not ReportDocument.objects.filter(final=True).exists()
    finish()
    assert Report.objects.get().cut == report.cut
    assert bytes(only(final=True).content) == jobs.decided(Report.objects.get())
    assert Job.objects.filter(name__startswith="account.", done_at=None).count() == 0


def test_the_real_paper_is_made_once_by_the_worker_after_the_killed_one(cast, account, drawn):
    report = account_acts.make(account.heard(YEAR), by=cast.coordinator)
    outbox.perform(undone_jobs().get().pk)  # the figures are cut
    job = undone_jobs().get()
    worker = run_in_another_process(job.pk)
    wait_until(lambda: Job.objects.get(pk=job.pk).interrupted == 1)
    time.sleep(0.3)  # it takes longer to draw
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert not ReportDocument.objects.exists()
    finish()
    report = Report.objects.get()
    assert only(final=False).content[:8] == b"%PDF-1.7"
    assert bytes(only(final=False).content) == jobs.draft(report, report.cut)
