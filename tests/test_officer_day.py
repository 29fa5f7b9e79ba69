"""An agency's day with the keyboard alone: drafted by two, left to the decision maker, sent, answered, withdrawn (7 §)."""

import re
from datetime import date, timedelta

import pytest

from onboarding.letters import acts as letters_acts
from onboarding.models import Communication, InterestRegistration, Message, RequestedService
from registry.ordinance import Role

from . import making
from .onboarding.letters.files import PDF
from .person import Keyboard

pytestmark = pytest.mark.section(7)
OURS, THEIRS = "Bevakad datahall och egen personal.", "Två skilda datahallar."
ANSWER, STATEMENT = "Tio terabyte i dag.", "Vi kan vänta till mars med lagringen."


def test_the_officers_day(keyboard, sit_down, cast):
    begin(keyboard, cast)
    come_back(keyboard)
    be_two_at_it(keyboard, sit_down(Keyboard), cast)
    fill_in_the_rest(keyboard)
    attach(keyboard)
    hand_over(keyboard)
    send(keyboard, cast)
    servers, storage = at_the_others(cast)
    answer(keyboard, cast)
    be_heard(keyboard)
    write(keyboard, servers)
    read_a_notice(keyboard)
    withdraw_one(keyboard, servers, storage)


def begin(person, cast):
    """The first three steps; a marking is stopped, and what depends on an answer is there when it is given."""
    person.log_in(cast.applicant).follow("Ny intresseanmälan").press("Börja").reads("1 av 7 steg")
    person.follow("Kontakt").fill({"Telefon": "010-123 45 67"}).press("Spara och fortsätt")
    person.choose("^Nej$").press("Spara och fortsätt")
    person.fill({"Behov": "HEMLIG"}).choose("Virtuell server", "Lagring", role="checkbox")
    person.fill({"Volym (server)": "12", "Volym (terabyte)": "10"})
    person.press("Spara och fortsätt").reads("Texten ser ut att ha en säkerhetsskyddsmarkering").all_around()
    person.fill({"Behov": "Avtalet löper ut och servrarna behöver en säkrare plats."})
    person.press("Spara och fortsätt senare").reads("3 av 7 steg är klara")


def come_back(person):
    """From the start page to where it was left; an error leads to its field."""
    person.follow("Samordnad it-drift").reads("Väntar på dig").follow("Skriv klart intresseanmälan")
    person.follow("Nuvarande lösning").press("Spara och fortsätt")
    person.follow("Välj vilken lösning ni har i dag.").choose("Privat leverantör")
    person.fill(
        {"Nuvarande avtal eller överenskommelse upphör": "2027-03-31", "Nuvarande kostnad per år, kronor": "1 250 000"}
    )
    person.press("Spara och fortsätt").reads("Steg 5 av 7")


def be_two_at_it(person, colleague, cast):
    """A colleague saves the same step first: both versions are on the page, and what was typed is still in its field."""
    mandate = cast.applicant.acting.mandate
    colleague.log_in(making.person("Olle Andersson", mandate)).follow("Skriv klart intresseanmälan").follow("Nytta")
    colleague.fill({"Säkrare it-drift": THEIRS}).press("Spara och fortsätt").reads("Steg 6 av 7")
    person.fill({"Säkrare it-drift": OURS}).press("Spara och fortsätt").reads(
        "Det som är sparat nu", THEIRS
    ).all_around()
    both = f"{OURS} {THEIRS}"
    assert person.asked("Säkrare it-drift").input_value() == OURS
    assert InterestRegistration.objects.get().security_effect == THEIRS
    person.fill({"Säkrare it-drift": both}).press("Spara och fortsätt").reads("Steg 6 av 7")
    assert InterestRegistration.objects.get().security_effect == both


