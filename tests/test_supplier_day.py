"""A supplier's day in a browser without JavaScript: asked and answered, noted and told, taken on (7 §; 23, 27 §§ FL)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from onboarding.models import Note, RequestedService
from onboarding.workflow import Status
from tests.test_browser_walk import Person

pytestmark = pytest.mark.section(7)
QUESTION = "Hur stor är lagringen i dag?"
ANSWER = "Tio terabyte, på två orter."
NOTE = "Ringde om datahallen. De kan vänta till oktober."


@pytest.fixture
def person(browser, live_server, cast):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield Person(context.new_page(), live_server.url)
    context.close()


def test_the_suppliers_day(person, cast):
    request = cast.walk.request(Status.ALLOCATED)
    case = f"/arenden/{request.registration_id}/"
    begin(person, cast, case)
    ask(person, request)
    note_down(person)
    be_answered(person, cast, case)
    tell_the_coordinator(person, cast, case)
    take_on(person, cast, case, request)


def begin(person, cast, case):
    """From what waits, to the case: who takes part, where it stands, what comes next."""
    person.log_in(cast.supplier).go("/").reads("Väntar på dig", "Virtuell server").follow("Virtuell server")
    person.reads("Bolagsverket", "Fördelad", "Väntar på Skatteverket", "Inga meddelanden än.")
    assert person.page.url.endswith(case)


def ask(person, request):
    person.follow("Begär komplettering").press("Skicka frågan")
    person.reads("Rätta till följande", "Skriv vad myndigheten behöver komplettera.")
    day = date.today() + timedelta(days=5)
    person.fill({"Fråga": QUESTION, "Svara helst senast": date.today().isoformat()}).press("Skicka frågan")
    person.reads("Ange en dag efter i dag")
    expect(person.page.get_by_label("Fråga", exact=True)).to_have_value(QUESTION)
    person.fill({"Svara helst senast": day.isoformat()}).press("Skicka frågan")
    person.reads("har fått frågan", "Pausad", "Väntar på Bolagsverket", QUESTION, f"Svar helst senast {day} mål")
    assert RequestedService.objects.get(pk=request.pk).paused_at


def note_down(person):
    """Unmistakably different from a message."""
    person.follow("Anteckna internt").reads("Intern anteckning", "Syns bara hos Skatteverket som leverantörsmyndighet")
    person.fill({"Anteckning": NOTE, "Uppgiften lämnades av": "Anna Åkesson"}).press("Spara intern anteckning")
    person.reads("Intern anteckning – syns bara hos Skatteverket som leverantörsmyndighet", NOTE)
    assert Note.objects.get().told_by == "Anna Åkesson"


def be_answered(person, cast, case):
    """The agency sees what is asked, answers, and knows nothing of the note."""
    person.log_in(cast.applicant).go(case).reads("Pausad", QUESTION)
    assert NOTE not in person.page.content()
    assert "intern anteckning gjordes" not in person.page.content()
    person.follow("Svara på frågan").reads(QUESTION).press("Skicka svaret").reads("Skriv svaret.")
    person.fill({"Svar": ANSWER}).press("Skicka svaret").reads("Svaret är skickat", "Besvarad", ANSWER)
    person.log_in(cast.supplier).go(case).reads(ANSWER, NOTE, "Väntar på Skatteverket")


def tell_the_coordinator(person, cast, case):
    person.follow("Skriv meddelande").press("Skicka meddelandet").reads("Välj minst en mottagare.")
    person.choose("samordnande myndighet", role="checkbox").fill({"Meddelande": "Vi kan börja i februari."})
    person.press("Skicka meddelandet").reads("Meddelandet är skickat", "Vi kan börja i februari.")
    person.log_in(cast.applicant).go(case)
    assert "Vi kan börja i februari." not in person.page.content()
    person.log_in(cast.coordinator).go(case).reads("Vi kan börja i februari.").follow("Svara Skatteverket")
    person.fill({"Meddelande": "Tack, då vet vi."}).press("Skicka meddelandet").reads("Tack, då vet vi.")


def take_on(person, cast, case, request):
    person.log_in(cast.supplier).go(case).reads("Tack, då vet vi.").follow("Åta er tjänsten")
    person.page.get_by_label("Tjänst som ni levererar").select_option(label="Virtuell server")
    person.press("Åta er tjänsten").reads("Åtagen", "åtog sig att leverera Virtuell server")
    assert RequestedService.objects.get(pk=request.pk).status == Status.ACCEPTED
