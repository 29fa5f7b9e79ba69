"""3–5 §§: the real register as a dated edition; later editions add, rename and end; a bad file changes nothing."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import CommandError
from django.utils import timezone

from registry.models import Agency, JournalEntry, Mandate, ModelDocument, Preparedness, RegisterEdition, ServiceCategory
from registry.ordinance import IN_FORCE, Part

from .editions import ALINGSAS, ATTUNDA, BLEKINGE, BOLAGSVERKET, COURTS, everything, run

SHIPPED = settings.BASE_DIR / "registry" / "data" / "agencies_2026-01-02.csv"
pytestmark = [pytest.mark.section(3), pytest.mark.usefixtures("db")]


def names(**lookup):
    return set(Agency.objects.filter(**lookup).values_list("name", flat=True))


def suppliers(day):
    return set(Mandate.objects.on(day).suppliers().values_list("agency__short_name", flat=True))


def test_the_shipped_edition():
    said = run()
    edition = RegisterEdition.objects.get()
    assert edition.as_of == date(2026, 1, 2)
    assert edition.under_government().count() == edition.entries.count() == 336
    assert edition.preparedness_agencies().count() == Preparedness.objects.current().count() == 67
    assert Mandate.objects.on(IN_FORCE).filter(part=Part.APPLICANT).count() == 336
    assert "336 myndigheter, varav 67 beredskapsmyndigheter" in said
    assert "Nya: 336. Omdöpta: 0. Upphörda: 0. Oförändrade: 0." in said
    assert {str(kind) for kind in ModelDocument.objects.values_list("kind", flat=True)} == {"cooperation", "agreement"}
    assert ServiceCategory.objects.count() == 14


@pytest.mark.section(4)
@pytest.mark.section(5)
def test_mandates_by_date():
    run()
    assert str(Mandate.objects.coordinator()) == "Försäkringskassan som samordnande myndighet"
    assert suppliers(date(2024, 12, 31)) == set()
    assert suppliers(date(2025, 12, 31)) == {"FK", "SKV", "TRV"}
    assert suppliers(date(2026, 1, 1)) == {"FK", "LM", "SKV", "TRV"}
    assert "2025:936" in Mandate.objects.get(part=Part.SUPPLIER, agency__short_name="LM").basis


def test_loading_twice_changes_nothing():
    run()
    before = everything()
    assert run() == "Utgåvan är redan inläst. Inget har ändrats.\n"
    assert everything() == before


def test_the_load_is_journalled():
    run()
    entry = JournalEntry.objects.get()
    assert (entry.chain, entry.number, entry.section, entry.person) == ("register", 1, "3 §", "Systemet")
    assert entry.facts["digest"] == RegisterEdition.objects.get().digest
    assert len(entry.facts["mandates"]) == 5


def test_a_later_edition_adds_and_ends_and_keeps_history(edition):
    edition(BOLAGSVERKET, ALINGSAS)
    said = edition(ALINGSAS, ATTUNDA, month=3)
    assert "Nya: 1. Omdöpta: 0. Upphörda: 1. Oförändrade: 1." in said
    gone = Agency.objects.get(name="Bolagsverket")
    assert gone.ended_on == date(2026, 3, 2)
    assert not gone.mandates.on(date(2026, 3, 2)).exists()
    assert gone.mandates.on(date(2026, 3, 1)).count() == gone.preparedness.on(date(2026, 3, 1)).count() == 1
    assert gone.preparedness.current().count() == 0
    assert [entry.edition.as_of for entry in gone.entries.all()] == [date(2026, 1, 2)]
    assert Agency.objects.get(name="Attunda tingsrätt").mandates.get().valid_from == date(2026, 3, 2)


def test_one_new_name_for_one_that_disappears_is_a_new_name(edition):
    edition(BOLAGSVERKET, ALINGSAS)
    agency = Agency.objects.get(name="Bolagsverket")
    said = edition(BOLAGSVERKET.replace("Bolagsverket", "Företagsverket"), ALINGSAS, month=3)
    agency.refresh_from_db()
    assert agency.name == "Företagsverket"
    assert "Bolagsverket heter nu Företagsverket" in said
    assert [entry.name for entry in agency.entries.order_by("edition__as_of")] == ["Bolagsverket", "Företagsverket"]
    assert agency.mandates.get().valid_until is None


def test_a_name_taken_over_from_an_agency_that_ends(edition):
    # As on 2026-01-01, when ESV took the name of Statskontoret.
    esv = "202100-5026,Ekonomistyrningsverket,false,Statliga förvaltningsmyndigheter,ESV,,"
    edition(esv, "202100-0852,Statskontoret,false,Statliga förvaltningsmyndigheter,,,", BOLAGSVERKET)
    kept = Agency.objects.get(name="Ekonomistyrningsverket")
    edition(esv.replace("Ekonomistyrningsverket", "Statskontoret"), BOLAGSVERKET, month=3)
    assert Agency.objects.get(name="Statskontoret", ended_on=None) == kept
    assert Agency.objects.get(name="Statskontoret", org_number="2021000852").ended_on == date(2026, 3, 2)


def test_agencies_that_change_names_with_each_other(edition):
    edition("202100-5448,A,false,AP-fonder,,,", "202100-6297,B,false,AP-fonder,,,")
    edition("202100-5448,B,false,AP-fonder,,,", "202100-6297,A,false,AP-fonder,,,", month=3)
    assert dict(Agency.objects.values_list("org_number", "name")) == {"2021005448": "B", "2021006297": "A"}


def test_what_can_be_paired_in_several_ways_is_asked_about(edition):
    edition(ALINGSAS, ATTUNDA, BOLAGSVERKET)
    before = everything()
    with pytest.raises(CommandError, match=r"rad 2: ”Blekinge tingsrätt” .* Fyll i previous_name"):
        edition(BLEKINGE, BOLAGSVERKET, month=3)
    assert everything() == before


@pytest.mark.parametrize(("previous", "new"), [("Attunda tingsrätt", False), ("-", True)])
def test_previous_name_answers(edition, previous, new):
    edition(ALINGSAS, ATTUNDA, BOLAGSVERKET)
    attunda = Agency.objects.get(name="Attunda tingsrätt")
    edition(f"{BLEKINGE}{previous}", BOLAGSVERKET, month=3)
    attunda.refresh_from_db()
    assert attunda.name == ("Attunda tingsrätt" if new else "Blekinge tingsrätt")
    assert names(ended_on=None) == {"Bolagsverket", "Blekinge tingsrätt"}


def test_a_previous_name_that_nobody_had(edition):
    edition(ALINGSAS)
    with pytest.raises(CommandError, match=r"rad 2: previous_name: .* ”Åmåls tingsrätt”"):
        edition(f"{BLEKINGE}Åmåls tingsrätt", month=3)


def test_an_agency_that_comes_back_is_the_same(edition):
    edition(BOLAGSVERKET, ALINGSAS)
    edition(ALINGSAS, month=2)
    assert "Nya: 1." in edition(ALINGSAS, BOLAGSVERKET, month=3)
    agency = Agency.objects.get(name="Bolagsverket")
    assert agency.ended_on is None
    assert [mandate.valid_from for mandate in agency.mandates.order_by("valid_from")] == [IN_FORCE, date(2026, 3, 2)]


def test_preparedness_follows_the_edition(edition):
    edition(BOLAGSVERKET, ALINGSAS)
    edition(BOLAGSVERKET.replace("true", "false"), ALINGSAS.replace("false", "true"), month=3)
    holders = Preparedness.objects.on(date(2026, 3, 2)).values_list("agency__name", flat=True)
    assert list(holders) == ["Alingsås tingsrätt"]


def test_preparedness_that_was_ended_the_same_day_begins_anew(edition):
    edition(BOLAGSVERKET)
    day = date(2026, 3, 2)
    Preparedness.objects.filter(valid_until=None).update(valid_until=day)
    edition(BOLAGSVERKET, month=3)
    assert Preparedness.objects.on(day).count() == 1


def test_agencies_under_the_riksdag_take_no_part_and_are_not_counted(edition):
    said = edition(BOLAGSVERKET, "202100-2635,Riksdagens ombudsmän,false,Myndigheter under riksdagen,JO,,")
    assert RegisterEdition.objects.get().under_government().count() == 1
    assert not Agency.objects.get(short_name="JO").mandates.exists()
    assert ": 1 myndigheter, varav 1 beredskapsmyndigheter" in said


def test_an_older_edition_is_refused(edition):
    edition(BOLAGSVERKET, month=3)
    with pytest.raises(CommandError, match="äldre än den senast inlästa"):
        edition(ALINGSAS, month=2)
    with pytest.raises(CommandError, match="En annan fil är redan inläst per den dagen"):
        edition(ALINGSAS, month=3)
    assert names() == {"Bolagsverket"}


def test_whoever_ends_with_something_undone_is_warned_about(cast, edition):
    cast.walk.registered(by=cast.applicant)
    said = edition(ALINGSAS)
    assert "Varning: Bolagsverket: öppna ärenden 1, anslutna tjänster 0." in said
    assert "Varning: Skatteverket som leverantörsmyndighet har upphört, men uppdraget står kvar" in said
    assert "Bolagsverket har upphört" not in said
    assert not cast.applicant.memberships.get().is_current()
    assert cast.supplier.acting.is_current()


def test_a_connected_service_is_something_undone_too(cast, edition):
    cast.walk.request("connected")
    assert "Varning: Bolagsverket: öppna ärenden 0, anslutna tjänster 1." in edition(ALINGSAS)


def test_a_file_needs_a_day_and_a_source():
    with pytest.raises(CommandError, match="--as-of"):
        run(str(SHIPPED))
    with pytest.raises(CommandError, match="”i går” är inget datum"):
        run(str(SHIPPED), "--as-of", "i går")
    with pytest.raises(CommandError, match="har inte varit än"):
        run(str(SHIPPED), as_of=timezone.localdate().replace(year=2999), source="Provet")


MANDATES = "agency,org_number,part,valid_from,valid_until,basis"
BV_SUPPLIES = "Bolagsverket,202100-5489,supplier,2026-01-01,,SFS 2026:1"


@pytest.fixture
def mandates(tmp_path, edition):
    """Loads one and the same edition with mandates, and returns what was said."""

    def load(*rows):
        path = tmp_path / "uppdrag.csv"
        path.write_text("\n".join([MANDATES, *rows]), encoding="utf-8")
        return edition(BOLAGSVERKET, ALINGSAS, ATTUNDA, mandates=path)

    return load


@pytest.mark.section(5)
def test_mandates_begin_and_end_by_date(mandates):
    assert "Uppdrag: Bolagsverket som leverantörsmyndighet, från och med 2026-01-01." in mandates(BV_SUPPLIES)
    assert mandates(BV_SUPPLIES) == "Utgåvan är redan inläst. Inget har ändrats.\n"
    mandates(BV_SUPPLIES.replace(",,", ",2026-07-01,"))
    assert Mandate.objects.get(part=Part.SUPPLIER).valid_until == date(2026, 7, 1)
    assert [entry.number for entry in JournalEntry.objects.filter(chain="register")] == [1, 2]


BAD_MANDATES = {
    "unknown part": (BV_SUPPLIES.replace("supplier", "leverantör"), "rad 2: part ska vara"),
    "no date": (BV_SUPPLIES.replace("2026-01-01", "nyår"), "rad 2: datumet ”nyår”"),
    "no basis": (BV_SUPPLIES.replace("SFS 2026:1", ""), "rad 2: basis saknas"),
    "unknown agency": (BV_SUPPLIES.replace("202100-5489", "202100-5521"), "rad 2: myndigheten ”Bolagsverket” med"),
    "which court": (BV_SUPPLIES.replace("202100-5489", COURTS), "rad 2: myndigheten"),
    "twice at a time": (f"{BV_SUPPLIES}\n{BV_SUPPLIES.replace('01-01', '02-01')}", "rad 3: Myndigheten har redan"),
    "ends before it starts": (BV_SUPPLIES.replace(",,", ",2025-01-01,"), "rad 2: Slutdatum ska vara senare"),
}


@pytest.mark.parametrize(("rows", "reason"), BAD_MANDATES.values(), ids=BAD_MANDATES)
def test_a_bad_mandate_stops_the_load(mandates, rows, reason):
    before = everything()
    with pytest.raises(CommandError, match=f"uppdrag.csv, {reason}"):
        mandates(rows)
    assert everything() == before
