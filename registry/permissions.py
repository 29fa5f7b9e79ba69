"""Who may do an act: the table of acts, asked through `user.has_perm("onboarding.refuse", thing)`."""

from django.contrib.auth.backends import BaseBackend

from .workflow import ACTS


class ActBackend(BaseBackend):
    """A right to an act comes from the mandate and role in which the person acts, and from being a party.

    What the thing itself `bars` the person from is taken away again: a conflict of interest, a case known to others only.
    """

    def has_perm(self, user, perm, obj=None):
        act, acting = ACTS.get(perm), getattr(user, "acting", None)
        if act is None or acting is None or obj is None or not acting.is_current():
            return False
        if acting.mandate.part not in act.parts or acting.role not in act.roles or not obj.is_party(acting.mandate):
            return False
        return not (hasattr(obj, "bars") and obj.bars(perm, user))


def possible(thing, table, *, by):
    """The acts of the table that `by` may do on the thing in its present state, as {perm: Act}."""
    return {perm: act for perm, act in table.items() if thing.status in act.sources and by.has_perm(perm, thing)}
