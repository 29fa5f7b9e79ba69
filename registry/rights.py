"""Who may do an act, asked as `user.has_perm("onboarding.refuse", thing)`; and why not, in words for who is refused."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model

from itdrift.templatetags.swedish import liten

from .models import Mandate, Membership, Service, User
from .ordinance import Part, Role
from .workflow import ACTS, Act

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
    """A Bar is one reason that keeps a person from acts, though the part, the role and being a party allow them.

    name: unique. holds(thing, user): whether the reason is there. sentence: what the person may read of it, NEUTRAL where
    that is nothing. acts: the permissions that it is about (empty: all of them), except those in `but`.
    """

    name: str
    holds: Callable[[Any, User], bool]
    sentence: str
    acts: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def is_about(self, perm: str) -> bool:
        return perm not in self.but and (not self.acts or perm in self.acts)


# Each app adds its own in its `rights.py`, as it adds its acts to ACTS. By the class of the thing:
BARS: dict[type[Model], tuple[Bar, ...]] = {}
# a function from the thing to the one whose bars are its own too, or to None
FOLLOWS: dict[type[Model], Callable[[Any], Model | None]] = {}
OUTSIDERS: dict[type[Model], str] = {}  # what is said to who acts for a mandate that is no party to the thing

OUTSIDERS[Service] = "Tjänsten tillhandahålls av en annan leverantörsmyndighet."


class NotAllowed(PermissionDenied):
    """Says that the person may not do it. sentence: why, as the person may read it; the log gets no word of it.

    allowed(user): whether it would be allowed to the person, acting in another mandate.
    """

    def __init__(self, sentence: str, allowed: Callable[[User], bool] | None = None) -> None:
        super().__init__("refused")
        self.sentence, self.allowed = sentence, allowed

    def ways(self, user: User) -> list[Membership]:
        """Return the other Memberships of the person, today, in which it is allowed."""
        if self.allowed is None:
            return []
        others = [held for held in user.memberships.current() if held != user.acting]
        return [held for held in others if self.allowed(_in(held, user))]


def _in(membership: Membership, user: User) -> User:
    person = copy.copy(user)
    person.acting = membership
    return person


class ActBackend(BaseBackend):
    """Gives a right to an act by the mandate and role in which the person acts, and by being a party.

    A Bar takes it away.
    """

    def has_perm(self, user: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        return why_not(user, perm, obj) is None


def why_not(user: User | AnonymousUser, perm: str, obj: Any) -> str | None:
    """Return the sentence that says why the person may not do the act on the thing; None when the person may."""
    act = ACTS.get(perm)
    if isinstance(user, AnonymousUser) or user.acting is None:
        return NO_MANDATE
    if act is None or obj is None:
        return NOT_YOURS
    return _why_not_in(user.acting, act, obj) or why_barred(user, perm, obj)


def _why_not_in(acting: Membership, act: Act, obj: Any) -> str | None:
    """Return the same of the Membership alone: whether it holds, its part, whether it is a party, its role."""
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


def why_barred(user: User, perm: str, obj: Model) -> str | None:
    """Return the sentence of the Bar that keeps the person from the act on the thing, whatever the part and the role.

    Returns None when none does, and NEUTRAL when one of several says so: who may not know of the thing reads nothing else of it.
    """
    sentences = [bar.sentence for bar, thing in _bars(obj) if bar.is_about(perm) and bar.holds(thing, user)]
    return NEUTRAL if NEUTRAL in sentences else next(iter(sentences), None)


def _bars(thing: Model | None) -> Iterator[tuple[Bar, Model]]:
    """Yield each Bar of the thing, and of what it follows, with the thing that it is asked of."""
    while thing is not None:
        yield from ((bar, thing) for bar in BARS.get(type(thing), ()))
        thing = FOLLOWS[type(thing)](thing) if type(thing) in FOLLOWS else None


def acting_for(user: User | AnonymousUser, *parts: Part, roles: frozenset[Role] = frozenset(Role)) -> Mandate:
    """Return the Mandate in which the person acts, where what is asked for is open to these parts and roles.

    Raises NotAllowed, with the reason.
    """
    if isinstance(user, AnonymousUser) or user.acting is None:
        raise NotAllowed(NO_MANDATE)
    acting: Membership = user.acting
    sentence = ""
    if acting.mandate.part not in parts:
        sentence = _wrong_part("Sidan är till för", parts, acting)
    elif acting.role not in roles:
        sentence = _wrong_role("Sidan är till för", roles, acting)
    if sentence:
        raise NotAllowed(sentence, lambda one: one.acting.mandate.part in parts and one.acting.role in roles)
    return acting.mandate


def _wrong_part(by: str, parts: Iterable[Part], acting: Membership) -> str:
    return f"{by} {_one_of(PARTS, parts)}. Du arbetar nu för {acting.mandate}."


def _wrong_role(by: str, roles: Iterable[Role], acting: Membership) -> str:
    return f"{by} {_one_of(ROLES, roles)} hos er. Din roll är {liten(acting.get_role_display())}."


def _one_of(names: Mapping[Any, str], keys: Iterable[Any]) -> str:
    *others, last = (name for key, name in names.items() if key in keys)
    return f"{', '.join(others)} eller {last}" if others else last


def possible(thing: Any, table: Mapping[str, Act], *, by: User) -> dict[str, Act]:
    """Return the acts of the table that `by` may do on the thing in its present state, as {perm: Act}."""
    return {perm: act for perm, act in table.items() if thing.status in act.sources and by.has_perm(perm, thing)}
