"""The order of 9 §, in one place; RequestedService.by_priority() is the same in SQL, and a trigger holds decisions to it."""


def key(asked):
    """Security first, cost-effectiveness only between equals, then the order received; unassessed last. Never a sum.

    asked: anything with assessment (None, or with security_gain and cost_gain), received_at and pk.
    """
    judged = asked.assessment
    gains = (0, -judged.security_gain, -judged.cost_gain) if judged else (1,)
    return (*gains, asked.received_at, asked.pk)


def ordered(requests):
    return sorted(requests, key=key)
