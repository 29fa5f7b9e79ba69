"""Child processes that live and end together."""

import os
import signal
import subprocess
from contextlib import suppress

PATIENCE = 15  # seconds that a child gets to end what it is doing


class ChildDied(Exception):
    """A child process ended by itself."""


class Children:
    """Children in the order of their start, each with its log in the directory `logs`; they end in reverse."""

    def __init__(self, logs):
        self.logs = logs
        self.running = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self):
        return self

    def start(self, name, command, **options):
        """Start one. In a session of its own no key press reaches it, and should this process die, so does it."""
        with self.log(name).open("ab") as log:
            command = ["setpriv", "--pdeathsig", "KILL", "--", *command]
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )
        self.running.append((name, child))

    def log(self, name):
        return self.logs / f"{name}.log"

    def check(self):
        """Raise ChildDied if one has ended."""
        for name, child in self.running:
            if child.poll() is not None:
                raise ChildDied(f"Delen {name} avslutades oväntat. Orsaken står i {self.log(name)}.")

    def __exit__(self, *reason):
        for _name, child in reversed(self.running):
            end(child)


def end(child):
    """End a child kindly, then whatever is left of its process group."""
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
