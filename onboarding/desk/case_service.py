"""A requested service on the page of its case, with its allocations, as one reader sees them."""

from dataclasses import dataclass

from registry.models import Agency

from ..models import RequestedService
from .stages import comes_next, stages


@dataclass(frozen=True)
class CaseAllocation:
    """An allocation, and whether the person may read its motive and the reasons of its refusal.

    hearing: what the agency was sent before a refusal, and its replies, to the two of them; and what the person may do.
    """

    allocation: object
    in_full: bool
    hearing: list
    may_reply: bool
    may_correct: bool

    @property
    def refusal(self):
        return getattr(self.allocation, "refusal", None)


@dataclass(frozen=True)
class ActLink:
    """What the button says and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class CaseService:
    """One requested service, as the reader sees it. acts: {name of the page: Act}; assessment: only for those who may read it.

    judged: how far the supplier's own assessment has come; place: the agency's own, in a decided order (9 §); else None.
    proposal: to refuse it, which waits for a decision within the reader's supplier (8 §); else None.
    next_act: what the reader does with it before anything else, as an ActLink; None if it waits for somebody else.
    """

    requested_service: RequestedService
    acts: dict
    history: list
    assessment: object
    waits_for: str
    target: str
    is_late: bool
    judged: object
    place: object
    proposal: object
    next_act: ActLink | None
    coordinator: Agency

    @property
    def stages(self):
        return stages(self.requested_service)

    @property
    def comes_next(self):
        return comes_next(self.requested_service, self.coordinator)
