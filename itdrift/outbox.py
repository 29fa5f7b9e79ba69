"""Put work in the outbox, and do it: once in the end, whatever is killed on the way."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from .celery import app
from .database import snapshot
from .models import Job

log = logging.getLogger(__name__)
Work = TypeVar("Work", bound=Callable[..., None])

JOBS: dict[str, Callable[..., None]] = {}  # the function of each registered name


def job(name: str) -> Callable[[Work], Work]:
    """Register the decorated function as the job of this name, which is what the outbox stores: its code may move.

    Raises ValueError if the name is taken. A module that registers jobs is imported by its app's `tasks`.
    """

    def register(function: Work) -> Work:
        if name in JOBS:
            raise ValueError(f"Two jobs are called {name}.")
        JOBS[name] = function
        return function

    return register


def registered(name: str) -> Callable[..., None]:
    """Return the function that is registered under the name; LookupError, which says so, if none is."""
    if name not in JOBS:
        raise LookupError(f"No job is registered as {name}.")
    return JOBS[name]


def put(name: str, /, *, key: str, **arguments: Any) -> Job | None:
    """Queue the job in the current transaction; the same key twice is one job. Returns it, or None if it was there.

    Raises LookupError if no job is registered under the name.
    """
    registered(name)
    job, new = Job.objects.get_or_create(
        key=key, defaults={"name": name, "arguments": arguments, "not_before": timezone.now()}
    )
    if new:
        transaction.on_commit(partial(_start, job.pk))
    return job if new else None


def put_all(name: str, arguments: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Queue the job once for each of {key: arguments}, in a fixed number of queries; returns {key: the Job's key}.

    In the order of the keys, so that two that queue the same do not wait for each other both ways.
    """
    registered(name)
    now = timezone.now()
    jobs = [Job(key=key, name=name, arguments=said, not_before=now) for key, said in sorted(arguments.items())]
    # a job that is there already is returned as it is
    Job.objects.bulk_create(jobs, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    put = {job.key: job.pk for job in jobs}
    for pk in sorted(put.values()):
        transaction.on_commit(partial(_start, pk))
    return put


def _start(job_id: int) -> None:
    """Tell a worker at once. If the broker is away nothing is lost: beat sweeps the outbox."""
    try:
        app.tasks["outbox.perform"].apply_async([job_id], retry=False)
    except Exception:
        log.warning("The broker did not answer: job %s waits for the sweep", job_id)


def perform(job_id: int) -> bool:
    """Do one job if nobody else is doing it: True when done now. The row's lock is the lease, so a kill releases it.

    The work and the mark that it is done are one transaction, which reads one snapshot of the database.
    """
    if not _count_attempt(job_id):
        return False
    try:
        with snapshot():
            job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, done_at=None).first()
            if job is None:
                return False
            registered(job.name)(**job.arguments)
            Job.objects.filter(pk=job_id).update(done_at=timezone.now(), error="")
        return True
    except Exception as error:
        log.exception("Job %s failed", job_id)
        job = Job.objects.filter(pk=job_id).first()
        if job is None:  # taken back meanwhile
            return False
        job.not_before = timezone.now() + timedelta(seconds=min(10 * 2**job.attempts, 3600))
        job.error = f"{type(error).__name__}: {error}"[:1000]
        job.save(update_fields=["not_before", "error"])
        return False


def _count_attempt(job_id: int) -> bool:
    """Count in a transaction of its own, so that a job that kills its worker is given up in the end."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).waiting(timezone.now()).filter(pk=job_id).first()
        if job:
            job.attempts += 1
            job.save(update_fields=["attempts"])
    return job is not None


def perform_waiting() -> int:
    """Do all that waits, one after the other; returns how many were done."""
    waiting = Job.objects.waiting(timezone.now()).order_by("pk").values_list("pk", flat=True)
    return sum(perform(job_id) for job_id in list(waiting))
