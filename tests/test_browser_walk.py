"""One real case through every section, by people in a browser without JavaScript (3–12 §§)."""

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pypdf
import pytest
import time_machine
from django.core import mail

from itdrift import outbox
from onboarding.models import Agreement, Document, RequestedService
from reporting.data import acts as data_acts
from reporting.models import DataRequest

from . import making

pytestmark = [pytest.mark.section(n) for n in (4, 7, 8, 9, 10, 11, 12)]


def test_the_walk(person, cast, drawn):
    number = register(person, cast)
    case = f"/arenden/{RequestedService.objects.first().registration_id}/"
    allocate(person, cast, case, number)
    refuse(person, cast, case)
    allocate_anew(person, cast, case)
    take_on(person, cast, case)
    agree(person, cast, case)
    connect(person, cast, case)
    set_the_fee(person, cast)
    account(person, cast, number)


def register(person, cast):
    """A draft, come back to, and sent; then the receipt."""
    person.go("/tjanster/").follow("Virtuell server").reads("Skatteverket", "server", "totalförsvar")
    person.log_in(cast.applicant).go("/arenden/ny/").press("Börja").reads("Inte påbörjat", "1 av 7 steg")
    fill_in_the_steps(person)
    person.follow("Utkast").reads("7 av 7 steg är klara").follow("Granska svaren")
    person.reads("Avtalet löper ut", "Virtuell server", "Volym (server)", "Privat leverantör", "Ändra")
    person.press("Anmäl intresse för Bolagsverket").reads("Bekräfta att anmälan inte innehåller")
    person.choose("säkerhetsskyddsklassificerade", role="checkbox")
    person.press("Anmäl intresse för Bolagsverket").reads("Intresseanmälan har kommit in")
    outbox.perform_waiting()
    return f"FK {date.today().year}/000001"


def fill_in_the_steps(person):
    """One page at a time, left and come back to; what depends on an answer appears with it."""
    person.follow("Kontakt").fill({"Telefon": "010-123 45 67"}).press("Spara och fortsätt")
    person.choose("^Nej$").press("Spara och fortsätt")
    volume = person.page.get_by_label("Volym (server)")
    assert not volume.is_visible()
    person.choose("Virtuell server", role="checkbox").fill({"Behov": "HEMLIG"})
    volume.fill("12")
    person.activate(person.page.get_by_role("button", name="Spara och fortsätt", exact=True))
    person.reads("Texten ser ut att ha en säkerhetsskyddsmarkering")
    person.fill({"Behov": "Avtalet löper ut och servrarna behöver en säkrare plats."})
    person.press("Spara och fortsätt senare").reads("3 av 7 steg är klara", "Klart")
    person.go("/").reads("Skriv klart").follow("Skriv klart intresseanmälan").follow("Nuvarande lösning")
    person.press("Spara och fortsätt").reads("Välj vilken lösning ni har i dag.")
    person.choose("Privat leverantör").fill({"Nuvarande kostnad per år, kronor": "1 250 000"}).press(
        "Spara och fortsätt"
    )
    person.press("Spara och fortsätt").choose("^Ja$").fill({"Kategorier av personuppgifter": "Namn."})
    for question in ("Är någon av dem känslig", "Ska leverantörsmyndigheten få tillgång till uppgifter"):
        asked = person.page.get_by_role("group", name=re.compile(question))
        person.tick(asked.get_by_role("radio", name="Nej"))
    person.press("Spara och fortsätt").reads("Informationsklass").press("Spara och fortsätt").reads("Granska")


def allocate(person, cast, case, number):
    person.log_in(cast.coordinator).go("/arenden/").reads(number, "Bolagsverket", "Anmäld")
    person.go(case).follow("Fördela")
    person.press("Fördela").reads("Rätta till följande")
    person.choose("Skatteverket").fill({"Motiv": "Skatteverket tillhandahåller tjänsten."})
    person.press("Fördela").reads("Fördelad", "Skatteverket")
    outbox.perform_waiting()
    told = {m.to[0] for m in mail.outbox if "fördelats till er" in m.subject}
    assert told == {cast.supplier.email, cast.supplier_boss.email}


def judge(person, case):
    person.go(case).follow("Bedöm")
    for gain in person.page.get_by_role("radio", name="Stor").all():
        person.tick(gain)
    person.fill({"Grunder för säkerheten": "Bevakad datahall.", "Grunder för kostnadseffektiviteten": "Lägre pris."})
    person.press("Lämna min bedömning")


