"""What an act is, and the acts of 4–6 §§ as a table: who may do each, from which state, to which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from .ordinance import Part, Role

OFFICERS = frozenset({Role.OFFICER, Role.DECISION_MAKER})
DECISION_MAKERS = frozenset({Role.DECISION_MAKER})

# In the place of a section: what the ordinance does not name, and what we do all the same.
PRACTICE = "praxis"

# Beside SILENT in a row stands why, where that is not plain.
SILENT = "–"  # nothing follows of that kind, on purpose


class Recipient(StrEnum):
    """A Recipient is one whom an act reaches: the closed set from which the rows choose.

    Each app says how it finds those of its acts.
    """

    ACTOR = "the party that acts"
    AGENCY = "the agency that asked for the service"
    COORDINATOR = "the coordinator"
    SUPPLIER = "the supplier that has it after the act"
    SUPPLIERS = "every supplier of the year"
    SUPPLIERS_ASKED = "the suppliers that were asked for data"
    SUPPLIER_BEFORE = "the supplier that had it before the act"
    CASE_PARTIES = "the parties of the case"
    CASE_OTHERS = "the parties of the case but the one that acts"
    AGREEMENT_PARTIES = "the parties of the agreement"
    AGREEMENT_OTHERS = "the parties of the agreement but the one that acts"
    AGREEMENT_DECIDERS = "the decision makers of the parties of the agreement"
    AGREEMENT_SUPPLIERS = "the suppliers of the agreement"
    ADDRESSEES = "those the message is to"
    UPLOADER = "the party that added the file"
    DECIDERS = "those who may decide, as the act found them"
    NAMED = "the person whom the act is about"


@dataclass(frozen=True)
class Sending:
    """A Sending is a document in the diaries: outgoing at each sender, incoming at each recipient (5 kap. 1 § OSL).

    about: what it concerns, nothing secret; `{fact}` is the row that it is. Without recipients each sender draws it up.
    """

    about: str
    to: tuple[Recipient, ...] = ()
    sender: Recipient = Recipient.ACTOR


@dataclass(frozen=True)
class Telling:
    """A Telling is a letter that the act sends: its name among the app's letters, and to whom.

    key: what makes the event another than before: `{fact}`, `{today}`, or `{number}` of the act in its file of the journal.
    page: the address that it opens (empty: its own), of `page_of`: the case, the thing or the fact of an ending, or what
    belongs to the fact.
    together: the letter instead, over all of them, when several acts are done at once.
    """

    letter: str
    to: tuple[Recipient, ...]
    key: str = "{fact.pk}/{number}"
    page: str = "case"
    page_of: str = "case"
    together: str = ""


@dataclass(frozen=True)
class Paper:
    """A Paper is a paper that is drawn after the act: the short name of its job.

    when: what the act must have for there to be one; always if empty.
    """

    job: str
    when: str = ""


@dataclass(frozen=True)
class Special:
    """A Special is what no row can say: a function beside those that carry the rows out, or what the act does itself."""

    name: str


BY_ITSELF = Special("by itself")  # the act does it, because it needs the number or the key before it writes


@dataclass(frozen=True)
class Act:
    """An Act is one act of the ordinance.

    label: the words on the button. section: of SFS 2024:1005. parts, roles: who may do it.
    sources: the states it starts from (empty: any, or the act makes the thing). target: the state after (None: unchanged).
    private: known to the agency itself alone, as what it does with a draft.
    diary, notices, paper: what follows, as Sendings, Tellings and Papers; or Specials.
    """

    label: str
    section: str
    parts: frozenset[Part]
    roles: frozenset[Role]
    sources: frozenset[str] = field(default_factory=frozenset)
    target: str | None = None
    private: bool = False
    diary: tuple[Sending | Special, ...] = ()
    notices: tuple[Telling | Special, ...] = ()
    paper: tuple[Paper | Special, ...] = ()


def act(
    label: str,
    section: str,
    parts: Part | Iterable[Part],
    roles: frozenset[Role] = OFFICERS,
    *,
    diary: Sending | Special | Sequence[Sending | Special] | str,
    notices: Telling | Special | Sequence[Telling | Special] | str,
    paper: str | Paper | Special | Sequence[str | Paper | Special],
    sources: Iterable[str] = (),
    target: str | None = None,
    private: bool = False,
) -> Act:
    """Return an Act from plain values: `parts` is one Part or several, `sources` any number of states.

    diary, notices, paper: one or several, or SILENT; what a row forgets to say is an error when the program starts.
    """
    parts = frozenset({parts} if isinstance(parts, str) else parts)
    papers = (Paper(one) if isinstance(one, str) else one for one in _several(paper))
    states = frozenset(sources)
    return Act(label, section, parts, roles, states, target, private, _several(diary), _several(notices), tuple(papers))


def _several(consequences: Any) -> tuple[Any, ...]:
    if consequences == SILENT:
        return ()
    return tuple(consequences) if isinstance(consequences, list | tuple) else (consequences,)


def quiet(
    label: str, section: str, parts: Part | Iterable[Part], roles: frozenset[Role] = OFFICERS, **more: Any
) -> Act:
    """Return an Act that notifies nobody and registers nothing: it concerns nobody but the party that does it."""
    return act(label, section, parts, roles, diary=SILENT, notices=SILENT, paper=SILENT, **more)


class DescriptionStatus(TextChoices):
    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerad"
    SUPERSEDED = "superseded", "Ersatt"


# Every act of the program by its permission: each later app adds its own table, so that one question reaches them all.
ACTS = {
    "registry.load": quiet("Läs in registret", "3 §", []),  # nobody's to do from a page: a command
    "registry.decide_sender": quiet("Bestäm vem som anmäler intresse", PRACTICE, Part.APPLICANT, DECISION_MAKERS),
    "registry.offer": quiet("Lägg till tjänst", "4 §", Part.SUPPLIER),
    "registry.describe": quiet(
        "Skriv ny tjänstebeskrivning",
        "4 §",
        Part.SUPPLIER,
        sources=[DescriptionStatus.DRAFT],
        target=DescriptionStatus.DRAFT,
    ),
    "registry.declare_capacity": quiet("Uppge kapacitet", "4 §", Part.SUPPLIER),
    "registry.approve": quiet(
        "Godkänn tjänstebeskrivningen",
        "5 §",
        [Part.SUPPLIER, Part.COORDINATOR],
        DECISION_MAKERS,
        sources=[DescriptionStatus.DRAFT],
        target=DescriptionStatus.PUBLISHED,
    ),
}
