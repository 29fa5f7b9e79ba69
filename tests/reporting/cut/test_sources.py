"""Services that share all their sources are told once, and each figure's mark leads there (11 §, traceability)."""

import pytest

from reporting.cut import sources

pytestmark = pytest.mark.section(11)
LENA, LARS = {"name": "Lena Leverans", "on": "2027-01-10"}, {"name": "Lars Ljung", "on": "2027-01-12"}


def row(key, source, by=LENA, confirmed=LARS):
    return {"key": key, "source": source, "supplied_by": by, "confirmed_by": confirmed}


def year(volume, cost):
    services = [{"key": key, "name": f"Tjänst {key}", "supplier": "Skatteverket"} for key in "abc"]
    indicators = [
        {"number": 1, "name": "Anslutna", "rows": [row(key, "Anslutningarna", None, None) for key in "abc"]},
        {"number": 3, "name": "Volym", "rows": volume},
        {"number": 4, "name": "Kostnad per enhet", "rows": cost},
    ]
    return {"services": services, "indicators": indicators}


SHARED = [row("a", "Mätningen"), row("b", "Mätningen"), row("c", "", None, None)]
COST = [row("a", "Ekonomisystemet"), row("b", "Ekonomisystemet"), row("c", "", None, None)]


def test_what_is_shared_is_told_once():
    first, second = sources.source_groups(year(SHARED, COST))
    assert first == {
        "mark": 1,
        "supplier": "Skatteverket",
        "services": {"a": "Tjänst a", "b": "Tjänst b"},
        "sources": [("Volym", "Mätningen"), ("Kostnad per enhet", "Ekonomisystemet")],
        "supplied_by": LENA,
        "confirmed_by": LARS,
    }
    assert (second["mark"], second["services"], second["sources"]) == (2, {"c": "Tjänst c"}, [])


def test_the_same_source_of_several_figures_stands_once():
    told = sources.source_groups(year(SHARED, [row(key, "Mätningen") for key in "ab"]))
    assert told[0]["sources"] == [("Volym, Kostnad per enhet", "Mätningen")]


@pytest.mark.parametrize(
    "other",
    [row("b", "Enkäten"), row("b", "Mätningen", LARS), row("b", "Mätningen", LENA, LENA)],
    ids=["source", "supplied by", "confirmed by"],
)
def test_what_differs_is_told_apart(other):
    told = sources.source_groups(year([SHARED[0], other, SHARED[2]], COST))
    assert [list(group["services"]) for group in told] == [["a"], ["b"], ["c"]]
    assert sources.marks(told) == {"a": 1, "b": 2, "c": 3}
