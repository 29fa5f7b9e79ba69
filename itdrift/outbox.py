"""Put work in the outbox, and do it: once in the end, whatever is killed on the way."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from . import broker
from .database import snapshot
from .logs import without_values
from .models import Job
from .request_log import current, within

log = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., None])

# Each queue has workers of its own (settings.WORKERS), so that none waits for what the others wait for.
LETTERS, SCANS, PAPERS, ACCOUNT = "letters", "scans", "papers", "account"
LEASE = timedelta(minutes=5)  # how long work outside a transaction is left alone: longer than its worker may take
SOON = timedelta(seconds=30)  # until what needs something that is away is tried again
INTERRUPTIONS = 3  # so often a job is taken up at once after its worker was killed
STAYS = timedelta(days=30)  # how long what is done stays to be looked at
BITE = 20  # seconds of work that a sweep takes on


class NotNowError(Exception):
    """Says that what a job needs is away: no failure of the job's, which is tried again until it is done."""


class NeverError(Exception):
    """Says that a job will not succeed however often it is tried."""


@dataclass(frozen=True)
class Work:
    """A Work is what is done in a job: the function, the queue of those who do it, and whether inside a transaction."""

    function: Callable[..., None]
    queue: str
    inside: bool


JOBS: dict[str, Work] = {}  # by the registered name


def job(name: str, *, queue: str = PAPERS, inside: bool = True) -> Callable[[Function], Function]:
    """Register the decorated function as the job of this name, which is what the outbox stores: its code may move.

    inside: in the transaction that marks it as done. Not so for what talks to others: they may be slow, and what they were
    told is not taken back. Raises ValueError if the name is taken. A module that registers jobs is imported by its app's `tasks`.
    """

    def register(function: Function) -> Function:
        if name in JOBS:
            raise ValueError(f"Two jobs are called {name}.")
        JOBS[name] = Work(function, queue, inside)
        return function

    return register


def registered(name: str) -> Work:
    """Return what is registered under the name; LookupError, which says so, if nothing is."""
    if name not in JOBS:
        raise LookupError(f"No job is registered as {name}.")
    return JOBS[name]


def put(name: str, /, *, key: str, **arguments: Any) -> Job | None:
    """Queue the job in the current transaction; the same key twice is one job. Returns it, or None if it was there.

    Raises LookupError if no job is registered under the name.
    """
    queue = registered(name).queue
    job, new = Job.objects.get_or_create(
        key=key,
        defaults={"name": name, "arguments": arguments, "not_before": timezone.now(), "request_id": current.get()},
    )
    if new:
        transaction.on_commit(partial(broker.tell, job.pk, queue))
    return job if new else None


def put_all(name: str, arguments: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Queue the job once for each of {key: arguments}, in a fixed number of queries; returns {key: the Job's key}.

    In the order of the keys, so that two that queue the same do not wait for each other both ways.
    """
    queue = registered(name).queue
    now = timezone.now()
    jobs = [
        Job(key=key, name=name, arguments=said, not_before=now, request_id=current.get())
        for key, said in sorted(arguments.items())
    ]
    # a job that is there already is returned as it is
    Job.objects.bulk_create(jobs, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    put = {job.key: job.pk for job in jobs}
    for pk in sorted(put.values()):
        transaction.on_commit(partial(broker.tell, pk, queue))
    return put


def perform(job_id: int) -> bool:
    """Do one job if nobody else is doing it: True when done now.

    Work inside a transaction is done in one with the mark that it is done: the row's lock is the lease, so a kill releases
    it. It reads one snapshot of the database. Work outside holds nothing; its lease is the time until which it does not wait.
    """
    job = _begin(job_id)
    if job is None:
        return False
    with within(job.request_id):
        return _try(job)


def _try(job: Job) -> bool:
    """Do it, or write down what came of it."""
    try:
        work = registered(job.name)
        return _do_inside(job, work) if work.inside else _do_outside(job, work)
    except (NotNowError, OperationalError, InterfaceError) as error:
        log.warning("Job %s has to wait: %s", job.pk, error)
        _write(job, error, not_before=timezone.now() + SOON)
    except Exception as error:
        log.exception("Job %s failed", job.pk)
        more = Job.MOST_ATTEMPTS if isinstance(error, NeverError) else 1
        _write(job, error, attempts=F("attempts") + more, not_before=timezone.now() + _patience(job.attempts + 1))
    return False


def _begin(job_id: int) -> Job | None:
    """Take the job, in a transaction of its own; None if it does not wait, or somebody else has it.

    That it was begun is counted, so that a job that kills its worker is taken up ever more seldom; that is no failure of its.
    """
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).waiting(now).filter(pk=job_id).first()
        if job is None:
            return None
        wait = _patience(job.interrupted) if job.interrupted >= INTERRUPTIONS else timedelta()
        if job.name in JOBS and not JOBS[job.name].inside:
            wait = max(wait, LEASE)
        if wait:
            job.not_before = now + wait
        job.interrupted += 1
        job.save(update_fields=["not_before", "interrupted"])
        return job


def _do_inside(job: Job, work: Work) -> bool:
    with snapshot():
        locked = Job.objects.select_for_update(skip_locked=True).filter(pk=job.pk, done_at=None).first()
        if locked is None:
            return False
        work.function(**locked.arguments)
        Job.objects.filter(pk=job.pk).update(done_at=timezone.now(), error="")
    return True


def _do_outside(job: Job, work: Work) -> bool:
    work.function(**job.arguments)
    Job.objects.filter(pk=job.pk).update(done_at=timezone.now(), error="")
    return True


def _write(job: Job, error: Exception, **how: Any) -> None:
    """Write down what came of it; nothing if the job was taken back meanwhile."""
    said = without_values(f"{type(error).__name__}: {error}")[:1000]
    Job.objects.filter(pk=job.pk, done_at=None).update(error=said, interrupted=0, **how)


def _patience(times: int) -> timedelta:
    return timedelta(seconds=min(10 * 2**times, 3600))


def perform_waiting(queue: str | None = None, *, seconds: float | None = None) -> int:
    """Do what waits, one after the other, all or of one queue; begin nothing after so many seconds.

    Returns how many were done.
    """
    waiting = Job.objects.waiting(timezone.now())
    if queue:
        waiting = waiting.exclude(name__in=[name for name, work in JOBS.items() if work.queue != queue])
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    done = 0
    for job_id in list(waiting.order_by("not_before", "pk").values_list("pk", flat=True)):
        if time.monotonic() > end:
            break
        done += perform(job_id)
    return done


def forget_done(*, but: str) -> int:
    """Let jobs go that were done long ago, `but` those of one name, which others look after. Returns how many went."""
    return Job.objects.filter(done_at__lt=timezone.now() - STAYS).exclude(name=but).delete()[0]
