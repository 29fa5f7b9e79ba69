"""The rules that the database holds beyond its constraints, and what the program may do there.

Functions, triggers and views stand whole in each app's `rules/*.sql`, and the program's rights to each table, as data, in its
`rules/privileges.toml`. They are no migrations: they are made anew in one step after the tables are (`manage.py migrate`), so
that each can be read where it stands, and no upgrade names a column that is not there.
"""

import tomllib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

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
# A temporary table would hide the real one from a trigger, so the program makes none.
NO_TEMPORARY_TABLES = "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
READ = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {program}"
NOTHING = "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {program}"
GRANTS = {
    "insert": "GRANT INSERT ON {table} TO {program}",
    "update": "GRANT UPDATE ON {table} TO {program}",
    "delete": "GRANT DELETE ON {table} TO {program}",
    # A row is locked by whoever may change a column of it: here its key alone.
    "lock": "GRANT UPDATE ({key}) ON {table} TO {program}",
}


def files():
    """Return the SQL files in the order in which they are made: the apps as they are installed, an app's files by name."""
    return [file for app in apps.get_app_configs() for file in sorted(Path(app.path, "rules").glob("*.sql"))]


def privileges():
    """Return what the program may do with each table beyond reading it: {table: words of GRANTS}."""
    tables = {}
    for app in apps.get_app_configs():
        file = Path(app.path, "rules", "privileges.toml")
        if file.exists():
            tables |= tomllib.loads(file.read_text())
    return {table: words.split() for table, words in tables.items()}


def drop():
    """Take away all functions, triggers and views of the program, and with them all its rights."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        if has_a_role_of_its_own():
            _run(cursor, NOTHING)
        cursor.execute(DROP)
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def make():
    """Make all rules and rights anew from their files, in one transaction.

    Raises OperationalError if a table is busy for long.
    """
    with transaction.atomic():
        drop()
        with connection.cursor() as cursor:
            for file in files():
                cursor.execute(file.read_text())
            if has_a_role_of_its_own():
                _grant(cursor)


def has_a_role_of_its_own():
    """Return whether the program logs in as another role than the owner, who else owns all, as in a database of one role."""
    return settings.DATABASE_OWNER["USER"] != settings.DATABASE_PROGRAM


def _grant(cursor):
    _run(cursor, NO_TEMPORARY_TABLES)
    _run(cursor, READ)
    keys = {model._meta.db_table: model._meta.pk.column for model in apps.get_models(include_auto_created=True)}
    for table, words in privileges().items():
        for word in words:
            _run(cursor, GRANTS[word], table=table, key=keys[table])


def _run(cursor, statement, **names):
    names |= {"program": settings.DATABASE_PROGRAM, "database": connection.settings_dict["NAME"]}
    cursor.execute(SQL(statement).format(**{name: Identifier(value) for name, value in names.items()}))
