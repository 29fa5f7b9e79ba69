"""3 §: a file with anything wrong in it stops the load, with file, line and reason, and nothing is half loaded."""

from datetime import date

import pytest
from django.core.management import CommandError

from registry.models import Agency, RegisterEntry

from .editions import ALINGSAS, BOLAGSVERKET, HEADER, everything, run

pytestmark = [pytest.mark.section(3), pytest.mark.usefixtures("db")]


BAD = {
    "wrong check digit": (BOLAGSVERKET.replace("5489", "5488"), "rad 2: organisationsnumret ”202100-5488” är fel"),
    "not a state number": (BOLAGSVERKET.replace("202100-5489", "556036-0793"), "rad 2: organisationsnumret"),
    "no number": (BOLAGSVERKET.replace("202100-5489", ""), "rad 2: organisationsnumret ”” är fel"),
    "no name": (BOLAGSVERKET.replace("Bolagsverket", " "), "rad 2: namnet saknas"),
    "too long a name": (BOLAGSVERKET.replace("Bolagsverket", "x" * 201), "rad 2: namnet saknas eller är längre"),
    "unknown kind": (BOLAGSVERKET.replace("Statliga f", "Kommunala f"), "gruppen ”Kommunala förvaltningsm"),
    "the name again": (f"{ALINGSAS}\n{ALINGSAS}", "rad 3: namnet ”Alingsås tingsrätt” finns redan på rad 2"),
    "neither true nor false": (BOLAGSVERKET.replace("true", "kanske"), "(SANT eller FALSKT), inte ”kanske”"),
    "not a number of people": (BOLAGSVERKET.replace("605", "många"), "employees ska vara ett heltal, inte ”många”"),
    "too long a short name": (BOLAGSVERKET.replace("BV", "B" * 21), "rad 2: short_name är för lång"),
    "too many fields": (f"{BOLAGSVERKET},x", "rad 2: raden har 8 fält men rubriken har 7"),
    "an open quotation mark": (f'"{BOLAGSVERKET}', "går inte att läsa som CSV"),
    "not text": (f"{BOLAGSVERKET}\0", "rad 2: Raden innehåller tecken som inte är text"),
    "no rows": ("", "filen innehåller inga myndigheter"),
}


@pytest.mark.parametrize(("row", "reason"), BAD.values(), ids=BAD)
def test_a_bad_row_stops_the_load(edition, row, reason):
    before = everything()
    with pytest.raises(CommandError) as stopped:
        edition(row)
    assert reason in str(stopped.value)
    assert "utgåva.csv" in str(stopped.value)
    assert everything() == before


def test_all_bad_rows_are_named_up_to_twenty(edition):
    with pytest.raises(CommandError) as stopped:
        edition(*[f"1,A{number},kanske,Okänd,,," for number in range(10)], BOLAGSVERKET)
    lines = str(stopped.value).splitlines()
    assert [line.split(": ")[0].split(", ")[1] for line in lines[1:4]] == ["rad 2", "rad 2", "rad 2"]
    assert (len(lines), lines[-1]) == (22, "… och 10 fel till.")


HEADERS = {
    "a column is missing": (HEADER.replace("name,is", "namn,is", 1), "kolumnen name saknas"),
    "a column is unknown": (HEADER.replace("previous", "previus"), "kolumnen ”previus_name” är okänd"),
    "a column twice": (f"{HEADER},name", "kolumnen name finns flera gånger"),
}


@pytest.mark.parametrize(("header", "reason"), HEADERS.values(), ids=HEADERS)
def test_a_wrong_header_stops_the_load(edition, header, reason):
    with pytest.raises(CommandError, match=f"rad 1: .*{reason}"):
        edition(BOLAGSVERKET, header=header)


FILES = {
    "empty": (b"", "Filen är tom"),
    "a picture": (b"\x89PNG\x81", "Filen är inte text"),
}


@pytest.mark.parametrize(("content", "reason"), FILES.values(), ids=FILES)
def test_a_file_that_cannot_be_read(tmp_path, content, reason):
    path = tmp_path / "utgåva.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        run(str(path), as_of=date(2026, 1, 2), source="Provet")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="filen kan inte läsas"):
        run(str(tmp_path / "saknas.csv"), as_of=date(2026, 1, 2), source="Provet")


def test_a_byte_order_mark_and_letters_in_two_parts_are_read(tmp_path):
    path = tmp_path / "utgåva.csv"
    path.write_text("\ufeff" + HEADER + "\n" + ALINGSAS.replace("å", "a\u030a"), encoding="utf-8")
    run(str(path), as_of=date(2026, 1, 2), source="Provet")
    assert Agency.objects.get().name == "Alingsås tingsrätt"


def test_the_register_as_a_swedish_excel_saves_it(tmp_path):
    """Semicolons, its old encoding, its own words for true and false, empty columns at the end, an empty row first."""
    rows = [
        "",
        HEADER,
        ALINGSAS.replace("false", "FALSKT"),
        BOLAGSVERKET.replace("true", "SANT").replace("605", "1 605"),
    ]
    path = tmp_path / "utgåva.csv"
    path.write_bytes("".join(row.replace(",", ";") + ";;;\r\n" for row in rows).encode("cp1252"))
    run(str(path), as_of=date(2026, 1, 2), source="Provet")
    assert set(Agency.objects.values_list("name", flat=True)) == {"Alingsås tingsrätt", "Bolagsverket"}
    assert RegisterEntry.objects.get(name="Bolagsverket").employees == 1605
    assert RegisterEntry.objects.get(name="Bolagsverket").is_preparedness_agency
