"""What an act puts in the diaries of the agencies that take part, in its own transaction (5 kap. 1–2 §§ OSL)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from registry import journal
from registry.models import Agency, User

from .models import DiaryCase, DiaryEntry, InterestRegistration

# The numbers of a case, {the agency's key: DiaryCase}, read or given with its file of the journal held: each with its `last`
# document.
Known = dict[int, Any]
KNOWN = """
SELECT *, (SELECT max(number) FROM onboarding_diaryentry WHERE case_id = onboarding_diarycase.id) AS last
FROM onboarding_diarycase WHERE registration_id = %s
"""


@dataclass(frozen=True)
class Posted:
    """A document from one agency (`sender`) to others (`to`); within one agency it is drawn up.

    about: briefly what it concerns, nothing secret; thing: the row that it is.
    """

    sender: Agency
    to: list[Agency]
    about: str
    thing: Any


def sent(
    case: InterestRegistration, *, sender: Agency, to: Iterable[Agency], about: str, thing: Any, by: User | None
) -> DiaryEntry:
    """Register a document from one agency to others: outgoing in the sender's diary, incoming in each recipient's.

    about: briefly what it concerns, nothing secret; thing: the row that it is. Within one agency it is drawn up.
    Returns the sender's DiaryEntry.
    """
    journal.hold(case.chain)
    return sent_together(case, [Posted(sender, list(to), about, thing)], by=by)[0]


def sent_together(
    case: InterestRegistration, documents: Iterable[Posted], *, by: User | None, known: Known | None = None
) -> list[DiaryEntry]:
    """Register several documents at once, as `sent` does one; only with the case's file of the journal held.

    known: the case's numbers, where the act has read or given them. Returns the senders' DiaryEntries, in the order of
    the documents.
    """
    held = _held(case, {agency for document in documents for agency in (document.sender, *document.to)}, known)
    outgoing: list[DiaryEntry] = []
    entries: list[DiaryEntry] = []
    for document in documents:
        sender, recipients = document.sender, [a for a in dict.fromkeys(document.to) if a != document.sender]
        what: dict[str, Any] = {"about": document.about, "subject": journal.subject_of(document.thing)}
        names = ", ".join(agency.name for agency in recipients)
        outgoing.append(
            following(
                held[sender],
                DiaryEntry.Direction.OUT if recipients else DiaryEntry.Direction.DRAWN_UP,
                counterpart=names,
                by=by,
                **what,
            )
        )
        incoming = [
            following(held[to], DiaryEntry.Direction.IN, counterpart=sender.name, by=None, **what) for to in recipients
        ]
        entries += [outgoing[-1], *incoming]
    DiaryEntry.objects.bulk_create(entries)
    return outgoing


def drawn_up(case: InterestRegistration, *, agency: Agency, about: str, thing: Any, by: User | None) -> DiaryEntry:
    """Register a document that an agency made and keeps. Returns the DiaryEntry."""
    return sent(case, sender=agency, to=[], about=about, thing=thing, by=by)


def alone(agency: Agency, *, about: str, thing: Any, by: User | None) -> DiaryCase:
    """Register a document that is a case of its own at one agency, as its account to the Government.

    Returns the DiaryCase.
    """
    (held,) = DiaryCase.open(agency)
    enter(held, DiaryEntry.Direction.DRAWN_UP, about=about, subject=journal.subject_of(thing), by=by)
    return held


def outgoing(number: str, *, to: str, about: str, thing: Any, by: User | None) -> DiaryEntry:
    """Register what an agency sends out in a case of its own, by the case's number. Returns the DiaryEntry.

    to: the recipient's name.
    """
    held = DiaryCase.objects.get(number=number, registration=None)
    return enter(held, DiaryEntry.Direction.OUT, counterpart=to, about=about, subject=journal.subject_of(thing), by=by)


def number_of(case: InterestRegistration, agency: Agency) -> DiaryCase:
    """Return the case's number in the agency's diary (a DiaryCase), given when the first document is registered."""
    return numbered(case, agency)[agency]


def numbered(case: InterestRegistration, *agencies: Agency) -> dict[Agency, DiaryCase]:
    """Return {Agency: DiaryCase}, each number given now where there is none.

    In the order of the agencies' keys: two acts that number for the same agencies wait for each other one way only.
    """
    journal.hold(case.chain)  # before the diary, whatever the act does first: its documents are numbered in turn
    return _held(case, agencies)


def first_numbers(case: InterestRegistration, *agencies: Agency) -> Known:
    """Give a case that comes in now, and so has no numbers yet, its number at each agency; only with its file held."""
    return _open(case, set(agencies))


def known_numbers(case: InterestRegistration) -> Known:
    """Return the numbers that the case has; only with its file of the journal held."""
    return {one.agency_id: one for one in DiaryCase.objects.raw(KNOWN, [case.pk])}


def _held(case: InterestRegistration, agencies: Iterable[Agency], known: Known | None = None) -> dict[Agency, Any]:
    """Return {Agency: DiaryCase} with the case's file of the journal held already: each knows its `last` document."""
    held = known_numbers(case) if known is None else known
    if new := {agency for agency in agencies if agency.pk not in held}:
        held |= _open(case, new)
    return {agency: held[agency.pk] for agency in agencies}


def _open(case: InterestRegistration, agencies: Iterable[Agency]) -> Known:
    opened: list[Any] = DiaryCase.open(*agencies, registration=case)
    for one in opened:
        one.last = 0
    return {one.agency_id: one for one in opened}


def next_document(case: InterestRegistration, agency: Agency, known: Known) -> str:
    """Return what the next document of the case in the agency's diary will be called, "SKV 2026/000012-3"."""
    held = _held(case, [agency], known)[agency]
    return f"{held}-{_last(held) + 1}"


def numbers(case: InterestRegistration) -> dict[tuple[int, str], str]:
    """Return what each document of the case is called in each diary, {(agency's key, subject): "SKV 2026/000012-3"}.

    subject: as in the journal (`subject_of`); of a row that gave several documents, the first.
    """
    entries = DiaryEntry.objects.filter(case__registration=case).select_related("case").order_by("-number")
    return {(entry.agency_id, entry.subject): str(entry) for entry in entries if entry.subject}


def enter(held: DiaryCase, direction: str, **facts: Any) -> DiaryEntry:
    """Save the next document in a case, as `following` takes it; only with the case's file of the journal held.

    Returns the DiaryEntry.
    """
    entry = following(held, direction, **facts)
    entry.save()
    return entry


def following(
    held: Any,
    direction: str,
    *,
    about: str,
    by: User | None,
    counterpart: str = "",
    on: date | None = None,
    **more: Any,
) -> DiaryEntry:
    """Return the next document in a case (a DiaryCase), not saved yet; if asked for again, the one after it.

    direction: a DiaryEntry.Direction. on: the day; today if None.
    """
    held.last = _last(held) + 1
    return DiaryEntry(
        agency_id=held.agency_id,
        case=held,
        number=held.last,
        direction=direction,
        on=on or timezone.localdate(),
        counterpart=counterpart,
        about=about,
        registered_by=by,
        **more,
    )


def _last(held: Any) -> int:
    """Return the number of its last document: as read with it, when it was read with the file of the journal held."""
    if not hasattr(held, "last"):
        held.last = held.entries.order_by("-number").values_list("number", flat=True).first()
    return held.last or 0
