"""9 and 11 §§: the account tells of each decided order how many competed and why, never who, and never how weak."""

import pytest

from onboarding.priority import acts as priority_acts
from reporting.cut import cases
from reporting.cut.span import Span
from reporting.models import Report

from ... import making

pytestmark = [pytest.mark.section(9), pytest.mark.section(11)]


@pytest.fixture
def cast(db, time_machine):
    time_machine.move_to("2026-06-11T09:00:00+02:00")
    return making.cast()


def told(year):
    return cases.prioritisations(Span.of(Report(year=year)))


def test_a_decided_order_is_told_of_without_names_and_assessments(cast):
    made = cast.walk.prioritised()
    assert told(2026) == [
        {
            "number": made.diary_number,
            "date": "2026-06-11",
            "supplier": "Skatteverket",
            "service": "Virtuell server",
            "requests": 2,
            "reason": "Kapaciteten räcker till en anslutning i år.",
            "motivation": "Ordningen följer av bedömningarna.",
        }
    ]
    assert told(2025) == []


def test_what_is_open_or_cancelled_is_not(cast):
    made = cast.walk.shortage()
    assert told(2026) == []
    priority_acts.cancel_prioritisation(made, by=cast.supplier, reason="Behövs inte.")
    assert told(2026) == []
