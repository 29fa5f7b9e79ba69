"""The decision on the order between those who compete for a service (9 §)."""

import hashlib

from django.utils import timezone

from itdrift import outbox

from ..appeal.wording import appeal_text
from ..models import Prioritisation, PrioritisationDocument
from ..papers import draw
from ..presenting import deciders
from .wording import CRITERIA


@outbox.job("priority.keep_decision")
def keep_prioritisation(prioritisation_id):
    """Draw and keep the decision: its set, order, reasons and motivation, for whoever may know of every case in it."""
    rows = Prioritisation.objects.select_related(
        "service", "supplier__agency", "decided_by", "presented_by", "appeal__agency"
    )
    prioritisation = rows.get(pk=prioritisation_id)
    paper = prioritisation_paper(prioritisation)
    content = draw("prioritisation", paper, prioritisation.diary_number, timezone.now())
    PrioritisationDocument.objects.create(
        prioritisation=prioritisation, content=content, digest=hashlib.sha256(content).hexdigest()
    )


def prioritisation_paper(prioritisation):
    """Return the context of the paper."""
    agency = prioritisation.supplier.agency
    path = "allocation__requested_service"
    competitors = prioritisation.competitors.select_related(f"{path}__agency", f"{path}__registration").order_by(
        "place"
    )
    return {
        "sender": agency.name,
        "sender_org_number": agency.org_number,
        "diary_number": prioritisation.diary_number,
        "date": prioritisation.decided_on,
        "service": str(prioritisation.service),
        "shortage": prioritisation.shortage,
        "criteria": CRITERIA,
        "order": [_place(competitor) for competitor in competitors],
        "motivation": prioritisation.motivation,
        "appeal": appeal_text(prioritisation.appeal, prioritisation.diary_number),
        **deciders(prioritisation),
    }


def _place(competitor):
    requested_service = competitor.allocation.requested_service
    return {
        "place": competitor.place,
        "agency": requested_service.agency.name,
        "case": requested_service.registration.diary_number,
        "received": timezone.localtime(requested_service.received_at),
        "security_gain": competitor.get_security_gain_display(),
        "cost_gain": competitor.get_cost_gain_display(),
        "why": competitor.why,
        "change": competitor.change,
    }
