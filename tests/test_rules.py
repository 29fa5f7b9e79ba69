"""The rules of the database: all stand in the files, and whoever breaks one reads a sentence in Swedish."""

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from itdrift import database_rules
from registry.acts import sentence_of
from tests.roles import as_owner

OURS = ("itdrift", "registry", "onboarding", "fees", "reporting")
TABLES = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
OUR_TABLES = sorted(table for table in TABLES if table.startswith(OURS))

# All but what belongs to an extension.
CATALOGUE = """
SELECT 'FUNCTION ' || proname, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
UNION ALL
SELECT 'TRIGGER ' || tgname || ' ' || tgrelid::regclass, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
WHERE NOT tgisinternal
UNION ALL
SELECT 'VIEW ' || viewname, definition FROM pg_views WHERE schemaname = 'public'
"""
CREATED = re.compile(
    r"^CREATE (?:(FUNCTION|VIEW) (\w+)|(?:CONSTRAINT )?(TRIGGER) (\w+)[^;]*? ON (\w+))", re.MULTILINE | re.DOTALL
)
# What only keeps or removes rows of its own, and never refuses.
SILENT = {
    "access_follows",
    "access_has_its_officer",
    "allocation_gives_access",
    "refusal_says_what_was_chosen",
    "change_says_what_was_chosen",
    "order_says_what_was_chosen",
    "agreement_gives_access",
    "keys_of_the_lists",
    "lists_follow",
    "officers_are_listed",
    "proposal_goes_with_its_allocation",
    "proposal_goes_when_it_is_agreed_on",
}


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_the_rules_in_force_are_those_of_the_files(db):
    """By name, and word by word: made anew from the files, not one differs."""
    in_force = dict(asked(CATALOGUE))
    text = "\n".join(file.read_text() for file in database_rules.files())
    named = [" ".join(part for part in found.groups() if part) for found in CREATED.finditer(text)]
    assert sorted(named) == sorted(in_force)
    assert text.count("\nCREATE ") == len(named)
    with as_owner():
        database_rules.make()
    assert dict(asked(CATALOGUE)) == in_force


@pytest.mark.parametrize("file", database_rules.files(), ids=lambda file: f"{file.parts[-3]}/{file.name}")
def test_each_rule_has_a_comment_of_its_own(file):
    parts = file.read_text().rstrip().split("\n\n")
    assert parts[0].startswith("-- ")
    for part in parts:
        assert part.startswith("-- "), part
        assert len(re.findall(r"^CREATE (?:FUNCTION|VIEW)", part, re.MULTILINE)) <= 1, part


@pytest.mark.parametrize("file", database_rules.files(), ids=lambda file: f"{file.parts[-3]}/{file.name}")
def test_no_setting_of_a_session_gives_a_rule_another_meaning(file):
    """Any session may say that a backslash in a text escapes what follows it: a rule then looks for an S where it says \\S."""
    assert "\\" not in file.read_text()


# Names of the code, as Django would put them into a sentence of its own.
ENGLISH = {"is", "with", "detta", "relation", "Constraint"}
ENGLISH |= {
    part
    for model in TABLES.values()
    for field in model._meta.fields
    for part in [field.name.split("_")[0].capitalize()]
}
ENGLISH -= {"Text", "On", "Part", "Form", "Report"}


def is_a_sentence(text):
    return (
        bool(re.fullmatch(r"[A-ZÅÄÖ].*[.!]", text))
        and "ej" not in text.split()
        and not ENGLISH & set(re.findall(r"\w+", text))
    )


def test_every_constraint_has_a_sentence(db):
    """CHECK, UNIQUE and EXCLUDE of each table of ours, and unique indexes; keys between tables are Django's matter."""
    rules = asked(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE contype IN ('c', 'u', 'x') AND connamespace = 'public'::regnamespace
        UNION
        SELECT indrelid::regclass::text, relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace
        """
    )
    ours = [(table, name) for table, name in rules if table in OUR_TABLES]
    assert len(ours) > 150
    wrong = []
    for table, name in ours:
        said = sentence_of(TABLES[table], name)
        if not (isinstance(said, ValidationError) and all(map(is_a_sentence, said.messages))):
            wrong.append((name, said))
    assert wrong == []


def test_every_trigger_that_refuses_has_a_sentence(db):
    """A trigger refuses through refuse() with a sentence that stands in it or in what it calls, or with its argument."""
    bodies = dict(asked("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"))
    triggers = asked(
        """
        SELECT tgname, proname, tgargs FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE NOT tgisinternal
        """
    )
    assert len(triggers) > 100
    raising = {name for name, body in bodies.items() if "RAISE" in body.upper()}
    assert raising == {"refuse", "refuse_change"}

    def sentences(function):
        said = re.findall(r"refuse\((?:TG_NAME|rule|'\w+'), '([^']+)'\)", bodies[function])
        assert len(said) == bodies[function].count("refuse("), function
        called = re.findall(r"PERFORM (\w+)\(", bodies[function])
        return said + [sentence for name in called if name != "refuse" for sentence in sentences(name)]

    for trigger, function, arguments in triggers:
        said = [bytes(arguments).decode().rstrip("\0")] if function == "refuse_change" else sentences(function)
        assert bool(said) != (function in SILENT), trigger
        assert all(map(is_a_sentence, said)), trigger


def test_a_database_of_another_version_is_named_and_left_as_it_was(db):
    in_force = dict(asked(CATALOGUE))
    with as_owner():
        MigrationRecorder(connection).record_applied("registry", "0001_gone")
    with pytest.raises(CommandError, match=r"registry\.0001_gone.* ta bort katalogen \.var och starta igen"):
        call_command("migrate", verbosity=0)
    assert dict(asked(CATALOGUE)) == in_force
