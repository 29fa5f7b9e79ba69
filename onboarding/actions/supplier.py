"""8–9 §§: the supplier assesses what it was allocated, takes it on, or refuses with reasons."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift import outbox
from registry.acts import begin, check_presenter, end, write

from .. import notices
from ..models import Assessment, DiarySeries, Refusal
from .standing import end_allocation, leave_no_open_agreement


@transaction.atomic
def assess(request, *, by, security_gain, security_grounds, cost_gain, cost_grounds):
    """Assess first higher security, then cost-effectiveness, on the scale of Gain, each with grounds (9 §)."""
    request = begin("onboarding.assess", request, by=by)
    allocation = request.current_allocation
    assessment = Assessment.objects.filter(allocation=allocation).first() or Assessment(allocation=allocation)
    assessment.security_gain, assessment.security_grounds = security_gain, security_grounds
    assessment.cost_gain, assessment.cost_grounds = cost_gain, cost_grounds
    assessment.assessed_by = by
    write(assessment)
    text = (
        f"{request} bedömdes. Högre säkerhet: {assessment.get_security_gain_display().lower()}. "
        f"Ökad kostnadseffektivitet: {assessment.get_cost_gain_display().lower()}."
    )
    end("onboarding.assess", request, by=by, text=text, security_gain=security_gain, cost_gain=cost_gain)
    return assessment


@transaction.atomic
def accept(request, *, by, service):
    """The supplier takes on to deliver one of its own published services."""
    request = begin("onboarding.accept", request, by=by)
    if service.supplier_id != request.supplier_id or service.published_description is None:
        raise ValidationError({"service": "Välj en av era egna publicerade tjänster (4 och 6 §§)."})
    request.delivered_service = service
    text = f"{request.supplier.agency} åtog sig att leverera {service}."
    end("onboarding.accept", request, by=by, text=text, changed=["delivered_service"], service=service.pk)
    notices.accepted(request)
    return request


@transaction.atomic
def refuse(request, *, by, ground, reasons, presented_by, alternatives="", others=""):
    """The supplier lacks the conditions to offer the service, and says why (8 §).

    presented_by: the Membership of the officer who presented the matter, another person than the decision maker.
    The decision gets the supplier's own diary number; its document is made after the commit. Returns the Refusal.
    """
    request = begin("onboarding.refuse", request, by=by)
    leave_no_open_agreement(request)
    check_presenter(presented_by, mandate=request.supplier)
    allocation = request.current_allocation
    refusal = write(
        Refusal(
            allocation=allocation,
            ground=ground,
            reasons=reasons,
            alternatives=alternatives,
            diary_number=DiarySeries.next_number(allocation.supplier.agency),
            decided_on=timezone.localdate(),
            decided_by=by,
            decided_by_title=by.acting.title,
            presented_by=presented_by.user,
            presented_by_title=presented_by.title,
            others=others,
        )
    )
    changed = end_allocation(request)
    text = f"{allocation.supplier.agency} nekade anslutning till {request}. Skäl: {refusal.get_ground_display()}."
    end("onboarding.refuse", request, by=by, text=text, changed=changed, decision=refusal.diary_number, ground=ground)
    outbox.put("onboarding.documents.keep_refusal", key=f"refusal/{refusal.pk}", refusal_id=refusal.pk)
    notices.refused(refusal)
    return refusal
