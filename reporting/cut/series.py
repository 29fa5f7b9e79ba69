"""Each indicator is followed over the years: the figures of the decided accounts, this year's, and the breaks between them."""

from ..models import Report
from .indicators import IN_THE_UNIT


def with_series(indicators, year):
    """Return the indicators, each row with `series`: [{year, value, state, unit, basis, break}], this year last.

    It is read from the last decided edition of each earlier year; a year without the service has no point.
    """
    before = Report.objects.latest_decided().filter(year__lt=year).values_list("year", "cut__indicators")
    earlier = [
        (of, {(indicator["number"], row.get("key")): row for indicator in decided for row in indicator["rows"]})
        for of, decided in before
    ]
    for indicator in indicators:
        for row in indicator["rows"]:
            found = [(of, rows.get((indicator["number"], row["key"]))) for of, rows in earlier]
            row["series"] = joined(indicator["number"], [*((of, was) for of, was in found if was), (year, row)])
            row["break"] = row["series"][-1]["break"]
    return indicators


def joined(number, yearly):
    """Return the points of one series. yearly: [(year, the indicator's row in that year's account)], the earliest first.

    A series breaks where the unit or the way of measuring changed, or where the supplier says so: `break` is why, and ""
    where the year can be compared with the one before.
    """
    points = [
        {
            "year": year,
            **{name: row[name] for name in ("value", "state", "unit")},
            "basis": row.get("basis", ""),
            "break": row.get("break", ""),
        }
        for year, row in yearly
    ]
    if number in IN_THE_UNIT:
        for place, later in enumerate(points):
            reasons = [reason for reason in _changes(points[:place], later) if reason not in later["break"]]
            later["break"] = " ".join([*reasons, later["break"]]).strip()
    return points


def _changes(earlier, later):
    """Tell what is counted otherwise than when it was last counted; without a volume nobody knows how it was taken."""
    if earlier and earlier[-1]["unit"] != later["unit"]:
        yield f"Enheten var {earlier[-1]['unit']} {earlier[-1]['year']} och är {later['unit']} {later['year']}."
    taken = [point for point in [*earlier, later] if point["basis"]]
    if later["basis"] and len(taken) > 1 and taken[-2]["basis"] != later["basis"]:
        yield "Volymen anges som {} {} och som {} {}.".format(*_basis(taken[-2]), *_basis(later))


def _basis(point):
    return point["basis"][:1].lower() + point["basis"][1:], point["year"]