def refuse(person, cast, case):
    """Two of the supplier's assess first, each alone; it sees its queue, and refuses with reasons."""
    judge(person.log_in(cast.supplier), case)
    person.go("/arenden/ko/").reads("Virtuell server", "Inte bedömd än")
    judge(person.log_in(cast.supplier_boss), case)
    person.go("/arenden/ko/").reads("Virtuell server", "Bolagsverket", "Stor").go(case).follow("Neka anslutning")
    person.press("Neka anslutning").reads("Rätta till följande")
    person.choose("Kapacitet saknas")
    person.choose("uppenbart obehövligt")
    person.choose("Ingen annan deltog", role="checkbox")
    person.fill(
        {"Förklaring": "Uppgifterna är myndighetens egna.", "Öppen beskrivning till redovisningen": making.REASONS}
    )
    person.page.get_by_label("Föredragande").select_option(index=1)
    person.fill({"Skäl": "För kort."}).press("Neka anslutning").reads("anger skälen (8 §)")
    person.fill({"Skäl": making.REASONS}).press("Neka anslutning").reads("Nekad")
    outbox.perform_waiting()
    assert Document.objects.filter(kind="refusal").count() == 1


def allocate_anew(person, cast, case):
    person.log_in(cast.coordinator).go(case).reads("Kapacitet saknas", making.REASONS).follow("Fördela")
    person.choose("Trafikverket").fill({"Motiv": "Skatteverket saknar kapacitet."})
    person.press("Fördela").reads("Trafikverket")


def take_on(person, cast, case):
    person.log_in(cast.supplier).go(case).reads("Skatteverket nekade anslutning")
    person.log_in(cast.other_supplier).go(case).follow("Åta er tjänsten")
    person.page.get_by_label("Tjänst som ni levererar").select_option(label="Lagring")
    person.press("Åta er tjänsten").reads("Åtagen", "Lagring")


def agree(person, cast, case):
    """Drawn up with personal data: no signing before the fifteen terms; both sign; the coordinator is told."""
    person.log_in(cast.applicant).go(case).follow("Upprätta överenskommelse")
    fill_texts(person)
    person.press("Upprätta").reads("0 av 15")
    agreement = Agreement.objects.get()
    path = f"/overenskommelser/{agreement.pk}/"
    person.go(f"{path}lagg-fram/")
    if person.page.get_by_role("button", name="Lägg fram").count():
        person.press("Lägg fram").reads("15 av 15")
    person.go(f"{path}andra/")
    for area in person.page.locator("textarea").all():
        if not area.input_value():
            area.fill("Ett konkret villkor för denna behandling.")
    person.press("Spara").reads("15 av 15")
    person.go(f"{path}lagg-fram/").press("Lägg fram")
    for boss in (cast.applicant_boss, cast.other_supplier_boss):
        person.log_in(boss).go(path).follow("Underteckna")
        person.press("Underteckna för")
    agreement.refresh_from_db()
    assert (agreement.status, agreement.coordinator_notified_at is None) == ("in_force", False)
    outbox.perform_waiting()
    assert {m.to[0] for m in mail.outbox if m.subject.startswith("Underrättelse")} == {
        cast.coordinator.email,
        cast.coordinator_boss.email,
    }
    assert Document.objects.filter(kind="agreement").count() == 1


def fill_texts(person):
    for area in person.page.locator("textarea").all():
        if not area.input_value():
            area.fill("Enligt parternas gemensamma modell.")


def connect(person, cast, case):
    person.log_in(cast.other_supplier).go(case).follow("Markera som ansluten")
    person.page.locator("input[type=date]").fill(date.today().isoformat())
    person.press("Markera som ansluten").reads("Ansluten")
    person.log_in(cast.applicant).go(case).reads("Ansluten").follow("Händelser").reads(
        "10 §", "8 §", "7 §", "fördelades till Trafikverket"
    )


def set_the_fee(person, cast):
    person.log_in(cast.other_supplier_boss).go(f"/avgifter/tjanst/{cast.other_service.pk}/")
    person.fill({"Belopp, kronor": "hundra", "Beslutets beteckning": "TRV 2026/17"})
    person.press("Bestäm").reads("Skriv ett belopp, till exempel 125 000,50.")
    person.fill({"Belopp, kronor": "3 900,50", "Varför samråd inte har skett": "Sker i februari."})
    person.page.get_by_label("Gäller från och med").fill(date.today().isoformat())
    person.press("Bestäm").reads("3 900,50 kr", "Lagring", "Trafikverket")


