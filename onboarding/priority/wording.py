"""Why each stands where it stands, and what would change it (9 §): sentences without names and without weaknesses."""

from dataclasses import dataclass

from itdrift.templatetags.swedish import liten, uppraknat

from ..models import Gain
from .order import key

CRITERIA = (
    "Högre säkerhet väger först. Ökad kostnadseffektivitet skiljer bara mellan dem som är lika i säkerhet. "
    "Bestämmelsen skiljer inte mellan dem som är lika i båda; där följer leverantörsmyndigheten sin egen praxis, den ordning de kom in."
)
MOST = max(Gain)


def why(first, following):
    """Tell why `first` stands before `following`: security, then cost-effectiveness, then the order received."""
    one, other = first.assessment, following.assessment
    if other is None:
        return "Nästa är inte bedömd än." if one else f"Ingen av dem är bedömd än; {_earlier(first, following)}."
    if one.security_gain != other.security_gain:
        return f"Högre säkerhet: {_before(one.security_gain, other.security_gain)}."
    if one.cost_gain != other.cost_gain:
        return f"Lika säkerhet. Kostnadseffektivitet: {_before(one.cost_gain, other.cost_gain)}."
    return f"Lika bedömning; {_earlier(first, following)}."


def _before(gain, less):
    return f"{liten(Gain(gain).label)} före {liten(Gain(less).label)}"


def _earlier(first, following):
    if first.received_at < following.received_at:
        return "kom in tidigare"
    return "kom in samtidigt och står i anmälans ordning"


@dataclass(frozen=True)
class Supposed:
    """A requested service as it would stand with another assessment."""

    security_gain: int
    cost_gain: int
    received_at: object
    pk: int

    @property
    def assessment(self):
        return self


def what_would_change(first, following):
    """Return the least that would put `following` before `first`, as what stands after "om" in Swedish; "" if nothing."""
    if following.assessment is None or first.assessment is None:
        return "bedömningen ger anledning till det"
    ways = [_in_words(following.assessment, *way) for way in _ways(first, following)]
    return " eller ".join(ways)


def change(first, following, place, name=""):
    """Tell in a sentence what would put `following` before `first`, which stands at `place`. name: for who may know it."""
    if following.assessment is None:
        return "Platsen är inte klar förrän bedömningen är gjord."
    ahead = f"plats {place}, {name}" if name else f"plats {place}"
    condition = what_would_change(first, following)
    if not condition:
        return f"Kan inte gå före {ahead}, som redan har den högsta bedömningen och kom in tidigare."
    return f"Går före {ahead}{',' if name else ''} om {condition}."


def _ways(first, following):
    """Return the least changed assessments (security, cost): one of them raised alone, else both."""
    security, cost = following.assessment.security_gain, following.assessment.cost_gain
    by_security = [(more, cost) for more in range(security + 1, MOST + 1)]
    by_cost = [(security, more) for more in range(cost + 1, MOST + 1)]
    alone = [way for way in (_least(ways, first, following) for ways in (by_security, by_cost)) if way]
    both = [(s, c) for s in range(security + 1, MOST + 1) for c in range(cost + 1, MOST + 1)]
    return alone or [way for way in [_least(both, first, following)] if way]


def _least(ways, first, following):
    supposed = (Supposed(security, cost, following.received_at, following.pk) for security, cost in ways)
    ahead = (s for s in supposed if key(s) < key(first))
    return next(((s.security_gain, s.cost_gain) for s in ahead), None)


def _in_words(assessment, security, cost):
    raised = []
    if security != assessment.security_gain:
        raised.append(f"den högre säkerheten bedöms som {liten(Gain(security).label)}")
    if cost != assessment.cost_gain:
        raised.append(f"den ökade kostnadseffektiviteten bedöms som {liten(Gain(cost).label)}")
    return uppraknat(raised)


def to_the_agency(first, following):
    """Tell why one stands before the other, as an agency may read it: without names and the other's assessment."""
    one, other = first.assessment, following.assessment
    if one.security_gain != other.security_gain:
        return "bedömdes i högre grad leda till högre säkerhet"
    if one.cost_gain != other.cost_gain:
        return "bedömdes lika i säkerhet, och i högre grad leda till ökad kostnadseffektivitet"
    return f"bedömdes lika, och {_earlier(first, following)}"
