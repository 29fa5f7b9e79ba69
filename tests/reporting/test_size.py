"""A large year: the cut asks as many questions as for a small one, and nothing is left out of a long paper (11 §)."""

import pytest

from itdrift import pdf
from reporting.cut import cut
from reporting.paper import document

from . import big_year

pytestmark = pytest.mark.section(11)
CASES, REFUSALS = 240, 60


@pytest.fixture
def report(cast, time_machine):
    time_machine.move_to("2027-01-20T09:00:00+01:00")
    return big_year.live(cast, agencies=40, services=6, many=CASES, refusals=REFUSALS)


def test_everything_is_asked_for_at_once(report, django_assert_num_queries):
    with django_assert_num_queries(46):
        figures = cut(report)
    assert figures["registrations"]["received"] == CASES
    assert len(figures["refusals"]) == REFUSALS
    assert len(figures["agreements"]) == (CASES - REFUSALS) * 3 // 4


@pytest.mark.section(8)
@pytest.mark.section(10)
def test_every_refusal_and_every_agreement_stands_in_a_long_paper(report, drawn, monkeypatch):
    monkeypatch.setattr(pdf, "draw", lambda html, **told: html)
    figures = cut(report)
    html = document.draw(figures, {})
    for refusal in figures["refusals"]:
        assert f"beslut {refusal['number']}, intresseanmälan {refusal['case']}." in html
    assert html.count(big_year.ACCOUNT) == REFUSALS
    for agreement in figures["agreements"]:
        assert f"{agreement['number']} {agreement['agency']}, {agreement['services'][0]} hos " in html
