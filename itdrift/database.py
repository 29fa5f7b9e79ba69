"""One consistent view of the database."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """A transaction in which every query sees the same moment (REPEATABLE READ). Joins a transaction already begun."""
    joined = connection.in_atomic_block
    with transaction.atomic():
        if not joined:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