def fill_in_the_rest(person):
    for question in person.page.get_by_role("group", name=re.compile("behandla personuppgifter")).all():
        person.tick(question.get_by_role("radio", name="Nej"))
    secrecy = person.page.get_by_role("group", name=re.compile("Ska leverantörsmyndigheten få tillgång"))
    person.tick(secrecy.get_by_role("radio", name="Nej"))
    person.press("Spara och fortsätt").press("Spara och fortsätt").reads("Granska intresseanmälan")


def attach(person):
    person.follow("Utkast").reads("7 av 7 steg är klara").follow("Bilagor")
    person.attach("Filer", {"name": "Kravlista.pdf", "mimeType": "application/pdf", "buffer": PDF})
    person.press("Lägg till").reads("”Kravlista.pdf” är bifogad.").all_around().follow("Tillbaka till utkastet")


def hand_over(person):
    person.follow("Granska svaren").reads(OURS, "Volym (terabyte) 10").all_around().follow("Lämna till beslutsfattare")
    person.reads("Göran Öberg, generaldirektör").press("Lämna till beslutsfattare")
    person.reads("Utkastet är lämnat till era beslutsfattare")


def send(person, cast):
    """The decision maker finds it on the start page, and acknowledges before it is sent."""
    assert cast.applicant_boss.acting.role == Role.DECISION_MAKER
    person.log_in(cast.applicant_boss).follow("Granska och anmäl intresset").press("Anmäl intresse för Bolagsverket")
    person.reads("Bekräfta att anmälan inte innehåller").choose("säkerhetsskyddsklassificerade", role="checkbox")
    person.press("Anmäl intresse för Bolagsverket").reads("Intresseanmälan har kommit in", "Göran Öberg")
    person.reads(f"FK {date.today().year}/000001")


def at_the_others(cast):
    """Meanwhile the coordinator asks and allocates, and a supplier considers a refusal: the services asked for."""
    servers = RequestedService.objects.get(service=cast.service)
    storage = RequestedService.objects.get(service=cast.other_service)
    cast.walk.allocate(servers)
    due = date.today() + timedelta(days=5)
    letters_acts.ask(storage, by=cast.coordinator, body="Hur stor är lagringen i dag?", due=due)
    cast.walk.communicate(servers)
    return servers, storage


def answer(person, cast):
    person.log_in(cast.applicant).follow("Svara helst senast").reads("Hur stor är lagringen i dag?")
    person.press("Skicka svaret").reads("Skriv svaret.").fill({"Svar": ANSWER})
    person.press("Skicka svaret").reads("Svaret är skickat", ANSWER)


def be_heard(person):
    person.follow("Samordnad it-drift").follow("Yttra er senast").reads("Vi överväger att neka")
    person.fill({"Ert yttrande": STATEMENT}).press("Skicka yttrandet").reads("Yttrandet är skickat till Skatteverket")
    assert Communication.objects.get().reply == STATEMENT


def write(person, servers):
    person.follow("Skriv meddelande").choose("Skatteverket", role="checkbox")
    person.fill({"Meddelande": "När kan ni börja?"}).press("Skicka meddelandet").reads("Meddelandet är skickat")
    assert [to.agency.name for to in Message.objects.get(body="När kan ni börja?").to.all()] == ["Skatteverket"]


def read_a_notice(person):
    """The number in the head of every page goes down by one."""
    head = person.page.get_by_role("link", name=re.compile("^Aviseringar, "))
    unread = int(re.search(r"\d+", head.inner_text()).group())
    person.activate(head)
    person.follow("En tjänst ni har efterfrågat har fördelats").reads("Fördelad", "Skatteverket")
    assert int(re.search(r"\d+", head.inner_text()).group()) == unread - 1


def withdraw_one(person, servers, storage):
    """One of the two services; the other goes on."""
    person.follow(re.compile("Återkalla ?: Lagring")).fill({"Skäl": "Behovet är löst."}).press("Återkalla intresset")
    person.reads("Intresset för Lagring är återkallat.", "Återkallad").all_around()
    states = [type(asked).objects.get(pk=asked.pk).status for asked in (servers, storage)]
    assert states == ["allocated", "withdrawn"]
