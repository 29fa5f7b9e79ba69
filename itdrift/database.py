"""One consistent view of the database, and the connection of its owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Open a transaction in which every query sees the same moment (REPEATABLE READ), or join one that has begun."""
    joined = connection.in_atomic_block
    with transaction.atomic():
        if not joined:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def owned() -> Iterator[None]:
    """Have the connection log in as the database's owner for the block, which begins and ends outside a transaction."""
    program = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    owner = {name: settings.DATABASE_OWNER[name] for name in program}
    if owner == program:
        yield
        return
    try:
        _log_in_as(owner)
        yield
    finally:
        _log_in_as(program)


def _log_in_as(role: dict[str, str]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL has one, which not every backend has
    connection.settings_dict.update(role)
