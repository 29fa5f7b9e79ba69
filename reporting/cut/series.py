"""Each indicator over the years: what the decided accounts said, and this year's figure, with the breaks between them."""

from itertools import pairwise

from ..models import Report


def with_series(indicators, year):
    """The indicators, each row with `series`: [{year, value, state, unit, break}], the earliest year first, this year last.

    Read from the last decided edition of each earlier year. A series breaks where the unit or the way of measuring
    changed, or where the supplier says so: `break` is why, "" where the year can be compared with the one before.
    """
    before = [report.cut for report in Report.objects.latest_decided().filter(year__lt=year)]
    for indicator in indicators:
        for row in indicator["rows"]:
            row["series"] = _series(indicator["number"], row, before, year)
    return indicators


def _series(number, row, before, year):
    points = [point for cut in before if (point := _point(cut, number, row["key"]))]
    this = _of(row, year)
    points.append(this)
    for earlier, later in pairwise(points):
        if earlier["unit"] != later["unit"] and not later["break"]:
            later["break"] = f"Enheten var {earlier['unit']} och är {later['unit']}."
    return points


def _point(cut, number, key):
    for row in cut["indicators"][number - 1]["rows"]:
        if row.get("key") == key:
            return _of(row, cut["year"])
    return None


def _of(row, year):
    said = {name: row[name] for name in ("value", "state", "unit")}
    return {"year": year, **said, "break": row.get("break", "")}
