"""How a figure of an indicator is written in words: the value with its unit, and what it is calculated from (11 §)."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from itdrift.templatetags.swedish import kronor, tal

from .indicators import DECIMALS, ESTIMATED, STATES

LEAST_IN_WHOLE_KRONOR = 100
FIGURE_SPACE = "\N{FIGURE SPACE}"


def in_words(kind, row):
    """Return a row of an indicator as "14,3 % (1 av 7)"; without a value its state, as "uppgift saknas"."""
    value = value_in_words(kind, row)
    if row["value"] is None or row["numerator"] is None:
        return value
    return f"{value} ({CALCULATED_FROM[kind](row)})"


def value_in_words(kind, row):
    """Return the value of a row, or of a point of its series, with its unit and whether it is estimated."""
    if row["value"] is None:
        return STATES[row["state"]]
    value = AMOUNTS[kind](row["value"]) + UNITS.get(kind, "").format(row["unit"])
    return f"{value}, {STATES[ESTIMATED]}" if row["state"] == ESTIMATED else value


def in_column(indicator, value):
    """Return a value as it stands under the others of its indicator, decimal under decimal."""
    values = [row["value"] for row in indicator["rows"] if row["value"] is not None]
    if indicator["kind"] == "cost":
        return kronor(value, max(map(_decimals_of_a_cost, values), default=0))
    if indicator["kind"] == "volume":
        return _in_line(value, values)
    return AMOUNTS[indicator["kind"]](value)


def in_series(indicator, value):
    """Return a value of a year as it stands under the others, without its unit."""
    kind, points = indicator["kind"], [point for row in indicator["rows"] for point in row["series"]]
    if kind == "volume":
        return _in_line(value, [point["value"] for point in points if point["value"] is not None])
    decimals = _decimals_of_a_cost(value) if kind == "cost" else DECIMALS[kind]
    return f"{'+' if kind == 'change' and value > 0 else ''}{tal(value, decimals)}"


def decimals_of(amounts):
    """Return 2 if any of the amounts has öre, else 0."""
    return 2 if any(amount is not None and Decimal(str(amount)) % 1 for amount in amounts) else 0


def _decimals_of_a_cost(value):
    """A cost is divided by a volume: its öre say nothing, except of what costs next to nothing."""
    return 2 if abs(value) < LEAST_IN_WHOLE_KRONOR else 0


def _in_line(value, values):
    """A volume is not given decimals that nobody counted: spaces as wide stand for them."""
    lacking = max(len(_fraction(other)) for other in values) - len(_fraction(value))
    return tal(value) + FIGURE_SPACE * lacking


def _fraction(value):
    return "".join(tal(value).partition(",")[1:])


def _percent(kind, value):
    return f"{tal(value, DECIMALS[kind])}\N{NO-BREAK SPACE}%"


AMOUNTS: dict[str, Callable[[Any], str]] = {
    "share": partial(_percent, "share"),
    "volume": tal,
    "cost": lambda value: kronor(value, _decimals_of_a_cost(value)),
    "change": lambda value: f"{'+' if value > 0 else ''}{_percent('change', value)}",
    "availability": partial(_percent, "availability"),
    "index": lambda value: tal(value, DECIMALS["index"]),
}
UNITS = {"volume": " {}", "cost": " per {}"}


def _of(row):
    return f"{tal(row['numerator'])} av {tal(row['denominator'])}"


CALCULATED_FROM = {
    "share": _of,
    "volume": _of,
    "cost": lambda row: f"{kronor(row['numerator'])} för {tal(row['denominator'])} {row['unit']}",
    "change": lambda row: f"från {kronor(row['denominator'])} till {kronor(row['numerator'])}",
    "availability": lambda row: f"{_of(row)} minuter",
    "index": lambda row: f"{_of(row)} svarade",
}
PARTS = {
    "share": ("Täljare", "Nämnare"),
    "cost": ("Total kostnad, kronor", "Volym"),
    "change": ("Avgift året efter, kronor", "Avgift under året, kronor"),
    "availability": ("Tillgänglig tid, minuter", "Överenskommen öppettid, minuter"),
    "index": ("Svarande myndigheter", "Tillfrågade myndigheter"),
}


def parts(kind, row):
    """Return what the value is calculated from, as (label, number); [] when it is calculated from nothing."""
    if kind not in PARTS or row["numerator"] is None:
        return []
    return list(zip(PARTS[kind], (row["numerator"], row["denominator"]), strict=True))
