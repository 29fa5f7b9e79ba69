"""Every page for everybody: nothing that axe finds (WCAG 2.2 AA), nothing that overflows 320 pixels (DOS-lagen)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests import places

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = ["coordinator_boss", "supplier_boss", "applicant_boss", "applicant", None]
NOT_PAGES = {
    "prioritisation_document",
    "cases_csv",
    "cases_xlsx",
    "saved_filter_delete",
    "health",
    "logout",
    "document",
    "report_document",
    "let_out",
    "report_make",
    "attachment",
    "detach",
    "unname",
    "unmark",
    "notice_open",
    "notice_read",
    "notices_read",
    "public_diary_csv",
    "public_diary_xlsx",
}


@pytest.fixture
def pages(browser, live_server, cast):
    """For each person a client and a page, both logged in, and all addresses that are pages."""
    found = {name: path for name, path in places.addresses(cast).items() if name not in NOT_PAGES}
    people = {}
    for person in LOOKS:
        client = places.visit(person and getattr(cast, person))
        context = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
        if person:
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        people[person] = client, context.new_page()
    yield people, found
    for _, page in people.values():
        page.context.close()


def test_every_page(pages):
    people, found = pages
    wrong, unseen = [], set(found)
    for client, page in people.values():
        for name in [name for name in found if name in unseen and client.get(found[name]).status_code == 200]:
            response = page.goto(found[name])
            assert (response.status, response.url.endswith(found[name])) == (200, True)
            unseen.remove(name)
            wrong += [f"{name}: {problem}" for problem in problems(page)]
    assert (wrong, unseen) == ([], set())


def problems(page):
    """What axe finds at full width, and whether the page is wider than a narrow screen."""
    page.set_viewport_size({"width": 1280, "height": 900})
    found = [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page, options=OPTIONS).response["violations"]
    ]
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return found + ["wider than 320 pixels"] * wide
