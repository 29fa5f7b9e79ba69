"""What an act is, and the acts of 4–6 §§ as a table: who may do each, from which state, to which."""

from dataclasses import dataclass, field

from django.db.models import TextChoices

from .ordinance import Part, Role

OFFICERS = frozenset({Role.OFFICER, Role.DECISION_MAKER})
DECISION_MAKERS = frozenset({Role.DECISION_MAKER})


@dataclass(frozen=True)
class Act:
    """One act of the ordinance.

    label: the words on the button. section: of SFS 2024:1005. parts, roles: who may do it.
    sources: the states it starts from (empty: any, or the act makes the thing). target: the state after (None: unchanged).
    private: known to the agency itself alone, as what it does with a draft.
    """

    label: str
    section: str
    parts: frozenset
    roles: frozenset
    sources: frozenset = field(default_factory=frozenset)
    target: str | None = None
    private: bool = False


def act(label, section, parts, roles=OFFICERS, *, sources=(), target=None, private=False):
    """An Act from plain values: `parts` is one Part or several, `sources` any number of states."""
    parts = frozenset({parts} if isinstance(parts, str) else parts)
    return Act(label, section, parts, roles, frozenset(sources), target, private)


class DescriptionStatus(TextChoices):
    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerad"
    SUPERSEDED = "superseded", "Ersatt"


D = DescriptionStatus

# Every act of the program by its permission: each later app adds its own table, so that one question reaches them all.
ACTS = {
    "registry.load": act("Läs in registret", "3 §", []),  # nobody's to do from a page: a command
    "registry.decide_sender": act("Bestäm vem som anmäler intresse", "7 §", Part.APPLICANT, DECISION_MAKERS),
    "registry.offer": act("Lägg till tjänst", "4 §", Part.SUPPLIER),
    "registry.describe": act("Skriv ny tjänstebeskrivning", "4 §", Part.SUPPLIER, sources=[D.DRAFT], target=D.DRAFT),
    "registry.declare_capacity": act("Uppge kapacitet", "4 §", Part.SUPPLIER),
    "registry.approve": act(
        "Godkänn tjänstebeskrivningen",
        "5 §",
        [Part.SUPPLIER, Part.COORDINATOR],
        DECISION_MAKERS,
        sources=[D.DRAFT],
        target=D.PUBLISHED,
    ),
}
