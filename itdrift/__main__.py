"""`manage.py` after the set-up: the tests, or a Django command on the database that is named or on the embedded one."""

import os
import signal
import sys

import django
from django.core.management import execute_from_command_line

from itdrift import embedded, gates
from itdrift.bootstrap import TOP, only_asks, port, say
from itdrift.management.commands.migrate import unapplied

# A process for each core, where who is done takes over from the others.
ALL_TESTS = ["-n", str(len(os.sched_getaffinity(0))), "--dist", "worksteal"]

ON_TABLES = {"createsuperuser", "load_register", "report", "runserver", "verify_journal", "verify_report"}


def main(argv):
    command = argv[1] if argv[1:] else "help"
    if command in ("test", "drills"):
        run_tests(argv[2:], drills=command == "drills")
        return
    if command == "benchmark":
        run_benchmark(argv[2:])
        return
    own = command == "demo" or not os.environ.get("DATABASE_URL")
    if not own or not embedded.is_here():  # then the settings say what is missing
        execute_from_command_line(argv)
        return
    embedded.name_parts(port=port(argv))
    if only_asks(argv):
        embedded.name_database()
        execute_from_command_line(argv)
        return
    end_in_order()
    with embedded.database():
        if command in ON_TABLES and not is_reloaded():
            make_tables(argv[0], command)
        execute_from_command_line(argv)


def make_tables(program, command):
    """Bring the tables up to date for a command that reads or fills them, and say so, since it takes a while.

    runserver, which a developer starts, also makes the rules anew: those that were changed are no migrations.
    """
    django.setup()
    if command == "runserver" or unapplied():
        say("Databasens tabeller …")
        execute_from_command_line([program, "migrate", "--verbosity", "0"])


def is_reloaded():
    """Return whether this is the process that runserver starts anew at each change."""
    return os.environ.get("RUN_MAIN") == "true"


def run_tests(arguments, *, drills):
    """Hold the gates and then run all tests; with "coverage" held against its floor; "gates": those alone; else the
    tests named.

    drills: those that race, kill and try at random, with all their rounds instead of a few.
    """
    os.chdir(TOP)
    os.environ["DRILLS"] = "1" if drills else "0"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each process writes all assertions out anew: 5 CPU seconds
    by_word = {"": ALL_TESTS, "coverage": [*ALL_TESTS, "--cov"], "gates": []}
    word = " ".join(arguments)
    if word in by_word:
        gates.check()
        arguments = by_word[word]
    if arguments:
        only = ["-m", "drill"] if drills else []
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *only, *arguments])


def run_benchmark(sizes):
    """Measure the pages and the acts at so many cases, one size after the other; without sizes as the benchmark has them."""
    os.chdir(TOP)
    if sizes:
        os.environ["BENCHMARK"] = " ".join(sizes)
    files = sorted(str(path) for path in (TOP / "tests" / "benchmark").glob("bench_*.py"))
    os.execv(sys.executable, [sys.executable, "-m", "pytest", "-s", "-q", "-p", "no:xdist", *files])


def end_in_order():
    """Let a terminating signal unwind the stack, so that whoever started something stops it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda number, frame: sys.exit(128 + number))


if __name__ == "__main__":
    main(sys.argv)
