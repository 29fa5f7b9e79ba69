"""After an error focus is on the list of errors, wherever on the page the form was sent from (WCAG 3.3.1)."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from onboarding.workflow import Status

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


def test_every_form_names_where_it_is_sent():
    """Else it is sent to the address of the page with its fragment, and the browser moves focus to that instead."""
    forms = [form for path in TEMPLATES for form in re.findall(r"<form[^>]*method=\"post\".*", path.read_text())]
    assert [form for form in forms if 'action="{' not in form] == []
    assert len(forms) > 50


def focused(person):
    """The heading of what has focus, once it has it."""
    person.page.locator(".message-box--error:focus").wait_for()
    return person.page.evaluate("document.activeElement.querySelector('h2').textContent")


@pytest.mark.parametrize("way", ["Skriv meddelandet.", "Gå till innehållet"])
def test_focus_is_on_the_errors_after_a_link_within_the_page(person, cast, way):
    case = cast.walk.request(Status.ALLOCATED).registration
    person.log_in(cast.applicant).go(reverse("message", args=[case.pk])).press("Skicka")
    assert focused(person) == "Rätta till följande"
    link = person.page.get_by_role("link", name=way).first
    link.focus()
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**#*")
    person.press("Skicka")
    assert "#" not in person.page.url
    assert focused(person) == "Rätta till följande"
