"""8 §: what an officer has prepared and left to the decision makers, on the case and on the start page alike."""

from ..models import RefusalDraft

SERVICE = "allocation__requested_service"


def left_to_decide(user):
    """Return the proposals to refuse that wait for a decision at the person's mandate, as RefusalDrafts."""
    return RefusalDraft.objects.visible_to(user).filter(handed_over_at__isnull=False)


def decided_by_others(left, user):
    """Leave out those that the person has prepared, or has allocated: somebody else decides."""
    return left.exclude(prepared_by=user).exclude(**{f"{SERVICE}__allocations__allocated_by": user})


def of_case(case, user):
    """Return {key of the requested service: its RefusalDraft} of a case that `holds` what it has."""
    if not case.holds["proposals"]:
        return {}
    left = left_to_decide(user).filter(**{f"{SERVICE}__registration": case}).select_related("allocation", "prepared_by")
    return {draft.allocation.requested_service_id: draft for draft in left}
