"""The one writer of the journal, always inside the act's own transaction."""

from dataclasses import dataclass
from typing import Any, Self

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from .classified import check_texts
from .models import JournalEntry, User

LAST = "SELECT number, hash FROM registry_journalentry WHERE chain = %s ORDER BY number DESC LIMIT 1"


@dataclass
class File:
    """A File of the journal, held: where its last entry stands. An act that writes several entries reads it once."""

    chain: str
    number: int
    hash: str

    @classmethod
    def of(cls, chain: str) -> Self:
        """Return the File, held from here to the commit."""
        hold(chain)
        with connection.cursor() as cursor:  # in each act: through the ORM it takes three times as long
            cursor.execute(LAST, [chain])
            number, before = cursor.fetchone() or (0, "")
        return cls(chain, number, before)


def record(
    perm: str,
    *,
    chain: str,
    subject: Model,
    by: User | None,
    section: str,
    text: str,
    file: File | None = None,
    **facts: Any,
) -> JournalEntry:
    """Write that `by` (a User, or None for the program itself) did the act `perm`; returns the JournalEntry.

    chain: the file it belongs to; file: the same, where the act holds it already. subject: the row it concerns; text: one
    Swedish sentence; facts: plain JSON values.
    Raises ValidationError at a fact with a security marking.
    """
    if not connection.in_atomic_block:  # the file would not be held until the entry is there
        raise TransactionManagementError(f"{perm} is journalled outside a transaction.")
    check_texts({**facts, "text": text})
    file = file or File.of(chain)
    entry = JournalEntry(
        chain=chain,
        number=file.number + 1,
        subject=subject_of(subject),
        act=perm,
        section=section,
        at=timezone.now(),
        person_id=by.pk if by else None,
        person=by.name if by else "Systemet",
        acting_for=str(by.acting.mandate) if by and by.acting else "",
        text=text,
        facts=facts,
        previous_hash=file.hash,
    )
    entry.hash = entry.digest()
    entry.save(force_insert=True)
    file.number, file.hash = entry.number, entry.hash
    return entry


def hold(*chains: str) -> None:
    """Let two acts in one file wait for each other from here to their commit: numbers have no gaps.

    Several files in the order of their names, whoever asks: two acts never wait for each other both ways.
    """
    with connection.cursor() as cursor:
        for chain in sorted(set(chains)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])


def subject_of(thing: Model) -> str:
    """Return the name of a row in the journal: "onboarding.agreement/3"."""
    return f"{thing._meta.label_lower}/{thing.pk}"


def broken(entries: QuerySet[JournalEntry]) -> list[JournalEntry]:
    """Return the entries, in order of chain and number, that do not fit the one before: none when nothing was touched."""
    previous: dict[str, tuple[int, str]] = {}  # the number and the hash of the last entry of each chain
    wrong = []
    for entry in entries.order_by("chain", "number").iterator():
        number, before = previous.get(entry.chain, (0, ""))
        if (entry.number, entry.previous_hash, entry.hash) != (number + 1, before, entry.digest()):
            wrong.append(entry)
        previous[entry.chain] = entry.number, entry.hash
    return wrong
