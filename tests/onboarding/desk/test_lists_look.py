"""The wide lists on any screen, with the longest of names and a pasted address: none is wider than the screen."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.officer import acts as officer_acts
from registry.models import Agency

from ... import making
from ...person import Person

WIDTHS = (320, 640, 768, 1024, 1248, 1280)  # 320 is 1,280 at 400 %
URL = f"https://exempel.se/{'x' * 210}"
# The longest of the register's names.
NAMES = (
    "Institutet för arbetsmarknads- och utbildningspolitisk utvärdering",
    "Etikprövningsmyndigheten och Överklagandenämnden för etikprövning i samverkan",
)


@pytest.fixture
def long_rows(cast):
    """Of the longest name, a need that is a pasted address, an officer with a long name, and what waits in it."""
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(name=NAMES[1])
    cast.coordinator.name = "Anna-Karin Wachtmeister-Lindencrona af Ugglas"
    cast.coordinator.save()
    pasted = filing_acts.draft(
        by=cast.stranger, answers=making.answers(), wanted=[{"unmet_need": URL, "personal_data": False}]
    )
    pasted = filing_acts.register(pasted, by=cast.stranger, acknowledged=True)
    officer_acts.take_case(pasted, by=cast.coordinator)
    allocated = cast.walk.request("allocated")
    cast.walk.communicate(allocated)
    officer_acts.take_case(allocated.registration, by=cast.supplier)
    cast.walk.request("connected")


@pytest.mark.parametrize("person", ["coordinator", "supplier", "stranger"])
def test_no_list_scrolls_sideways(person, sit_down, cast, long_rows):
    someone = sit_down(Person).log_in(getattr(cast, person))
    public = f"{reverse('public_diary')}?myndighet={cast.fk.pk}"
    wide = [
        (path, width, by)
        for path in (reverse("cases"), reverse("diary"), public)
        for width, by in too_wide(someone.go(path).page)
    ]
    assert wide == []


def too_wide(page):
    """Each width at which the page is wider than the screen, and by how much."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if shots := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(shots, f"{page.url.split('/')[3]}-{width}.png"), full_page=True)
        by = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if by > 0:
            yield width, by
