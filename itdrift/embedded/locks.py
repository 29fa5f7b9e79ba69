"""Locks between processes that the kernel lets go of however a process ends."""

import fcntl
from contextlib import contextmanager


def opened(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")


@contextmanager
def alone(path):
    """Hold the lock for the block; wait for others first."""
    with opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared(path):
    """Take the lock together with others, and return the open file that holds it."""
    file = opened(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def take(file):
    """Return whether the lock of an open file could be had alone, at once."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
