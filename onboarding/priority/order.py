"""The order of 9 §, in one place: in Python, and the same in SQL; a trigger holds decisions to it."""

from django.db.models import F, FilteredRelation, Q

PRIORITY_KEY = ["current__assessment__security_gain", "current__assessment__cost_gain", "received_at", "pk"]


def key(requested_service):
    """Return the key of the order: security, cost-effectiveness only between equals, then the order received; never a sum.

    What is not assessed comes last.

    requested_service: anything with assessment (None, or with security_gain and cost_gain), received_at and pk.
    """
    judged = requested_service.assessment
    gains = (0, -judged.security_gain, -judged.cost_gain) if judged else (1,)
    return (*gains, requested_service.received_at, requested_service.pk)


def ordered(requested_services):
    return sorted(requested_services, key=key)


def by_priority(requested_services):
    """Return a queryset by security, by cost-effectiveness only between equals, then as received. Unassessed last."""
    security, cost, *received = PRIORITY_KEY
    gains = [F(gain).desc(nulls_last=True) for gain in (security, cost)]
    return _with_current(requested_services).order_by(*gains, *received)


def after_in_priority(requested_services, key):
    """Return those that stand after the row whose PRIORITY_KEY this is."""
    (security, cost, *_), (security_gain, cost_gain, received_at, pk) = PRIORITY_KEY, key
    later = Q(received_at__gt=received_at) | Q(received_at=received_at, pk__gt=pk)
    unassessed = Q(**{f"{security}__isnull": True})
    found = _with_current(requested_services)
    if security_gain is None:
        return found.filter(unassessed, later)
    less = Q(**{f"{security}__lt": security_gain}) | Q(**{security: security_gain, f"{cost}__lt": cost_gain})
    equal = Q(later, **{security: security_gain, cost: cost_gain})
    return found.filter(unassessed | less | equal)


def _with_current(requested_services):
    return requested_services.annotate(current=FilteredRelation("allocations", condition=Q(allocations__ended_at=None)))
