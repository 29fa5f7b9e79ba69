"""Which agency does what changes with time, so that no page has the name of one written into it."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from fees.prices.forms import SetFeeForm

TOP = Path(__file__).parents[2]
PAGES = TOP / "templates"
# As they stand in the register, with what they were and will be called.
NAMES = re.compile(
    r"\b(Försäkringskassan|Skatteverket|Trafikverket|Lantmäteriet|Digg|Myndigheten för digital förvaltning|Statskontoret|"
    r"Ekonomistyrningsverket|ESV|Post- och telestyrelsen|Integritetsskyddsmyndigheten|IMY|Riksarkivet|Bolagsverket|"
    r"Myndigheten för civilt försvar|MCF|MSB|Justitiekanslern)s?\b"
)
# Where code names one: the words of the ordinance, each in its edition; lists by day; the source that a figure names; the demo.
MAY_NAME = {
    "registry/ordinance.py",
    "itdrift/views.py",
    "fees/prices/consultation.py",
    "reporting/cut/indicators.py",
    "itdrift/site/management/commands/load_register.py",
}


def test_no_template_names_an_agency():
    """Neither a page, nor a letter, nor a paper: who does what, and what it is called, goes by the day."""
    pages = [page for kind in ("html", "txt") for page in PAGES.rglob(f"*.{kind}")]
    assert len(pages) > 300
    assert {
        str(page.relative_to(PAGES)): NAMES.findall(page.read_text())
        for page in pages
        if NAMES.search(page.read_text())
    } == {}


def test_what_the_code_says_to_people_names_one_only_by_day():
    found = set()
    for app in ("itdrift", "registry", "onboarding", "fees", "reporting"):
        for path in (TOP / app).rglob("*.py"):
            if "migrations" in path.parts or path.is_relative_to(TOP / "itdrift/demo"):
                continue
            strings = [node.value for node in ast.walk(ast.parse(path.read_text())) if is_said(node)]
            found |= {str(path.relative_to(TOP))} if any(NAMES.search(text) for text in strings) else set()
    assert found == MAY_NAME


def is_said(node):
    """A text that is no docstring: those are full sentences in English."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not re.search(r"\b(the|is|of|an?)\b", node.value)
    )


@pytest.mark.parametrize(
    ("day", "who"),
    [(date(2026, 12, 31), "Myndigheten för digital förvaltning"), (date(2027, 1, 1), "Post- och telestyrelsen")],
)
def test_who_supervises_accessibility_goes_by_the_day(client, db, time_machine, day, who):
    time_machine.move_to(day)
    page = client.get(reverse("accessibility")).text
    assert f"anmäla det till {who}" in re.sub(r"</?a\b[^>]*>", "", page)
    assert ("digg.se" in page) == (day.year == 2026)


@pytest.mark.parametrize(
    ("day", "who"), [(date(2025, 12, 31), "Ekonomistyrningsverket"), (date(2026, 1, 1), "Statskontoret")]
)
def test_with_whom_a_fee_is_consulted_on_goes_by_the_day(time_machine, day, who):
    time_machine.move_to(day)
    assert f"Samråd med {who} ska ske" in SetFeeForm()["consulted_on"].help_text
