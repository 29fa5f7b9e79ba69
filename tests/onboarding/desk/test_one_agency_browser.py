"""An agency is chosen in a browser: with the keyboard alone and no script, and with the suggestions that a script gives."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from onboarding.workflow import Status

from ...person import Keyboard

LIST = reverse("cases")


@pytest.fixture
def scripted(browser, live_server, cast):
    """Somebody at a browser with JavaScript, with the keyboard alone."""
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield Keyboard(context.new_page(), live_server.url)
    context.close()


def open_more(person):
    person.activate(person.page.get_by_role("button", name="Fler villkor"))
    return person.page.get_by_label("Myndighet", exact=True)


def test_the_keyboard_alone_chooses_one_of_several_without_script(keyboard, cast):
    cast.walk.request(Status.REGISTERED)
    cast.walk.request(Status.REGISTERED, by=cast.stranger)
    keyboard.log_in(cast.coordinator).go(LIST)
    keyboard.write(open_more(keyboard), "verket")
    with keyboard.page.expect_navigation():
        keyboard.page.keyboard.press("Enter")
    keyboard.reads("Vilken myndighet menar du?", "3 myndigheter stämmer", "202100-5489")
    keyboard.follow("Bolagsverket")
    assert keyboard.page.url.endswith(f"&myndighet={cast.bolagsverket.pk}")
    assert keyboard.page.get_by_label("Myndighet", exact=True).input_value() == "Bolagsverket"
    assert keyboard.page.locator("tbody tr").count() == 1


def test_what_is_suggested_is_chosen_with_the_arrows(scripted, cast):
    cast.walk.request(Status.REGISTERED, by=cast.stranger)
    page = scripted.log_in(cast.coordinator).go(LIST).page
    field = open_more(scripted)
    scripted.reach(field)
    page.keyboard.type("inst utv")
    offered = page.locator(".suggestions > li")
    expect(offered).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("1 förslag. Välj med pilarna.")
    page.keyboard.press("ArrowDown")
    expect(offered).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", offered.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(field).to_have_value(cast.ifau.name)
    expect(offered).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"&myndighet={cast.ifau.pk}")


def test_the_list_of_suggestions_closes_and_nothing_is_chosen(scripted, cast):
    page = scripted.log_in(cast.coordinator).go("/oppet-diarium/").page
    field = page.get_by_label("Myndighet", exact=True)
    scripted.reach(field)
    for close in ["Escape", "Tab"]:
        page.keyboard.press("Control+A")
        page.keyboard.type("verket")
        expect(page.locator(".suggestions > li")).to_have_count(3)
        page.keyboard.press("ArrowUp")
        expect(page.locator(".suggestions > li").last).to_have_attribute("aria-selected", "true")
        page.keyboard.press(close)
        expect(page.locator(".suggestions > li")).to_have_count(0)
        expect(field).to_have_value("verket")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