def account(person, cast, number):
    """The report is opened, the suppliers asked and answering, the figures cut and drawn, and the report decided."""
    year = date.today().year
    person.log_in(cast.coordinator).go("/redovisning/").follow("Öppna årets redovisning")
    person.page.get_by_label("Redovisningsår").select_option(str(year))
    person.press("Öppna redovisningen").follow("Begär underlag")
    person.press("Begär underlag").reads("Skatteverket", "Trafikverket", "31 mars")
    asked = DataRequest.objects.get(supplier=cast.other_supplier.acting.mandate)
    person.log_in(cast.other_supplier).go(f"/redovisning/underlag/{asked.pk}/")
    person.page.get_by_label("Volym, terabyte").first.fill("12 000")
    person.press("Spara underlaget").reads("Ange om värdet är uppmätt eller uppskattat")
    for measure in person.page.locator("select[name$=_state]").all():
        measure.select_option("missing")
    person.page.locator("select[name$=units_state]").select_option("measured")
    person.page.locator("select[name$=unit_basis]").select_option("point")
    person.page.locator("input[name$=units_source]").fill("Driftens mätning")
    person.page.locator("textarea[name=effects]").fill("Servrarna står nu i en bevakad datahall.")
    person.press("Spara underlaget")
    person.log_in(cast.other_supplier_boss).go(f"/redovisning/underlag/{asked.pk}/bekrafta/")
    person.press("Bekräfta underlaget").reads("Lämnat")
    with time_machine.travel(datetime(year + 1, 3, 2, 9, tzinfo=UTC)):
        confirm_anew(person, cast, f"/redovisning/underlag/{asked.pk}/")
        decide(person, cast, f"/redovisning/{asked.report_id}/", year, number)


def confirm_anew(person, cast, path):
    """What was confirmed before the year was over is asked about, answered and confirmed when it is."""
    person.log_in(cast.coordinator).go(f"{path}fraga/").fill({"Fråga": "Stämmer uppgifterna vid årets slut?"})
    person.press("Ställ frågan")
    person.log_in(cast.other_supplier).go(path).follow("Svara").fill({"Svar": "Ja."}).press("Lämna svaret")
    person.log_in(cast.other_supplier_boss).go(f"{path}bekrafta/").press("Bekräfta underlaget").reads("Lämnat")


def decide(person, cast, path, year, number):
    """When the year is over the figures are cut and drawn once more, the draft is left, and the account decided and sent."""
    for asked in DataRequest.objects.unanswered():
        data_acts.note_silence(asked, by=cast.coordinator, reason="Har inte svarat på påminnelserna.")
    person.log_in(cast.coordinator).go(path).press("Framställ")
    making.work()
    person.go(path).follow("Lämna utkastet").press("Lämna utkastet").reads("Utkastet är lämnat")
    person.log_in(cast.coordinator_boss).go(f"{path}besluta/")
    person.page.get_by_label("Föredragande").select_option(index=1)
    person.press("Besluta redovisningen")
    making.work()
    person.go(path).reads("Beslutad").follow("Notera att redovisningen är lämnad")
    person.fill({"Hur redovisningen lämnades": "Med e-post till registratorn"})
    person.press("Notera att redovisningen är lämnad").reads("lämnad till regeringen")
    read_account(person.download("PDF"), year, number)


def read_account(content, year, number):
    """What the Government gets: the refusal with its reasons, the agreement, and the same figures embedded."""
    with pikepdf.open(BytesIO(content)) as document:
        cut = json.loads(document.attachments[f"redovisning-{year}.json"].get_file().read_bytes())
    assert [(r["supplier"], r["agency"], r["reasons"]) for r in cut["refusals"]] == [
        ("Skatteverket", "Bolagsverket", making.REASONS)
    ]
    assert [(a["agency"], a["suppliers"]) for a in cut["agreements"]] == [("Bolagsverket", ["Trafikverket"])]
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())
    for said in (number, "Kapacitet saknas", "Lagring", "Trafikverket", f"{year}"):
        assert said in text
