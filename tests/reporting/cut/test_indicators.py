"""The seven indicators, with worked examples (Statskontoret 2025; facts: the earlier year is the base, missing is never 0)."""

import ast
from pathlib import Path

import pytest

from reporting.cut import indicators as i
from reporting.models import MeasureState

pytestmark = pytest.mark.section(11)


def values(figure):
    return figure["state"], figure["value"]


def test_they_are_seven_in_statskontorets_order():
    assert [indicator.number for indicator in i.INDICATORS] == [1, 2, 3, 4, 5, 6, 7]
    assert [indicator.group for indicator in i.INDICATORS] == ["security"] * 2 + ["cost"] * 3 + ["quality"] * 2


def test_the_states_are_those_of_the_answers():
    assert set(MeasureState.values) == {i.MEASURED, i.ESTIMATED, i.MISSING, i.NOT_APPLICABLE}


def test_they_need_nothing_but_python():
    tree = ast.parse(Path(i.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"dataclasses", "decimal"}


@pytest.mark.parametrize(
    ("connected", "total", "expected"),
    [(26, 336, ("measured", 7.7)), (0, 336, ("measured", 0)), (1, 8, ("measured", 12.5)), (3, 0, ("missing", None))],
)
def test_share(connected, total, expected):
    assert values(i.share(connected, total)) == expected


def test_a_share_says_n_of_n():
    assert i.share(8, 67) == {"state": "measured", "value": 11.9, "numerator": 8, "denominator": 67}


@pytest.mark.parametrize(
    ("units", "state", "expected"),
    [
        (238.5, "measured", ("measured", 238.5)),
        (0, "measured", ("measured", 0)),
        (960, "estimated", ("estimated", 960)),
        (None, "missing", ("missing", None)),
        (None, "not_applicable", ("not_applicable", None)),
        (None, "", ("missing", None)),
    ],
)
def test_volume(units, state, expected):
    assert values(i.volume(units, state)) == expected


@pytest.mark.parametrize(
    ("cost", "units", "state", "expected"),
    [
        (11_360_000, 4000, "measured", ("measured", 2840)),
        (100, 3, "estimated", ("estimated", 33.33)),
        (200, 3, "measured", ("measured", 66.67)),
        (100, 0, "measured", ("not_applicable", None)),  # zero units is never zero kronor
        (None, 4000, "missing", ("missing", None)),
        (100, None, "not_applicable", ("not_applicable", None)),
    ],
)
def test_cost_per_unit(cost, units, state, expected):
    assert values(i.cost_per_unit(cost, units, state)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (100, 110, ("measured", 10)),
        (110, 100, ("measured", -9.1)),
        (6600, 6600, ("measured", 0)),
        (None, 100, ("not_applicable", None)),
        (None, None, ("not_applicable", None)),
        (100, None, ("missing", None)),
    ],
)
def test_fee_change(before, after, expected):
    assert values(i.fee_change(before, after)) == expected


@pytest.mark.parametrize(
    ("available", "agreed", "state", "expected"),
    [
        (175_095, 175_200, "measured", ("measured", 99.94)),
        (0, 100, "measured", ("measured", 0)),
        (None, None, "not_applicable", ("not_applicable", None)),
        (None, 0, "measured", ("not_applicable", None)),  # no agreed hours is never 0 or 100 %
        (None, 100, "missing", ("missing", None)),
    ],
)
def test_availability(available, agreed, state, expected):
    assert values(i.availability(available, agreed, state)) == expected


@pytest.mark.parametrize(
    ("mean", "answered", "asked", "expected"),
    [
        (71.25, 5, 6, ("measured", 71.3)),
        (71.25, 4, 6, ("suppressed", None)),
        (None, None, None, ("missing", None)),
        (0, 9, 9, ("measured", 0)),
    ],
)
def test_satisfaction(mean, answered, asked, expected):
    assert values(i.satisfaction(mean, answered, asked)) == expected


def test_a_hidden_index_still_says_how_many_answered():
    assert i.satisfaction(71, 4, 6)["numerator"] == 4


def test_worst():
    assert i.worst("measured", "estimated") == "estimated"
    assert i.worst("estimated", "missing") == "missing"
    assert i.worst("missing", "not_applicable") == "not_applicable"
    assert i.worst("measured", "measured") == "measured"
