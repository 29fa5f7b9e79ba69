"""The ordinance as it reads on a day, and its page."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from registry.ordinance import SECTIONS, section, sections

BEFORE = "Leverantörsmyndigheter enligt denna förordning är Försäkringskassan, Skatteverket och Trafikverket."
SINCE = (
    "Leverantörsmyndigheter enligt denna förordning är Försäkringskassan, Lantmäteriet, Skatteverket och Trafikverket."
)


@pytest.mark.parametrize(("day", "first"), [(date(2025, 12, 31), BEFORE), (date(2026, 1, 1), SINCE)])
def test_who_is_a_supplier_reads_by_the_day(day, first):
    assert section("5 §", day).text.splitlines()[0] == first


@pytest.mark.parametrize("day", [date(2024, 11, 7), date(2025, 6, 1), date(2026, 1, 1), date(2040, 1, 1)])
def test_each_section_stands_once_on_each_day(day):
    assert [part.number for part in sections(day)] == [f"{n} §" for n in range(1, 13)]


def test_the_page_has_the_edition_in_force_and_what_it_read_before(client, db, time_machine):
    time_machine.move_to(date(2026, 6, 1))
    page = client.get(reverse("ordinance")).text
    assert page.index(SINCE) < page.index("5 § före 2026-01-01, SFS 2024:1005") < page.index(BEFORE)
    assert "(sic)" in page
    time_machine.move_to(date(2025, 6, 1))
    page = client.get(reverse("ordinance")).text
    assert BEFORE in page
    assert SINCE not in page
    assert "Tidigare lydelser" not in page


def test_a_later_edition_begins_where_the_earlier_ends():
    for earlier in [part for part in SECTIONS if part.valid_until]:
        assert section(earlier.number, earlier.valid_until).valid_from == earlier.valid_until


def test_only_31_march_is_said_to_be_the_ordinance_s_day():
    """The day on which a supplier's data are asked for is the coordinator's own."""
    folder = Path(__file__).parents[3] / "templates/reporting/notices"
    for name in ("due", "overdue", "escalated", "requested"):
        assert not re.search(r"\.due\|date:\"Y-m-d\" }} \(11 §", (folder / f"{name}.txt").read_text()), name
