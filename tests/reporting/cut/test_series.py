"""A figure over the years: what the decided accounts said, and where the years cannot be compared (11 §)."""

import copy

import pytest

from reporting.account import acts as account_acts
from reporting.cut.series import joined, with_series
from reporting.models import Report
from reporting.paper import charts

pytestmark = pytest.mark.section(11)
MEAN, POINT = "Medelvärde över året", "Läget den 31 december"
VOLUME, SHARE = 3, 1


def row(value, **changes):
    known = {"key": "tjanst/1", "service": "Lagring", "supplier": "Trafikverket", "value": value}
    state = "missing" if value is None else "measured"
    return {**known, "state": state, "unit": "terabyte", "basis": MEAN, "break": "", **changes}


def breaks(number, *told):
    return [point["break"] for point in joined(number, [(2026 + n, row) for n, row in enumerate(told)])]


def test_years_that_can_be_compared_are_not_broken():
    points = joined(VOLUME, [(2026, row(40)), (2027, row(44.5))])
    same = {"state": "measured", "unit": "terabyte", "basis": MEAN, "break": ""}
    assert points == [{"year": 2026, "value": 40, **same}, {"year": 2027, "value": 44.5, **same}]


def test_another_unit_breaks_the_series():
    assert breaks(VOLUME, row(40_000, unit="gigabyte"), row(44)) == [
        "",
        "Enheten var gigabyte 2026 och är terabyte 2027.",
    ]


def test_another_way_of_measuring_breaks_the_series():
    said = "Volymen anges som läget den 31 december 2026 och som medelvärde över året 2027."
    assert breaks(VOLUME, row(40, basis=POINT), row(44)) == ["", said]


def test_a_year_without_a_volume_hides_no_change_of_how_it_is_measured():
    said = "Volymen anges som läget den 31 december 2026 och som medelvärde över året 2028."
    assert breaks(VOLUME, row(40, basis=POINT), row(None, basis=""), row(44)) == ["", "", said]


def test_both_what_changed_and_what_the_supplier_says():
    told = breaks(VOLUME, row(40, unit="gigabyte"), row(44, **{"break": "Ny mätmetod."}))
    assert told[1] == "Enheten var gigabyte 2026 och är terabyte 2027. Ny mätmetod."


def test_what_was_said_once_is_not_said_twice():
    """A decided account holds the whole reason; it is read again the year after."""
    kept = "Enheten var gigabyte 2026 och är terabyte 2027. Ny mätmetod."
    assert breaks(VOLUME, row(40, unit="gigabyte"), row(44, **{"break": kept}), row(45))[1:] == [kept, ""]


def test_the_unit_is_nothing_to_a_percentage():
    assert breaks(SHARE, row(14.3, unit="gigabyte"), row(28.6)) == ["", ""]


def test_only_the_last_decided_edition_of_each_earlier_year_is_told(year, account):
    first = account.decided(account.heard())
    second = account_acts.correct_report(first, by=year.coordinator_boss, reason="Fel.")
    same_year = with_series(copy.deepcopy(first.cut["indicators"]), second.year)
    assert [point["year"] for point in same_year[0]["rows"][1]["series"]] == [2026]
    account.decided(second)
    next_year = with_series(copy.deepcopy(first.cut["indicators"]), 2027)
    points = next_year[0]["rows"][1]["series"]
    assert [(point["year"], point["value"]) for point in points] == [(2026, 14.3), (2027, 14.3)]


def test_the_last_decided_edition_is_the_one_that_was_made_last(year, account):
    first = account.decided(account.heard())
    second = account.decided(account_acts.correct_report(first, by=year.coordinator_boss, reason="Fel."))
    assert list(Report.objects.latest_decided()) == [second]


def indicator(kind, *series, number=VOLUME):
    rows = [{**row(0, key=str(n)), "series": joined(number, told)} for n, told in enumerate(series)]
    return {"kind": kind, "number": number, "rows": rows}


