"""A requested service on the page of its case, as one reader sees it."""

from dataclasses import dataclass

from registry.models import Agency

from ..models import RequestedService
from .next_act import ActLink
from .stages import comes_next, stages


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
