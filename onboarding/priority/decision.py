"""The decision on the order between those who compete for a service (9 §)."""

import hashlib

from django.utils import timezone

from itdrift import outbox

from ..models import Prioritisation, PrioritisationDocument
from ..papers import draw
from .wording import CRITERIA


@outbox.job("priority.keep_decision")
def keep_prioritisation(prioritisation_id):
    """The decision with its set, order, reasons and motivation, read by whoever may know of every case in it."""
    one = "service supplier__agency decided_by presented_by".split()
    prioritisation = Prioritisation.objects.select_related(*one).get(pk=prioritisation_id)
    paper = prioritisation_paper(prioritisation)
    content = draw("prioritisation", paper, prioritisation.diary_number, timezone.now())
    PrioritisationDocument.objects.create(
        prioritisation=prioritisation, content=content, digest=hashlib.sha256(content).hexdigest()
    )


def prioritisation_paper(prioritisation):
    """The context of the paper."""
    agency = prioritisation.supplier.agency
    return {
        "sender": agency.name,
        "sender_org_number": agency.org_number,
        "diary_number": prioritisation.diary_number,
        "date": prioritisation.decided_on,
        "service": str(prioritisation.service),
        "shortage": prioritisation.shortage,
        "criteria": CRITERIA,
        "order": [_row(competitor) for competitor in _in_order(prioritisation)],
        "motivation": prioritisation.motivation,
        "decided_by": {"name": prioritisation.decided_by.name, "title": prioritisation.decided_by_title},
        "presented_by": {"name": prioritisation.presented_by.name, "title": prioritisation.presented_by_title},
    }


def _in_order(prioritisation):
    asked = "allocation__requested_service"
    return prioritisation.competitors.select_related(f"{asked}__agency", f"{asked}__registration").order_by("place")


def _row(competitor):
    request = competitor.allocation.requested_service
    return {
        "place": competitor.place,
        "agency": request.agency.name,
        "case": request.registration.diary_number,
        "received": timezone.localtime(request.received_at),
        "security_gain": competitor.get_security_gain_display(),
        "cost_gain": competitor.get_cost_gain_display(),
        "why": competitor.why,
        "change": competitor.change,
    }
