"""Every page for everybody: nothing that axe finds (WCAG 2.2 AA), nothing that overflows a narrow screen (DOS-lagen).

So it is when something has gone wrong too; and wherever there is room to write, the page warns of what must not be.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.filing.draft import Draft
from onboarding.filing.questions import find
from onboarding.letters import acts as letters_acts
from registry.models import Membership
from registry.ordinance import IN_FORCE, Role

from . import places
from .onboarding.letters.files import upload
from .person import PASSWORD, click
from .test_addresses import PEOPLE, TABLE

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 1024, 768, 320)  # 320 is 1,280 at 400 %
LOOKS = ["coordinator_boss", "supplier_boss", "applicant_boss", "applicant", None]
NOT_PAGES = {
    "prioritisation_document",
    "agency_suggestions",
    "cases_csv",
    "cases_xlsx",
    "saved_filter_delete",
    "health",
    "alive",
    "security",
    "logout",
    "document",
    "report_document",
    "open_annex",
    "report_json",
    "report_csv",
    "let_out",
    "make",
    "report_file_template",
    "report_file_take_in",
    "attachment",
    "detach",
    "take_case",
    "unname",
    "unmark",
    "take_back_step",
    "notice_open",
    "notice_read",
    "notices_read",
    "public_diary_csv",
    "public_diary_xlsx",
}


WARNING = "Lämna inga säkerhetsskydds"
UNWARNED = set()  # pages with room to write for those who are logged in, that need no warning: none


@pytest.fixture
def look(browser, live_server):
    """A client and a page of a browser for a person, both logged in."""
    contexts = []

    def opened(person):
        client = places.visit(person)
        contexts.append(browser.new_context(base_url=live_server.url, reduced_motion="reduce"))
        if person:
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            contexts[-1].add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return client, contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def test_every_page(look, cast):
    found = {name: path for name, path in places.addresses(cast).items() if name not in NOT_PAGES}
    wrong, unseen, unwarned = [], set(found), set()
    for person in LOOKS:
        _, page = look(person and getattr(cast, person))
        for name in [name for name in found if name in unseen and sees(person, name)]:
            response = page.goto(found[name])
            assert (response.status, response.url.endswith(found[name])) == (200, True)
            unseen.remove(name)
            wrong += [f"{name}: {problem}" for problem in problems(page)]
            text = response.text()
            unwarned |= {name} if person and "<textarea" in text and WARNING not in text else set()
    assert (wrong, unseen, unwarned) == ([], set(), UNWARNED)


def sees(person, name):
    """Whether the person gets a page there: `test_every_address_for_every_person` tries it."""
    return TABLE[name].split()[PEOPLE.index(person or "anonymous")] == "2"


def send(path, button):
    """Goes to a page and sends its form as it is."""

    def sent(page):
        page.goto(path)
        click(page.get_by_role("button", name=button, exact=True))

    return sent


def log_in_wrong(page):
    page.goto(reverse("login"))
    page.get_by_label("E-postadress").fill("anna.akesson@myndighet.example")
    page.get_by_label("Lösenord").fill(f"inte {PASSWORD}")
    click(page.get_by_role("button", name="Logga in"))


def save_after_a_colleague(cast, draft, step="nytta"):
    """The same step of a draft, which a colleague saves meanwhile."""

    def saved(page):
        page.goto(reverse("edit_step", args=[draft.pk, step]))
        said = {"cost_effect": "Lägre.", "security_effect": "Högre.", "expected_cost": "900000", "sedan": "senare"}
        seen = Draft(type(draft).objects.get(pk=draft.pk)).fingerprint(find(step))
        places.visit(cast.applicant_boss).post(reverse("edit_step", args=[draft.pk, step]), {**said, "seen": seen})
        page.get_by_label("Säkrare it-drift").fill("Säkrare.")
        click(page.get_by_role("button", name="Spara och fortsätt", exact=True))

    return saved


def send_in_another_mandate(cast, path):
    """A form that was opened in another of one's mandates than the one that one acts in now."""
    valid = {"role": Role.OFFICER, "title": "handläggare", "valid_from": IN_FORCE}
    other = Membership.objects.create(user=cast.applicant, mandate=cast.stranger.acting.mandate, **valid)

    def sent(page):
        page.goto(path)
        page.locator("main [name=uppdrag]").evaluate("(field, opened) => field.value = opened", str(other.pk))
        click(page.get_by_role("button", name="Skicka meddelandet"))

    return sent


def what_may_go_wrong(cast, held):
    """By what the page then says: who looks, and how one comes there."""
    draft, asked, refused = cast.walk.draft(), cast.walk.request("allocated"), cast.walk.request("refused")
    message = reverse("message", args=[asked.registration_id])
    decided = reverse("prioritisation", args=[cast.walk.prioritised().pk])
    case = reverse("case_whole", args=[refused.registration_id])
    empty = filing_acts.draft(by=cast.applicant)
    return {
        "Beskriv vad ni behöver": (
            "applicant",
            send(reverse("edit_step", args=[empty.pk, "behov"]), "Spara och fortsätt"),
        ),
        "Skriv meddelandet.": ("applicant", send(message, "Skicka meddelandet")),
        "Ange skälen.": ("supplier_boss", send(reverse("refuse", args=[asked.pk]), "Neka anslutning")),
        "Det som är sparat nu": ("applicant", save_after_a_colleague(cast, draft)),
        "Bilagan är inte genomsökt än": ("applicant", lambda page: page.goto(reverse("attachment", args=[held.pk]))),
        "Beslutad ordning": ("supplier_boss", lambda page: page.goto(decided)),
        "nekade anslutning": ("applicant", lambda page: page.goto(case)),
        "Rätta till följande": (None, log_in_wrong),
        "Det här stämmer med": ("supplier_boss", lambda page: page.goto(f"{reverse('search')}?q=server")),
        "Inget av det som du får se": ("applicant", lambda page: page.goto(f"{reverse('search')}?q=zzzz")),
        "Skriv högst 100 tecken": (None, lambda page: page.goto(f"{reverse('search')}?q={'ä' * 200}")),
        "Formuläret öppnades i ett annat uppdrag": ("applicant", send_in_another_mandate(cast, message)),
    }


def test_what_goes_wrong(look, cast, settings):
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    (held,) = letters_acts.attach(cast.walk.registered(), by=cast.applicant, files=[upload()])
    wrong, people = (
        [],
        {person: look(person and getattr(cast, person))[1] for person in ("applicant", "supplier_boss", None)},
    )
    for says, (person, go) in what_may_go_wrong(cast, held).items():
        go(people[person])
        assert says in people[person].locator("main").inner_text()
        wrong += [f"{says}: {problem}" for problem in problems(people[person])]
    assert wrong == []


def problems(page):
    """What axe finds at full width, and the screens that the page is wider than."""
    page.set_viewport_size({"width": 1280, "height": 900})
    found = [
        f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in Axe().run(page, options=OPTIONS).response["violations"]
    ]
    return found + [f"wider than {width} pixels" for width in WIDTHS if is_wider(page, width)]


def is_wider(page, width):
    page.set_viewport_size({"width": width, "height": 640})
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
