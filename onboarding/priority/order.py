"""The order of 9 §, in one place; RequestedService.by_priority() is the same in SQL, and a trigger holds decisions to it."""


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
