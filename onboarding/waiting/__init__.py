"""What waits for a person in 7–10 §§, and what is late against the authorities' own targets: at most MOST of each kind."""

from registry.ordinance import Role

from .answering import to_answer, to_reply
from .cases import drafts, late, requests, to_sign
from .judging import conflicts, opinions, prioritisations, proposals
from .task import MOST

__all__ = ["KINDS", "MOST", "late", "waiting"]

# One function for each kind of task, in the order in which they stand: a person -> tasks.
KINDS = (drafts, to_answer, to_reply, conflicts, to_sign, proposals, opinions, prioritisations, requests)


def waiting(user):
    """Tasks as dicts of url, label, note, status and status_label, for the mandate in which the person acts."""
    acting = user.acting
    if acting is None or acting.role == Role.READER:
        return []
    return [task for kind in KINDS for task in kind(user)]
