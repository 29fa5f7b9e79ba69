"""Child processes that live and end together."""

import os
import signal
import subprocess
from contextlib import suppress

PATIENCE = 15  # seconds that a child gets to end what it is doing
# Reads the children's process groups; its input ends when this process does, however that is, and then so do they.
WARDEN = 'while read group; do groups="$groups -$group"; done; kill -s KILL -- $groups'


class ChildDied(Exception):
    """Says that a child process ended by itself."""


class Children:
    """Holds children in the order of their start, each with its log in the directory `logs`; they end in reverse."""

    def __init__(self, logs):
        self.logs = logs
        self.running = []
        logs.mkdir(parents=True, exist_ok=True)
        self.warden = subprocess.Popen(
            ["sh", "-c", WARDEN], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self):
        return self

    def start(self, name, command, **options):
        """Start one, in a session of its own: no key press reaches it, and should this process die, so do it and its own."""
        with self.log(name).open("ab") as log:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )
        self.running.append((name, child))
        self.warden.stdin.write(b"%d\n" % child.pid)
        self.warden.stdin.flush()

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
        self.warden.kill()
        self.warden.stdin.close()
        self.warden.wait()


def end(child):
    """End a child kindly, then whatever is left of its process group."""
    child.terminate()
    with suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
