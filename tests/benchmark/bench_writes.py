"""What an act costs beside its rows: register, allocate, refuse and sign against the bare SQL transaction. To run it:

python3 manage.py test tests/benchmark/bench_writes.py

The bare transaction is what the act writes and nothing else: its INSERT, UPDATE and DELETE with their literal values, in the
driver's own cursor, with the triggers and constraints that they have in the act. What the act reads and locks is its own cost.
What follows from an act is a part of it: journal, diaries, notices, jobs in the outbox; not the paper that the worker draws.
Both are done in turn from the same state, again and again, with what is deferred checked, and then taken back. What counts is
the time of the processors, ours and the database's, and of the rounds the median: so a busy machine changes little.
"""

from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.filing import acts as filing_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal.acts import as_it_stands
from onboarding.workflow import Status
from registry.acts import fingerprint

from .. import making
from ..roles import as_owner

AIM, ROUNDS = 4, 50
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH held")


def register(cast):
    case = cast.walk.draft()
    return lambda: filing_acts.register(case, by=cast.applicant, acknowledged=True)


def allocate(cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    chosen = {"supplier": cast.supplier.acting.mandate, "motive": "Tillhandahåller tjänsten."}
    seen = fingerprint(requested_service.standing)
    return lambda: allocation_acts.allocate(requested_service, by=cast.coordinator, seen=seen, **chosen)


def refuse(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    seen = as_it_stands(requested_service, None, [])
    decided = making.decision(cast.supplier)
    return lambda: refusal_acts.refuse(requested_service, by=cast.supplier_boss, seen=seen, **decided)


def sign(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    return lambda: agreement_acts.sign(agreement, by=cast.applicant_boss, seen=agreement.content_hash)


def sign_as_the_last(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    agreement_acts.sign(agreement, by=cast.applicant_boss)
    return lambda: agreement_acts.sign(agreement, by=cast.supplier_boss, seen=agreement.content_hash)


@pytest.mark.parametrize("prepare", [register, allocate, refuse, sign, sign_as_the_last], ids=lambda one: one.__name__)
def test_bench(cast, capsys, prepare):
    cast.walk.request(Status.AGREED)  # the diaries of the year have begun
    act = prepare(cast)
    restart = keys()
    statements = captured(act, restart)
    writes = [sql for sql in statements if sql.startswith(WRITES)]
    rounds = [(spent(act, restart), spent(lambda: replay(writes), restart)) for _ in range(ROUNDS)]
    ratio = median(of_act / of_bare for of_act, of_bare in rounds)
    of_act, of_bare = (median(times) * 1000 for times in zip(*rounds, strict=True))
    times = f"{ratio:.1f} × its rows alone ({of_act:.1f} / {of_bare:.1f} ms)"
    with capsys.disabled():
        print(f"\n{prepare.__name__:20}{times}, {len(statements)} statements, {len(writes)} of them write")
    assert ratio <= AIM


def captured(act, restart):
    """The statements of the act, with their values."""
    restart()
    with taken_back(), CaptureQueriesContext(connection) as queries:
        act()
    return [query["sql"].strip() for query in queries.captured_queries]


def spent(act, restart):
    """Seconds for the act, which is one transaction."""
    restart()
    with taken_back():
        began = processors()
        act()
        connection.check_constraints()
        return processors() - began


def processors():
    """Seconds that this process and the one that serves it in the database have had; of a database elsewhere, the clock."""
    if not connection.settings_dict["HOST"].startswith("/"):
        return perf_counter()
    of_the_database = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return process_time() + int(of_the_database.split()[0]) / 1e9


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@transaction.atomic
def replay(writes):
    with connection.connection.cursor() as cursor:
        for sql in writes:
            cursor.execute(sql)


def keys():
    """A function that lets every table give the keys that come next now: so the bare rows have those that others point to."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value + 1, 1) FROM pg_sequences"
        )
        next_keys = cursor.fetchall()

    def restart():
        with as_owner(), connection.cursor() as cursor:
            cursor.executemany("SELECT setval(%s, %s, false)", next_keys)

    return restart
