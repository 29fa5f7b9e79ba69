"""The lines over the years, one for each service, are plain values for the templates to draw: no query, no clock."""

from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from ..cut.figures import value_in_words
from ..cut.indicators import number

YEARS = 5  # as many as stand beside the chart as figures; the cut has them all
WIDTH, HEIGHT, MARGIN = 150, 32, 4
STEPS = tuple(map(Decimal, ("1", "1.5", "2", "3", "4", "5", "6", "8", "10")))
OWN_SCALE = {"volume", "cost"}  # each service in a unit of its own: never on one axis


@dataclass(frozen=True)
class Chart:
    """low, high: the ends of the axis. zero: where it is nought, None below the axis. lines: points="…" of each unbroken run.

    dots: [(x, y, estimated)]. breaks: where the series is broken. words: all of it as a sentence.
    """

    low: object
    high: object
    zero: float | None
    lines: list
    dots: list
    breaks: list
    words: str


def of(indicator):
    """Return the years and the rows of an indicator, each row with `cells` (a point of the series, or None) and a `chart`.

    {years, low, high, rows}; None when there are fewer than two years. low, high: None where each row has its own scale.
    """
    years = sorted({point["year"] for row in indicator["rows"] for point in row.get("series", [])})[-YEARS:]
    if len(years) < 2:
        return None
    by_year = [{point["year"]: point for point in row["series"]} for row in indicator["rows"]]
    shown = [[points.get(year) for year in years] for points in by_year]
    common = (
        None if indicator["kind"] in OWN_SCALE else _scale(indicator["kind"], [c for cells in shown for c in cells])
    )
    rows = [_row(indicator["kind"], row, cells, common) for row, cells in zip(indicator["rows"], shown, strict=True)]
    low, high = common or (None, None)
    return {"years": years, "low": low, "high": high, "rows": rows}


def _row(kind, row, cells, common):
    scale = common or _scale(kind, cells)
    known = sum(cell is not None and cell["value"] is not None for cell in cells)
    about = {name: row[name] for name in ("key", "service", "supplier", "unit")}
    broken = [cell for cell in cells[1:] if cell and cell["break"]]
    return {**about, "cells": cells, "breaks": broken, "chart": _chart(kind, cells, scale) if known > 1 else None}


def _scale(kind, cells):
    """Return the ends of the axis: from nought, except availability, which differs only near a hundred."""
    values = [cell["value"] for cell in cells if cell and cell["value"] is not None]
    if kind == "index":
        return 0, 100
    if kind == "availability":
        return min([floor(value) for value in values if value < 100], default=99), 100
    return -_even(-min(values, default=0)), _even(max(values, default=0)) or 1


def _even(value):
    """Return the next even number: 1, 1.5, 2, 3, 4, 5, 6, 8 of its tens; nought for what is below it."""
    if value <= 0:
        return 0
    power = Decimal(10) ** floor(log10(value))
    return number(next(step * power for step in STEPS if step * power >= Decimal(str(value))))


def _chart(kind, cells, scale):
    step = (WIDTH - 2 * MARGIN) / (len(cells) - 1)
    places = [_place(cell, MARGIN + step * number, scale) for number, cell in enumerate(cells)]
    breaks = [round(MARGIN + step * (n - 0.5), 1) for n, cell in enumerate(cells) if n and cell and cell["break"]]
    return Chart(
        low=scale[0],
        high=scale[1],
        zero=_height(0, scale) if scale[0] <= 0 else None,
        lines=[" ".join(f"{x},{y}" for x, y in run) for run in _runs(cells, places) if len(run) > 1],
        dots=[(*at, cell["state"] == "estimated") for at, cell in zip(places, cells, strict=True) if at],
        breaks=breaks,
        words=_words(kind, cells),
    )


def _place(cell, x, scale):
    known = cell is not None and cell["value"] is not None
    return (round(x, 1), _height(cell["value"], scale)) if known else None


def _height(value, scale):
    low, high = scale
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / (high - low), 1)


def _runs(cells, places):
    """Yield the places that a line joins: it ends where a value is missing, and where the series is broken."""
    run = []
    for cell, place in zip(cells, places, strict=True):
        if place is None or cell["break"]:
            yield run
            run = []
        if place:
            run.append(place)
    yield run


def _words(kind, cells):
    known = (
        f"år {cell['year']} var värdet {value_in_words(kind, cell)}"
        for cell in cells
        if cell and cell["value"] is not None
    )
    without = (f"år {cell['year']} {value_in_words(kind, cell)}" for cell in cells if cell and cell["value"] is None)
    broken = (f"serien är bruten år {cell['year']}" for cell in cells[1:] if cell and cell["break"])
    sentence = "; ".join([*known, *without, *broken])
    return sentence[:1].upper() + sentence[1:]
