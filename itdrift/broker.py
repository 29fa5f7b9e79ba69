"""Tells the workers of what waits for them, and never makes anybody wait for a broker that does not answer."""

import logging
import time
from typing import Any

from kombu.pools import producers

from .celery import app

log = logging.getLogger(__name__)

PATIENCE = 1  # seconds that a request waits for the broker, once
SILENCE = 30  # seconds without asking a broker that did not answer, or took long; beat sweeps the outbox meanwhile
# Not retry=False alone, which says nothing of how long the connecting is tried, nor of a broker that is there and silent.
AT_ONCE = {
    "max_retries": 0,
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "read_timeout": PATIENCE,  # these two are RabbitMQ's
    "write_timeout": PATIENCE,
}
quiet = {"until": 0.0}  # time.monotonic()


def tell(job_id: int, queue: str) -> bool:
    """Ask a worker of the queue to do the job. Returns whether it was told: if not, the sweep finds the job."""
    began = time.monotonic()
    if began < quiet["until"]:
        return False
    try:
        with producers[_connection()].acquire(block=True, timeout=PATIENCE) as producer:
            app.tasks["outbox.perform"].apply_async([job_id], queue=queue, producer=producer, retry=False)
    except Exception:
        log.warning("The broker did not answer: what waits is swept later")
        told = False
    else:
        told = True
    if not told or time.monotonic() - began > PATIENCE:
        quiet["until"] = time.monotonic() + SILENCE
    return told


def answers() -> bool:
    """Return whether the broker answers just now."""
    try:
        with _connection() as connection:
            connection.default_channel  # noqa: B018  # opens it, and asks for an answer
    except Exception:
        return False
    return True


def _connection() -> Any:  # kombu has no types
    return app.connection_for_write(transport_options=AT_ONCE, connect_timeout=PATIENCE)
