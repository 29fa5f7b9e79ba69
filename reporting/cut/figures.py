"""How a figure of an indicator is written in words: the value with its unit, and what it is calculated from (11 §)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from itdrift.templatetags.swedish import kronor, tal

from .indicators import DECIMALS, ESTIMATED, STATES


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


def _percent(kind, value):
    return f"{tal(value, DECIMALS[kind])}\N{NO-BREAK SPACE}%"


AMOUNTS: dict[str, Callable[[Any], str]] = {
    "share": partial(_percent, "share"),
    "volume": tal,
    "cost": kronor,
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
