"""What is done all day, with the keyboard alone and no script: how many keys it takes, apart from the text that is typed."""

import re
from pathlib import Path

import pytest

from onboarding.models import RequestedService
from onboarding.workflow import Status

TOP = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.section(7)
TO_ALLOCATE = "/arenden/?lage=registered&sort=inkom"
MOTIVE = {"Motiv": "Skatteverket tillhandahåller tjänsten."}


def keys(person, does):
    """How many it takes to do that."""
    before = person.pressed
    does()
    return person.pressed - before


def states(*requested_services):
    found = RequestedService.objects.in_bulk([one.pk for one in requested_services])
    return [found[one.pk].status for one in requested_services]


def of_row(act, requested_service):
    """The name of the link to the act in its row."""
    return re.compile(f"^{act}.*{requested_service.registration.diary_number}".replace("/", "."))


def allocate_one(person, requested_service):
    person.follow(of_row("Fördela", requested_service))
    person.choose("Skatteverket").fill(MOTIVE).press("Fördela")


def test_one_is_allocated_from_the_list_and_then_the_next_that_waits(keyboard, cast):
    first, second, third = (cast.walk.request(Status.REGISTERED) for _ in range(3))
    keyboard.log_in(cast.coordinator).go(TO_ALLOCATE)
    assert keys(keyboard, lambda: allocate_one(keyboard, first)) <= 12
    assert keyboard.page.url.endswith(f"{TO_ALLOCATE}#rad-{second.pk}")
    keyboard.reads("Virtuell server är fördelad till Skatteverket.")
    assert keys(keyboard, lambda: allocate_one(keyboard, second)) <= 12
    assert keyboard.page.url.endswith(f"{TO_ALLOCATE}#rad-{third.pk}")
    assert states(first, second, third) == ["allocated", "allocated", "registered"]


def test_one_is_taken_on_from_the_list(keyboard, cast):
    first, second = (cast.walk.request(Status.ALLOCATED) for _ in range(2))
    keyboard.log_in(cast.supplier).go("/arenden/?hos_oss=on&sort=inkom")

    def take_on():
        keyboard.follow(of_row("Åta er tjänsten", first)).press("Åta er tjänsten")

    assert keys(keyboard, take_on) <= 8
    assert keyboard.page.url.endswith(f"/arenden/?hos_oss=on&sort=inkom#rad-{second.pk}")
    assert states(first, second) == ["accepted", "allocated"]


def test_ten_are_allocated_over_four_pages(keyboard, cast):
    ten, pages = [cast.walk.request(Status.REGISTERED) for _ in range(10)], []
    keyboard.log_in(cast.coordinator)
    keyboard.page.on("load", lambda page: pages.append(page.url))

    def allocate_ten():
        keyboard.go(TO_ALLOCATE).follow("Markera alla på sidan").press("Fördela valda")
        keyboard.fill(MOTIVE).press("Fördela tjänsterna").reads("10 tjänster är fördelade.")

    assert keys(keyboard, allocate_ten) <= 55
    assert len(pages) == 4
    assert set(states(*ten)) == {"allocated"}


def test_no_key_alone_does_anything():
    """WCAG 2.1.4: none has to be turned off. What listens to keys is the field in which one is typing."""
    templates = [file for file in (TOP / "templates").rglob("*.html") if "accesskey" in file.read_text()]
    listens = re.compile(r"(\w+)\.addEventListener\(\"key")
    scripts = {who for file in (TOP / "static").glob("*.js") for who in listens.findall(file.read_text())}
    assert (templates, scripts) == ([], {"field"})
