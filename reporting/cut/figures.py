"""A figure of an indicator in words: the value with its unit, and what it is made of."""

from itdrift.templatetags.swedish import kronor, tal

from .indicators import ESTIMATED, STATES


def in_words(kind, row):
    """A row of an indicator as "14,3 % (1 av 7)"; without a value its state, "uppgift saknas"."""
    said = value_in_words(kind, row)
    if row["value"] is None or row["numerator"] is None:
        return said
    return f"{said} ({MADE_OF[kind](row)})"


def value_in_words(kind, row):
    """The value of a row, or of a point of its series, with its unit and whether it is estimated."""
    if row["value"] is None:
        return STATES[row["state"]]
    said = AMOUNTS[kind](row["value"]) + UNITS.get(kind, "").format(row["unit"])
    return f"{said}, {STATES[ESTIMATED]}" if row["state"] == ESTIMATED else said


AMOUNTS = {
    "share": lambda value: f"{tal(value, 1)}\N{NO-BREAK SPACE}%",
    "volume": tal,
    "cost": kronor,
    "change": lambda value: f"{'+' if value > 0 else ''}{tal(value, 1)}\N{NO-BREAK SPACE}%",
    "availability": lambda value: f"{tal(value, 2)}\N{NO-BREAK SPACE}%",
    "index": lambda value: tal(value, 1),
}
UNITS = {"volume": " {}", "cost": " per {}"}


def _of(row):
    return f"{tal(row['numerator'])} av {tal(row['denominator'])}"


MADE_OF = {
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
    """What the value is counted from, as (label, number); [] when it is counted from nothing."""
    if kind not in PARTS or row["numerator"] is None:
        return []
    return list(zip(PARTS[kind], (row["numerator"], row["denominator"]), strict=True))