def test_no_chart_of_one_year():
    assert charts.of(indicator("volume", [(2027, row(40))])) is None
    assert charts.of({"kind": "volume", "rows": []}) is None


def test_a_chart_by_hand():
    """Three years on an axis 150 wide: 4, 75, 146; heights between 28 (nought) and 4 (the top, 50)."""
    told = charts.of(indicator("volume", [(2026, row(25)), (2027, row(50)), (2028, row(0, state="estimated"))]))
    chart = told["rows"][0]["chart"]
    assert (told["years"], told["high"], chart.low, chart.high) == ([2026, 2027, 2028], None, 0, 50)
    assert chart.dots == [(4.0, 16.0, False), (75.0, 4.0, False), (146.0, 28.0, True)]
    assert chart.lines == ["4.0,16.0 75.0,4.0 146.0,28.0"]
    assert (chart.zero, chart.breaks) == (28.0, [])
    assert chart.words == (
        "År 2026 var värdet 25 terabyte; år 2027 var värdet 50 terabyte; år 2028 var värdet 0 terabyte, uppskattat"
    )


def test_the_line_has_gaps_where_nothing_is_known():
    told = charts.of(indicator("volume", [(2025, row(10)), (2026, row(20)), (2027, row(None)), (2029, row(30))]))
    chart = told["rows"][0]["chart"]
    assert (len(chart.lines), len(chart.dots)) == (1, 3)
    assert "år 2027 uppgift saknas" in chart.words


def test_a_break_is_seen_and_never_drawn_over():
    told = charts.of(indicator("volume", [(2026, row(10, unit="gigabyte")), (2027, row(20)), (2028, row(30))]))
    chart = told["rows"][0]["chart"]
    assert chart.lines == [f"75.0,{chart.dots[1][1]} 146.0,{chart.dots[2][1]}"]
    assert chart.breaks == [39.5]
    assert chart.words.endswith("serien är bruten år 2027")


def test_a_year_that_no_account_tells_of_is_a_gap():
    told = charts.of(indicator("volume", [(2025, row(10)), (2026, row(10))], [(2025, row(1)), (2027, row(2))]))
    assert told["years"] == [2025, 2026, 2027]
    assert [cell and cell["value"] for cell in told["rows"][1]["cells"]] == [1, None, 2]
    assert told["rows"][1]["chart"].lines == []


def test_each_unit_has_an_axis_of_its_own_and_percentages_share_one():
    series = [(2026, row(4)), (2027, row(4))], [(2026, row(700)), (2027, row(700))]
    assert [drawn["chart"].high for drawn in charts.of(indicator("volume", *series))["rows"]] == [4, 800]
    shared = charts.of(indicator("share", [(2026, row(1.1)), (2027, row(2.2))], [(2026, row(11)), (2027, row(12))]))
    assert [drawn["chart"].high for drawn in shared["rows"]] == [shared["high"]] * 2 == [15, 15]


@pytest.mark.parametrize(
    ("kind", "values", "ends"),
    [
        ("change", (-4.2, 7.7), (-5, 8)),
        ("change", (0, 0), (0, 1)),
        ("availability", (99.81, 98.7), (98, 100)),
        ("availability", (100, 100), (99, 100)),
        ("index", (64, 71), (0, 100)),
        ("share", (0, 0), (0, 1)),
        ("share", (0.3, 0.12), (0, 0.3)),
    ],
)
def test_the_ends_of_the_axis(kind, values, ends):
    told = charts.of(indicator(kind, [(2026 + n, row(value)) for n, value in enumerate(values)], number=SHARE))
    assert (told["low"], told["high"]) == ends


def test_only_the_last_five_years_stand_beside():
    told = charts.of(indicator("volume", [(year, row(1)) for year in range(2020, 2028)]))
    assert told["years"] == [2023, 2024, 2025, 2026, 2027]
