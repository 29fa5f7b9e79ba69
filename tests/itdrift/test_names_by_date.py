"""Which agency does what changes with time, so that no page has the name of one written into it."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

PAGES = Path(__file__).parents[2] / "templates"
NAMES = re.compile("Försäkringskassan|Skatteverket|Trafikverket|Lantmäteriet|Digg|digital förvaltning")


def test_no_page_names_an_agency_of_the_ordinance():
    pages = [page for page in PAGES.rglob("*.html") if "paper" not in page.relative_to(PAGES).parts[0]]
    assert len(pages) > 200
    assert [str(page.relative_to(PAGES)) for page in pages if NAMES.search(page.read_text())] == []


@pytest.mark.parametrize(
    ("day", "who"),
    [(date(2026, 12, 31), "Myndigheten för digital förvaltning"), (date(2027, 1, 1), "Post- och telestyrelsen")],
)
def test_who_supervises_accessibility_goes_by_the_day(client, db, time_machine, day, who):
    time_machine.move_to(day)
    page = client.get(reverse("accessibility")).text
    assert f"anmäla det till {who}" in re.sub(r"</?a\b[^>]*>", "", page)
    assert ("digg.se" in page) == (day.year == 2026)
