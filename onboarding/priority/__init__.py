"""9 §: who comes first when capacity is short, why, and what would change it."""

from .order import key, ordered
from .places import Place, places
from .reading import UNKNOWN, Comparison, Judged, competing_for, order_of, queue
from .wording import CRITERIA, change, what_would_change, why

__all__ = [
    "CRITERIA",
    "UNKNOWN",
    "Comparison",
    "Judged",
    "Place",
    "change",
    "competing_for",
    "key",
    "order_of",
    "ordered",
    "places",
    "queue",
    "what_would_change",
    "why",
]
