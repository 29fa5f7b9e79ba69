"""Who may do an act, asked as `user.has_perm("onboarding.refuse", thing)`; and why not, in words that the refused may read."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied

from .models import Service
from .ordinance import Part, Role
from .workflow import ACTS

# What each bar says that the person may not know of (a confidential case), and some that have nothing to hide: the same
# words everywhere, so that nothing can be told from them.
NEUTRAL = "Någon annan hos er behöver handlägga det här. Fråga en beslutsfattare hos er vem det kan bli."
NO_MANDATE = "Du har inget uppdrag som gäller i dag. Den som administrerar behörigheter hos er kan lägga till ett."
NOT_YOURS = "Du har inte rätt att göra det här."
PARTS = {
    Part.APPLICANT: "den anslutande myndigheten",
    Part.SUPPLIER: "leverantörsmyndigheten",
    Part.COORDINATOR: "den samordnande myndigheten",
}
ROLES = {Role.READER: "en läsare", Role.OFFICER: "en handläggare", Role.DECISION_MAKER: "en beslutsfattare"}


@dataclass(frozen=True)
class Bar:
    """One reason that keeps a person from acts, though the part, the role and being a party allow them.

    name: unique. holds(thing, user): whether the reason is there. sentence: what the person may read of it, NEUTRAL where
    that is nothing. acts: the permissions that it is about (empty: all of them), except those in `but`.
    """

    name: str
    holds: Callable
    sentence: str
    acts: frozenset = frozenset()
    but: frozenset = frozenset()

    def is_about(self, perm):
        return perm not in self.but and (not self.acts or perm in self.acts)


# Each app adds its own in its `rights.py`, as it adds its acts to ACTS. By the class of the thing:
BARS = {}  # a tuple of Bars
FOLLOWS = {}  # a function from the thing to the one whose bars are its own too, or to None
OUTSIDERS = {}  # what is said to who acts for a mandate that is no party to the thing

OUTSIDERS[Service] = "Tjänsten tillhandahålls av en annan leverantörsmyndighet."


class NotAllowed(PermissionDenied):
    """The person may not do it. sentence: why, as the person may read it; the log gets no word of it.

    allowed(user): whether it would be allowed to the person, acting in another mandate.
    """

    def __init__(self, sentence, allowed=None):
        super().__init__("refused")
        self.sentence, self.allowed = sentence, allowed

    def ways(self, user):
        """The other Memberships of the person, today, in which it is allowed."""
        others = [held for held in user.memberships.current() if held != user.acting] if self.allowed else []
        return [held for held in others if self.allowed(_in(held, user))]


def _in(membership, user):
    person = copy.copy(user)
    person.acting = membership
    return person


class ActBackend(BaseBackend):
    """A right to an act comes from the mandate and role in which the person acts, and from being a party; a Bar takes it away."""

    def has_perm(self, user, perm, obj=None):
        return why_not(user, perm, obj) is None


def why_not(user, perm, obj):
    """The sentence that says why the person may not do the act on the thing; None when the person may."""
    act, acting = ACTS.get(perm), getattr(user, "acting", None)
    if acting is None:
        return NO_MANDATE
    if act is None or obj is None:
        return NOT_YOURS
    return _why_not_in(acting, act, obj) or why_barred(user, perm, obj)


def _why_not_in(acting, act, obj):
    """The same of the Membership alone: whether it holds, its part, whether it is a party, its role."""
    if not acting.is_current():
        return f"Ditt uppdrag för {acting.mandate} gäller inte i dag."
    if not act.parts:
        return f"”{act.label}” görs inte för hand: det följer av något annat."
    if acting.mandate.part not in act.parts:
        return _wrong_part(f"”{act.label}” görs av", act.parts, acting)
    if not obj.is_party(acting.mandate):
        return OUTSIDERS.get(type(obj)) or f"Det här gäller andra än {acting.mandate}."
    if acting.role not in act.roles:
        return _wrong_role(f"”{act.label}” görs av", act.roles, acting)
    return None


def why_barred(user, perm, obj):
    """The sentence of the Bar that keeps the person from the act on the thing, whatever the part and the role; or None.

    Of several NEUTRAL: who may not know of the thing reads nothing else of it.
    """
    sentences = [bar.sentence for bar, thing in _bars(obj) if bar.is_about(perm) and bar.holds(thing, user)]
    return NEUTRAL if NEUTRAL in sentences else next(iter(sentences), None)


def _bars(thing):
    """Each Bar of the thing, and of what it follows, with the thing that it is asked of."""
    while thing is not None:
        yield from ((bar, thing) for bar in BARS.get(type(thing), ()))
        thing = FOLLOWS[type(thing)](thing) if type(thing) in FOLLOWS else None


def acting_for(user, *parts, roles=frozenset(Role)):
    """The Mandate in which the person acts, where what is asked for is open to these parts and roles.

    Raises NotAllowed, with the reason.
    """
    acting = getattr(user, "acting", None)
    if acting is None:
        raise NotAllowed(NO_MANDATE)
    sentence = ""
    if acting.mandate.part not in parts:
        sentence = _wrong_part("Sidan är till för", parts, acting)
    elif acting.role not in roles:
        sentence = _wrong_role("Sidan är till för", roles, acting)
    if sentence:
        raise NotAllowed(sentence, lambda one: one.acting.mandate.part in parts and one.acting.role in roles)
    return acting.mandate


def _wrong_part(by, parts, acting):
    return f"{by} {_one_of(PARTS, parts)}. Du arbetar nu för {acting.mandate}."


def _wrong_role(by, roles, acting):
    return f"{by} {_one_of(ROLES, roles)} hos er. Din roll är {acting.get_role_display().lower()}."


def _one_of(names, keys):
    *others, last = (name for key, name in names.items() if key in keys)
    return f"{', '.join(others)} eller {last}" if others else last


def possible(thing, table, *, by):
    """The acts of the table that `by` may do on the thing in its present state, as {perm: Act}."""
    return {perm: act for perm, act in table.items() if thing.status in act.sources and by.has_perm(perm, thing)}
