"""An upgrade keeps what is there: each dump of an earlier state, brought up to date, has its rows and the rules of today."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from tests.test_rules import CATALOGUE

DUMPS = sorted(Path(__file__).with_name("upgrade").glob("*.sql.gz"))
# What `migrate` writes itself.
OWN = {"django_migrations", "auth_permission", "django_content_type"}
# Names apart from places: a column that was added stands last in its table.
SCHEMA = f"""
{CATALOGUE}
UNION ALL
SELECT 'COLUMN ' || table_name || ' ' || column_name, concat_ws(' ', data_type, character_maximum_length,
    numeric_precision, numeric_scale, is_nullable, column_default, collation_name, is_identity, generation_expression)
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'CONSTRAINT ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'INDEX ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'RIGHTS ' || relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')
"""  # noqa: S608 - nothing but constants


def address(variable, name):
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{name}"))


@pytest.fixture
def older(db, request):
    """A database as the dump has it: its addresses by the names of their environment variables."""
    name = f"upgrade_{connection.settings_dict['NAME']}"
    owner = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    named = {
        variable: address(variable, name)
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if variable in os.environ
    }
    with psycopg.connect(list(named.values())[-1], autocommit=True) as database:
        database.execute(gzip.decompress(request.param.read_bytes()).decode())
    yield named
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def manage(command, named):
    environment = {**os.environ, **named, "DJANGO_SETTINGS_MODULE": "itdrift.settings"}
    django = [sys.executable, "-m", "django", command]
    return subprocess.run(django, env=environment, capture_output=True, text=True, check=False)


def rows(database):
    """How many rows each table has."""
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    counted = [
        SQL("SELECT count(*) FROM {}").format(Identifier("public", name)) for (name,) in database.execute(tables)
    ]
    names = [name for (name,) in database.execute(tables)]
    return {name: database.execute(count).fetchone()[0] for name, count in zip(names, counted, strict=True)}


def as_read(found):
    """The definitions without casts and brackets: PostgreSQL writes those of a list anew when it reads its own dump."""
    return {name: re.sub(r"::(character varying|text)(\[\])?|[()]", "", definition or "") for name, definition in found}


@pytest.mark.parametrize("older", DUMPS, ids=lambda dump: dump.name, indirect=True)
def test_an_upgrade_keeps_all_rows_and_gets_the_rules_of_today(older):
    owner = list(older.values())[-1]
    with psycopg.connect(owner, autocommit=True) as database:
        before = rows(database)
    done = manage("migrate", older)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(owner, autocommit=True) as database:
        after, schema = rows(database), as_read(database.execute(SCHEMA))
    assert {name: many for name, many in after.items() if name in before and name not in OWN} == {
        name: many for name, many in before.items() if name not in OWN
    }
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        assert schema == as_read(cursor.fetchall())
    verified = manage("verify_journal", older)
    assert verified.stdout.startswith("Journalen är hel:"), verified.stderr


def test_the_dumps_have_rows_in_every_table_that_they_had():
    assert DUMPS
    unused = ("auth_group", "guardian_", "registry_user_", "django_celery_beat_clocked", "django_celery_beat_solar")
    for dump in DUMPS:
        text = gzip.decompress(dump.read_bytes()).decode()
        made = {
            line.split()[2].removeprefix("public.") for line in text.splitlines() if line.startswith("CREATE TABLE ")
        }
        filled = {
            line.split()[2].removeprefix("public.") for line in text.splitlines() if line.startswith("INSERT INTO ")
        }
        assert {name for name in made - filled if not name.startswith(unused)} == set()
