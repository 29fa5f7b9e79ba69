"""The rules that the database holds beyond its constraints: functions, triggers and views.

They stand whole in each app's `rules/*.sql`, and are no migrations: they are made anew in one step after the tables are
(`manage.py migrate`), so that each can be read where it stands, and no upgrade names a column that is not there.
"""

from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

PATIENCE = "10s"  # an upgrade waits no longer for a table that is in use, and then leaves all as it was

# What is ours: all but what belongs to an extension. Triggers first, since they hang on functions and tables.
DROP = """
SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
WHERE NOT tgisinternal AND c.relnamespace = current_schema::regnamespace
UNION ALL
SELECT format('DROP VIEW %s', c.oid::regclass) FROM pg_class c
WHERE c.relkind = 'v' AND c.relnamespace = current_schema::regnamespace
UNION ALL
SELECT format('DROP FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
WHERE p.pronamespace = current_schema::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
"""


def files():
    """The SQL files in the order in which they are made: the apps as they are installed, an app's files by name."""
    return [file for app in apps.get_app_configs() for file in sorted(Path(app.path, "rules").glob("*.sql"))]


def drop():
    """Take away all functions, triggers and views of the program."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(DROP)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def make():
    """Make all rules anew from their files, in one transaction; OperationalError if a table is busy for long."""
    with transaction.atomic():
        drop()
        with connection.cursor() as cursor:
            for file in files():
                cursor.execute(file.read_text())
