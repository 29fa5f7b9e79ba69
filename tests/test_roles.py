"""The program's own role: it owns nothing, and may do with each table what acts do and no more."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from itdrift import database_rules

TABLES = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)
OURS = [table for table in TABLES if table.startswith(("itdrift", "registry", "onboarding", "fees", "reporting"))]
REFUSED = [
    "TRUNCATE {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TABLE {table}",
    "ALTER TABLE {table} ADD COLUMN another int",
    "ALTER TABLE {table} DISABLE TRIGGER USER",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "CREATE TRIGGER another BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change('')",
    "CREATE RULE another AS ON UPDATE TO {table} DO INSTEAD NOTHING",
    "CREATE INDEX another ON {table} ((1))",
]
MAY = """
SELECT {kinds} FROM (SELECT %s::regclass AS one) named
"""


@pytest.fixture
def program(db):
    """A log-in of the program's own, as in production: no connection that could become the owner."""
    address = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    with psycopg.connect(url, autocommit=True) as login:
        yield login


@pytest.mark.parametrize("table", TABLES)
def test_no_table_can_be_emptied_altered_or_freed_of_its_rules(program, table):
    for statement in REFUSED:
        with pytest.raises(InsufficientPrivilege):
            program.execute(SQL(statement).format(table=Identifier(table)))


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE another (id int)",
        "CREATE TEMPORARY TABLE registry_agency (id int)",  # it would hide the real one from the triggers
        "CREATE SCHEMA another",
        "CREATE OR REPLACE FUNCTION refuse(rule text, message text) RETURNS void LANGUAGE sql AS ''",
        "DROP FUNCTION refuse_change CASCADE",
        "DROP VIEW onboarding_publicdiary",
        "ALTER FUNCTION refuse(text, text) RENAME TO another",
        "GRANT TRUNCATE ON registry_journalentry TO CURRENT_USER",
        f"SET ROLE {settings.DATABASE_OWNER['USER']}",
        "COPY registry_journalentry FROM PROGRAM 'true'",
    ],
)
def test_no_rule_can_be_changed_or_passed_by(program, statement):
    try:
        with pytest.raises(InsufficientPrivilege):
            program.execute(statement)
    except pytest.fail.Exception:
        # PostgreSQL only warns where a grant gives nothing
        may = "SELECT has_table_privilege('registry_journalentry', 'TRUNCATE')"
        assert statement.startswith("GRANT")
        assert program.execute(may).fetchone() == (False,)


def test_the_program_owns_nothing(program):
    owned = "SELECT relname FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = session_user)"
    assert program.execute(owned).fetchall() == []
    assert program.execute("SELECT count(*) FROM pg_auth_members WHERE member = session_user::regrole").fetchone() == (
        0,
    )


def test_the_rights_are_those_that_stand_in_the_files(program):
    """Table by table, in both directions: the catalogue and the words of each app's rules/privileges.toml."""
    named = database_rules.privileges()
    assert set(OURS) <= set(named) <= set(TABLES)
    kinds = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
    for table in TABLES:
        asked = ", ".join(f"has_table_privilege('{table}', '{kind}')" for kind in kinds)
        column = f"has_any_column_privilege('{table}', 'UPDATE')"
        *whole, locks = program.execute(f"SELECT {asked}, {column}").fetchone()
        words = {kind.lower() for kind, may in zip(kinds, whole, strict=True) if may}
        words |= {"lock"} if locks and "update" not in words else set()
        assert words == set(named.get(table, [])), table


def test_what_has_happened_is_only_added_to():
    assert database_rules.privileges()["registry_journalentry"] == ["insert"]
    for table in ("refusal", "signature", "connection", "document", "note"):
        assert not {"update", "delete"} & set(database_rules.privileges()[f"onboarding_{table}"])
