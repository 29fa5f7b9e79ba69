"""How figures stand under each other: decimal under decimal, and no more of them than is known (11 §)."""

import pytest

from reporting.cut import figures
from reporting.templatetags.account import has_bars

pytestmark = pytest.mark.section(11)


def column(kind, *values):
    rows = [{"value": value, "series": [{"value": value}]} for value in values]
    indicator = {"kind": kind, "rows": rows}
    return [figures.in_column(indicator, value).replace("\xa0", " ") for value in values if value is not None]


def test_a_cost_has_no_ore_unless_something_in_its_column_costs_next_to_nothing():
    assert column("cost", 37727.27, None, 2840) == ["37 727 kr", "2 840 kr"]
    assert column("cost", 37727.27, 0.35) == ["37 727,27 kr", "0,35 kr"]
    estimated = {"value": 37727.27, "numerator": None, "state": "estimated", "unit": "server"}
    assert figures.in_words("cost", estimated).replace("\xa0", " ") == "37 727 kr per server, uppskattat"


def test_a_volume_keeps_its_own_decimals_and_stands_in_line():
    assert column("volume", 238.5, 412, 1904.25) == ["238,5\u2007", "412\u2007\u2007\u2007", "1 904,25"]
    assert column("volume", 412, 14) == ["412", "14"]


def test_fees_have_ore_in_the_whole_column_or_not_at_all():
    assert figures.decimals_of([3200, "1250.50", None]) == 2
    assert figures.decimals_of([3200, "15000.00", None]) == 0


@pytest.mark.parametrize(("kind", "value", "shown"), [("change", 3.1, "+3,1"), ("availability", 99.9, "99,90")])
def test_a_year_has_the_decimals_of_its_kind(kind, value, shown):
    assert figures.in_series({"kind": kind, "rows": []}, value) == shown


def test_bars_only_where_they_show_something():
    def rows(*values):
        return [{"value": value} for value in values]

    assert not has_bars({"kind": "share", "rows": rows(0.3, None, 2.7)})
    assert has_bars({"kind": "share", "rows": rows(0.3, 7.7)})
    assert not has_bars({"kind": "cost", "rows": rows(2840)})
    assert not has_bars({"kind": "index", "rows": []})
