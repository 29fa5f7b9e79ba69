"""Who may do an act: the table of acts, asked through `user.has_perm("onboarding.refuse", thing)`."""

from django.contrib.auth.backends import BaseBackend

from .workflow import ACTS


class ActBackend(BaseBackend):
    """A right to an act comes from the mandate and role in which the person acts, and from being a party."""

    def has_perm(self, user, perm, obj=None):
        act, acting = ACTS.get(perm), getattr(user, "acting", None)
        if act is None or acting is None or obj is None or not acting.is_current():
            return False
        return acting.mandate.part in act.parts and acting.role in act.roles and obj.is_party(acting.mandate)


def possible(thing, table, *, by):
    """The acts of the table that `by` may do on the thing in its present state, as {perm: Act}."""
    return {perm: act for perm, act in table.items() if thing.status in act.sources and by.has_perm(perm, thing)}
