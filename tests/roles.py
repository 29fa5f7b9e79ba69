"""Who a test is in the database: the program, as all that it tests is, or the owner for a while."""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction


def connect_as(role):
    """Let all connections from now on, also those of threads, act as the role; the session stays the owner's."""
    connection.close()
    connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"


def act_as(role):
    """Let this connection act as the role: until it ends, or the transaction in which it is said is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")


@contextmanager
def as_owner():
    """Act as the owner for the block: to ask a rule about what the program may not even try, or to set a rule aside."""
    with transaction.atomic():  # if the block is refused something, the role is taken back with all else
        act_as(settings.DATABASE_OWNER["USER"])
        yield
        act_as(settings.DATABASE_PROGRAM)
