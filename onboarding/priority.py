"""9 §: a supplier's queue, and why each requested service stands before the next one, in words."""

from .models import Gain, RequestedService
from .workflow import Status


def queue(supplier):
    """What the supplier (a Mandate) has been allocated and not agreed on, in the order of 9 §; unassessed last.

    Each carries `why` it stands before the next ("" for the last).
    """
    mine = RequestedService.objects.filter(supplier=supplier, status__in=[Status.ALLOCATED, Status.ACCEPTED])
    mine = mine.select_related("registration", "agency", "service").prefetch_related("allocations__assessment")
    found = list(mine.by_priority())
    for asked, following in zip(found, [*found, None][1:], strict=True):
        asked.why = why(asked, following) if following else ""
    return found


def why(first, following):
    """Why `first` stands before `following`: security, then cost-effectiveness, then the order received."""
    one, other = first.assessment, following.assessment
    if other is None:
        return "Nästa är inte bedömd än." if one else f"Ingen av dem är bedömd än; {_earlier(first, following)}."
    if one.security_gain != other.security_gain:
        return f"Högre säkerhet: {_before(one.security_gain, other.security_gain)}."
    if one.cost_gain != other.cost_gain:
        return f"Lika säkerhet. Kostnadseffektivitet: {_before(one.cost_gain, other.cost_gain)}."
    return f"Lika bedömning; {_earlier(first, following)}."


def _before(gain, less):
    return f"{Gain(gain).label} före {Gain(less).label}"


def _earlier(first, following):
    if first.received_at < following.received_at:
        return "kom in tidigare"
    return "kom in samtidigt och står i anmälans ordning"
