"""A supplier's days in a browser without JavaScript: ask, note, take on (7 §); prioritise (9 §); hear and refuse (8 §)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from itdrift import outbox
from onboarding.models import Assessment, Document, Note, Prioritisation, Refusal, RequestedService
from onboarding.workflow import Status
from tests import making

pytestmark = [pytest.mark.section(n) for n in (7, 8, 9)]
QUESTION = "Hur stor är lagringen i dag?"
ANSWER = "Tio terabyte, på två orter."
NOTE = "Ringde om datahallen. De kan vänta till oktober."


def test_the_suppliers_day(person, cast):
    request = cast.walk.request(Status.ALLOCATED)
    case = f"/arenden/{request.registration_id}/"
    begin(person, cast, case, request)
    ask(person, request)
    note_down(person)
    be_answered(person, cast, case)
    tell_the_coordinator(person, cast, case)
    take_on(person, cast, case, request)


def begin(person, cast, case, request):
    """From what waits, to the case: who takes part, where it stands, what comes next."""
    person.log_in(cast.supplier).go("/").reads("Väntar på dig", "Virtuell server").follow("Virtuell server")
    person.reads("Bolagsverket", "Fördelad", "väntar på Skatteverket").follow("Meddelanden").reads(
        "Inga meddelanden än."
    )
    person.follow("Virtuell server")
    assert person.page.url.endswith(f"{case}#tjanst-{request.pk}")


def ask(person, request):
    person.follow("Begär komplettering").press("Skicka frågan")
    person.reads("Rätta till följande", "Skriv vad myndigheten behöver komplettera.")
    day = date.today() + timedelta(days=5)
    person.fill({"Fråga": QUESTION, "Svara helst senast": date.today().isoformat()}).press("Skicka frågan")
    person.reads("Ange en dag efter i dag")
    expect(person.page.get_by_label("Fråga", exact=True)).to_have_value(QUESTION)
    person.fill({"Svara helst senast": day.isoformat()}).press("Skicka frågan")
    person.reads("har fått frågan", "Pausad", "väntar på Bolagsverket", QUESTION, f"Svar helst senast {day} mål")
    assert RequestedService.objects.get(pk=request.pk).paused_at


def note_down(person):
    """Unmistakably different from a message."""
    person.follow("Anteckna internt").reads("Intern anteckning", "Syns bara hos Skatteverket som leverantörsmyndighet")
    person.fill({"Anteckning": NOTE, "Uppgiften lämnades av": "Anna Åkesson"}).press("Spara intern anteckning")
    person.reads("Intern anteckning – syns bara hos Skatteverket som leverantörsmyndighet", NOTE)
    assert Note.objects.get().told_by == "Anna Åkesson"


def be_answered(person, cast, case):
    """The agency sees what is asked, answers, and knows nothing of the note."""
    person.log_in(cast.applicant).go(case).reads("ni svarar på det som ni har tillfrågats om").follow("Läs frågan")
    person.reads("Pausad", QUESTION).follow("Hela ärendet på en sida")
    assert NOTE not in person.page.content()
    assert "intern anteckning gjordes" not in person.page.content()
    person.follow("Svara på frågan").reads(QUESTION).press("Skicka svaret").reads("Skriv svaret.")
    person.fill({"Svar": ANSWER}).press("Skicka svaret").reads("Svaret är skickat", "Besvarad", ANSWER)
    person.log_in(cast.supplier).go(case).reads("väntar på Skatteverket").follow("Meddelanden").reads(ANSWER)
    person.follow("Anteckningar").reads(NOTE)


def tell_the_coordinator(person, cast, case):
    person.follow("Skriv meddelande").press("Skicka meddelandet").reads("Välj minst en mottagare.")
    person.choose("samordnande myndighet", role="checkbox").fill({"Meddelande": "Vi kan börja i februari."})
    person.press("Skicka meddelandet").reads("Meddelandet är skickat", "Vi kan börja i februari.")
    person.log_in(cast.applicant).go(f"{case}hela/").reads("Inga bilagor.")
    assert "Vi kan börja i februari." not in person.page.content()
    person.log_in(cast.coordinator).go(case).follow("Meddelanden").reads("Vi kan börja i februari.").follow(
        "Svara Skatteverket"
    )
    person.fill({"Meddelande": "Tack, då vet vi."}).press("Skicka meddelandet").reads("Tack, då vet vi.")


def take_on(person, cast, case, request):
    person.log_in(cast.supplier).go(case).follow("Åta er tjänsten")
    person.page.get_by_label("Tjänst som ni levererar").select_option(label="Virtuell server")
    person.press("Åta er tjänsten").reads("Åtagen", "väntar på parterna").follow("Händelser").reads(
        "åtog sig att leverera Virtuell server"
    )
    assert RequestedService.objects.get(pk=request.pk).status == Status.ACCEPTED


def test_a_day_of_shortage(person, cast):
    """Capacity is short: two compete, two people judge each, what differs is settled, and the order is decided (9 §)."""
    one, other = cast.walk.request(Status.ALLOCATED), cast.walk.request(Status.ALLOCATED, by=cast.stranger)
    cast.walk.assess(other, security=1, cost=3)
    declare_the_shortage(person, cast)
    judge_apart(person, cast)
    settle(person, cast)
    decide_the_order(person, cast, one, other)


def declare_the_shortage(person, cast):
    person.log_in(cast.supplier).go("/arenden/prioriteringar/").follow("Påbörja prioritering")
    person.page.get_by_label("Tjänst").select_option(label="Virtuell server")
    person.press("Gå vidare").press("Påbörja prioriteringen").reads("Ange varför kapaciteten inte räcker.")
    person.fill({"Varför kapaciteten inte räcker": "Datahallen är full i år."}).press("Påbörja prioriteringen")
    person.reads("Prioriteringen av Virtuell server är påbörjad.", "Inte bedömd än", "Datahallen är full i år.")
    assert person.page.get_by_role("link", name="Besluta om ordningen").count() == 0


def judge_apart(person, cast):
    """The second does not see what the first wrote before both are in."""
    person.follow("Bolagsverket").follow("Bedöm")
    judge(person, "Stor", "Bevakad datahall.", "Lämna min bedömning")
    person.log_in(cast.supplier_boss).go("/").follow("Bedöm som den andra av två").reads("En kollega har lämnat sin.")
    assert "Bevakad datahall." not in person.page.content()
    judge(person, "Liten", "Låg risk i dag.", "Lämna min bedömning")


def judge(person, gain, grounds, button):
    for asked in person.page.get_by_role("radio", name=gain).all():
        person.tick(asked)
    person.fill({"Grunder för säkerheten": grounds, "Grunder för kostnadseffektiviteten": "Samma pris."}).press(button)


def settle(person, cast):
    """One of the two proposes, and the other confirms."""
    person.go("/").follow("Enas om bedömningen").reads(
        "Bevakad datahall.", "Låg risk i dag.", "Bedömningarna skiljer sig"
    )
    judge(person, "Märkbar", "Vi enas: hallen är bevakad.", "Föreslå bedömningen")
    person.reads("Ditt förslag är sparat. Lena Leverans behöver bekräfta det")
    person.log_in(cast.supplier).go("/").follow("Enas om bedömningen").reads("Lars Ljung föreslår bedömningen nedan.")
    person.press("Bekräfta bedömningen").reads("Ni har enats om bedömningen av Virtuell server")
    person.log_in(cast.supplier_boss)
    assert Assessment.objects.filter(security_gain=2, cost_gain=2).count() == 1


def decide_the_order(person, cast, one, other):
    """The higher security first, whatever the cost-effectiveness; each party is told its own place alone."""
    person.go("/").follow("Besluta om ordningen").follow("Besluta om ordningen").reads(
        "Högre säkerhet: märkbar före liten."
    )
    person.press("Besluta om ordningen").reads("Ange motiveringen till ordningen (32 § förvaltningslagen).")
    person.fill({"Motivering": "Ordningen följer av bedömningarna."})
    person.page.get_by_label("Föredragande").select_option(label="Lena Leverans, handläggare")
    person.choose("Ingen annan deltog", role="checkbox")
    person.press("Besluta om ordningen").reads("är fattat. Var och en får veta sin egen plats.", "Beslutad ordning")
    made = Prioritisation.objects.get()
    assert [c.allocation.requested_service for c in made.competitors.order_by("place")] == [one, other]
    person.log_in(cast.applicant).go(f"/arenden/{one.registration_id}/").reads("Plats 1 av 2")
    assert "Institutet för arbetsmarknads" not in person.page.content()


def test_a_day_of_refusals(person, cast):
    """The agency is heard, an officer prepares, the decision maker refuses; of another request a part alone (8 §)."""
    asked = cast.walk.request(Status.ALLOCATED)
    case = f"/arenden/{asked.registration_id}/"
    hear(person, cast, case)
    prepare(person, cast, case)
    refuse(person, cast)
    read_the_letter(person, cast, case)
    refuse_a_part(person, cast)


def hear(person, cast, case):
    person.log_in(cast.supplier).go(case).follow("Låt myndigheten yttra sig").press("Skicka till myndigheten")
    person.reads("Skriv vad ni överväger och vad det bygger på.")
    person.fill({"Det ni överväger, och underlaget": "Vi överväger att neka: hallen är full."}).press(
        "Skicka till myndigheten"
    )
    person.reads("Bolagsverket får yttra sig senast")
    person.log_in(cast.applicant).go("/").follow("Yttra er senast").reads("hallen är full")
    person.fill({"Ert yttrande": "Vi kan vänta till mars."}).press("Skicka yttrandet").reads("Yttrandet är skickat")


def prepare(person, cast, case):
    """Half of it is saved, the rest another time; the agency sees nothing of it."""
    person.log_in(cast.supplier).go(case).follow("Förbered beslut att neka").reads("Vi kan vänta till mars.")
    person.choose("Kapacitet saknas").press("Spara förslaget").reads("Förslaget är sparat.")
    person.follow("Förbered beslut att neka").fill({"Skäl": making.REASONS})
    met = "Myndigheten kan vänta till mars. Det ändrar inget: även då är hallen full."
    person.fill(
        {
            "Öppen beskrivning till redovisningen": "Kapaciteten räckte inte i år.",
            "Vad myndigheten har anfört, och varför det inte ändrar beslutet": met,
        }
    )
    person.choose("Ingen annan deltog", role="checkbox").press("Lämna till beslutsfattare").reads(
        "lämnat till beslutsfattare"
    )
    person.log_in(cast.applicant).go(case)
    assert making.REASONS not in person.page.content()


def refuse(person, cast):
    """Everything is filled in already, the one who prepared it as who presents it; the decision is made by another."""
    person.log_in(cast.supplier_boss).go("/").follow("Besluta om förslaget att neka")
    person.reads("Förslaget är förberett av Lena Leverans").press("Visa brevet").reads(
        "fattats av it-direktör Lars Ljung"
    )
    assert not Refusal.objects.exists()
    person.press("Neka anslutning").reads("Nekad", "Kapacitet saknas")
    made = Refusal.objects.get()
    assert (made.presented_by, made.decided_by, made.reasons) == (cast.supplier, cast.supplier_boss, making.REASONS)


def read_the_letter(person, cast, case):
    outbox.perform_waiting()
    person.log_in(cast.applicant).go(case).reads(making.REASONS).follow("Handlingar")
    document = Document.objects.get(kind="refusal")
    assert person.download(f"{document} (PDF)") == bytes(document.content)


def refuse_a_part(person, cast):
    """Three of ten; the seven go on."""
    asked = cast.walk.request(Status.ALLOCATED)
    person.log_in(cast.supplier_boss).go(f"/arenden/tjanst/{asked.pk}/neka/").choose("Kapacitet saknas")
    person.choose("uppenbart obehövligt").choose("Ingen annan deltog", role="checkbox")
    person.fill({"Del som nekas": "3", "Skäl": making.REASONS, "Förklaring": "Myndigheten har lämnat alla uppgifter."})
    person.fill({"Öppen beskrivning till redovisningen": "Kapaciteten räckte till sju av tio."})
    person.page.get_by_label("Föredragande").select_option(index=1)
    person.press("Neka anslutning").reads("Virtuell server (del: 3 av 10)", "Nekad", "Fördelad")
    assert sorted(RequestedService.objects.filter(registration=asked.registration).values_list("volume", "status")) == [
        (3, "refused"),
        (7, "allocated"),
    ]
