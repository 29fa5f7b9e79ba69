"""The list of requested services: narrowed, in order, in pages, and what each row tells."""

from .narrowing import NEXT, late, narrowed, waits_for_us
from .order import LATEST, ORDERS, Order, key_from, page
from .row import COLUMNS, Row, age, rows_of, waits_for

__all__ = [
    "COLUMNS",
    "LATEST",
    "NEXT",
    "ORDERS",
    "Order",
    "Row",
    "age",
    "key_from",
    "late",
    "narrowed",
    "page",
    "rows_of",
    "waits_for",
    "waits_for_us",
]
