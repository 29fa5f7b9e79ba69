"""The journal: append-only for everybody, and whoever tampers with it is found out."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError

from registry import journal
from registry.models import JournalEntry
from tests import making
from tests.roles import as_owner

pytestmark = [pytest.mark.section(4), pytest.mark.usefixtures("db")]


def execute(sql):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql)


def verify():
    out = StringIO()
    call_command("verify_journal", stdout=out)
    return out.getvalue()


@pytest.fixture
def entries(cast):
    """Three entries in the one service's chain, three in the other's."""
    return JournalEntry.objects.order_by("chain", "number")


@pytest.fixture
def tampered(entries):
    """Runs SQL with the trigger off, as only the owner of the table can."""

    def run(sql):
        execute("ALTER TABLE registry_journalentry DISABLE TRIGGER journal_is_append_only")
        execute(sql)
        execute("ALTER TABLE registry_journalentry ENABLE TRIGGER journal_is_append_only")

    return run


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registry_journalentry SET text = 'Annat'",
        "DELETE FROM registry_journalentry",
        "TRUNCATE registry_journalentry",
        "TRUNCATE registry_journalentry CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_journal(entries, sql):
    before = list(entries.values())
    with pytest.raises(IntegrityError, match="Journalen kan inte"):
        execute(sql)
    assert list(entries.values()) == before


def test_the_queryset_and_the_row_are_refused_too(entries):
    first = entries.first()
    first.text = "Annat"
    for act in (first.save, first.delete, entries.delete, lambda: entries.update(text="Annat")):
        with pytest.raises(IntegrityError, match="Journalen kan inte ändras"), as_owner():
            act()


def test_each_entry_is_bound_to_the_one_before(entries):
    chain = list(entries.filter(chain=entries[0].chain))
    assert [entry.number for entry in chain] == [1, 2, 3]
    assert [entry.previous_hash for entry in chain] == ["", chain[0].hash, chain[1].hash]
    assert len({entry.hash for entry in entries}) == 6


def test_an_entry_says_who_for_whom_and_by_which_section(cast, entries):
    entry = entries.filter(chain=cast.service.chain).last()
    assert (entry.act, entry.section, entry.person) == ("registry.approve", "5 §", "Kurt Samuelsson")
    assert entry.acting_for == "Försäkringskassan som samordnande myndighet"
    assert entry.person_id == cast.coordinator_boss.pk
    assert entry.subject == f"registry.servicedescription/{cast.service.descriptions.get().pk}"


def test_a_journal_that_is_whole(entries):
    assert verify() == "Journalen är hel: 6 anteckningar i 2 kedjor.\n"
    assert journal.broken(JournalEntry.objects.all()) == []


TAMPERING = {
    "changed": "UPDATE registry_journalentry SET text = 'Annat' WHERE number = 2 AND chain = '{}'",
    "another person": "UPDATE registry_journalentry SET person = 'Någon' WHERE number = 2 AND chain = '{}'",
    "another time": "UPDATE registry_journalentry SET at = at + interval '1 second' WHERE number = 2 AND chain = '{}'",
    "other facts": """UPDATE registry_journalentry SET facts = '{{"a": 1}}' WHERE number = 2 AND chain = '{}'""",
    "removed": "DELETE FROM registry_journalentry WHERE number = 1 AND chain = '{}'",
}


@pytest.mark.parametrize("sql", TAMPERING.values(), ids=TAMPERING)
def test_tampering_is_found(cast, tampered, sql):
    tampered(sql.format(cast.service.chain))
    with pytest.raises(CommandError, match=f"{cast.service.chain} nr 2"):
        verify()


def test_an_act_that_fails_leaves_no_entry(cast, entries):
    before = entries.count()
    # the journal is written before the basis is found to be missing
    with pytest.raises(ValidationError, match="Ange den egna it-drift som tjänsten baseras på"):
        making.approved_service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name="Ny", own_operations="")
    assert entries.filter(act="registry.approve", text__contains="publicerad").count() == 2
    assert entries.count() == before + 2


def test_nothing_is_journalled_outside_a_transaction(transactional_db):
    """The file is held to the commit: without one, two entries at once would take one number."""
    service = making.cast().service
    with pytest.raises(TransactionManagementError, match=r"registry\.describe is journalled outside a transaction"):
        journal.record("registry.describe", chain=service.chain, subject=service, by=None, section="4 §", text="Test.")
    assert not JournalEntry.objects.exists()
