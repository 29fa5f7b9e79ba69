"""What an agency reads of a decided order: its own place and why, without the names and the assessments of others (9 §)."""

from dataclasses import dataclass

from registry.ordinance import Part

from ..models import Competitor, Prioritisation
from ..workflow import PrioritisationStatus
from .wording import CRITERIA, to_the_agency


@dataclass(frozen=True)
class Place:
    """An agency's own place in a decided order. before, after: why those next to it stand there; "" at the ends."""

    competitor: Competitor
    of: int
    before: str
    after: str

    criteria = CRITERIA

    @property
    def prioritisation(self):
        return self.competitor.prioritisation


def places(requested_services, user):
    """Return {key: Place} of the last decided order that each of an agency's own requested services stands in."""
    acting = user.acting
    own = {
        requested_service.pk
        for requested_service in requested_services
        if acting and requested_service.agency_id == acting.mandate.agency_id
    }
    if not own or acting.mandate.part != Part.APPLICANT:
        return {}
    decided = Prioritisation.objects.filter(
        status=PrioritisationStatus.DECIDED, competitors__allocation__requested_service__in=own
    )
    found = {}
    rows = Competitor.objects.filter(prioritisation__in=decided).order_by("prioritisation", "place")
    for row in rows.select_related("prioritisation__service", "allocation__requested_service"):
        found.setdefault(row.prioritisation_id, []).append(row)
    return {
        row.allocation.requested_service_id: _place(order, n)
        for order in found.values()
        for n, row in enumerate(order)
        if row.allocation.requested_service_id in own
    }


def _place(order, n):
    before = to_the_agency(order[n - 1], order[n]) if n else ""
    after = to_the_agency(order[n], order[n + 1]) if order[n + 1 :] else ""
    return Place(order[n], len(order), before, after)
