"""The open diary for everybody, without log-in: what is hidden is not in it, however one asks (DIA-3, DIA-4)."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import FieldError

from onboarding.diary import acts as diary_acts
from onboarding.diary import ledger
from onboarding.models import DiaryEntry, PublicEntry
from onboarding.secrecy import acts as secrecy_acts

from ...once import made_once

PAGE = "/oppet-diarium/"
WRONG = ["fran=2026-13-45", "fran=2026-06-02&till=2026-06-01", "riktning=x", "myndighet=verket", "myndighet=finns+inte"]
FILES = ["/oppet-diarium/diarium.csv", "/oppet-diarium/diarium.xlsx"]
SECRET_WHOM, SECRET_ABOUT = "Hemliga Myndigheten", "Sårbarhet i brandväggen"
TODAY = f"{date.today():%Y-%m-%d}"


def rows(client, agency, **said):
    return [
        (row["called"], f"{row['on']:%Y-%m-%d}", row["direction"], row["whom"], row["concerns"])
        for row in client.get(PAGE, {"myndighet": agency.pk, **said}).context["rows"]
    ]


def read(response):
    """The lines of a file, as text."""
    content = b"".join(response.streaming_content)
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[f"{c:%Y-%m-%d}" if hasattr(c, "year") else c or "" for c in row] for row in sheet.values]


def by_hand(case, cast, **changes):
    facts = {"direction": "in", "counterpart": SECRET_WHOM, "about": SECRET_ABOUT, "medium": "paper", **changes}
    return diary_acts.enter_by_hand(case, by=cast.coordinator, on=date.today(), **facts)


@made_once
def hidden(cast):
    """A document at the coordinator whose sender and subject are hidden; its number."""
    entry = by_hand(cast.walk.registered(), cast)
    return diary_acts.hide(entry, by=cast.coordinator, facts=["counterpart", "about"])


def test_without_log_in_and_an_agency_is_chosen_first(client, cast):
    case = cast.walk.registered()
    assert rows(client, cast.fk) == [(f"{case.diary_number}-1", TODAY, "Inkommen", "Bolagsverket", "Intresseanmälan")]
    first = client.get(PAGE)
    assert first.context["rows"] == []
    assert "Välj en myndighet" in first.text


def test_hidden_values_are_replaced(client, cast, hidden):
    assert rows(client, cast.fk)[0] == (str(hidden), TODAY, "Inkommen", "Sekretess", "Sekretess")


@pytest.mark.parametrize("fact", ["counterpart", "about"])
def test_the_one_that_is_not_hidden_is_shown(client, cast, fact):
    entry = by_hand(cast.walk.registered(), cast)
    diary_acts.hide(entry, by=cast.coordinator, facts=[fact])
    shown = rows(client, cast.fk)[0][3:]
    assert shown == (("Sekretess", SECRET_ABOUT) if fact == "counterpart" else (SECRET_WHOM, "Sekretess"))


def test_no_page_and_no_file_contains_a_hidden_value(client, cast, hidden):
    of_agency = {"myndighet": cast.fk.pk}
    for said in ({}, {"fran": TODAY}, {"riktning": "in"}, {"nummer": str(hidden)}, {"motpart": "Sekretess"}):
        page = client.get(PAGE, of_agency | said).text
        assert "Sekretess" in page
        assert not any(secret in page for secret in (SECRET_WHOM, SECRET_ABOUT, "Karin", "karin.ko"))
        for address in FILES:
            lines = str(read(client.get(address, of_agency | said)))
            assert "Sekretess" in lines
            assert not any(secret in lines for secret in (SECRET_WHOM, SECRET_ABOUT, "Karin", "karin.ko"))


@pytest.mark.parametrize(
    "said", [{"motpart": SECRET_WHOM}, {"motpart": "hemlig"}, {"text": "brandvägg"}, {"text": "Sårb%"}]
)
def test_searching_for_what_is_hidden_gives_no_hit(client, cast, hidden, said):
    before = rows(client, cast.fk, **said)
    diary_acts.show(hidden, by=cast.coordinator, facts=["counterpart", "about"])
    assert before == []
    assert bool(rows(client, cast.fk, **said)) == ("%" not in str(said)), "else the question is wrong"


def test_the_order_tells_nothing_of_what_is_hidden(client, cast, hidden):
    for n in range(3):
        by_hand(hidden.case.registration, cast, about=f"Brev {n}")
    plain = rows(client, cast.fk)
    for order in ("counterpart", "about", "whom", "-whom"):
        assert rows(client, cast.fk, sortera=order, order_by=order, ordning=order, o=order) == plain


def test_the_model_of_the_open_diary_has_no_way_to_what_is_hidden(cast, hidden):
    assert {field.name for field in PublicEntry._meta.get_fields()} == {
        "id", "agency", "called", "on", "way", "whom", "concerns"
    }  # fmt: skip
    for name in ("counterpart", "about", "case", "registered_by"):
        with pytest.raises(FieldError):
            PublicEntry.objects.filter(**{name: 1})
        with pytest.raises(FieldError):
            ledger.public(cast.fk).order_by(name)
    entry = PublicEntry.objects.get(pk=hidden.pk)
    assert SECRET_WHOM not in str(vars(entry))
    assert set(ledger.public(cast.fk)[0]) == set(ledger.SHOWN)


def test_a_confidential_case_shows_number_and_day_alone(client, cast):
    case = cast.walk.registered()
    secrecy_acts.make_confidential(case, by=cast.coordinator_boss, provision="18 kap. 8 § OSL")
    for agency in (cast.fk, cast.bolagsverket):
        ((number, day, *rest),) = rows(client, agency)
        assert (day, rest) == (TODAY, ["", "Sekretess", "Sekretess"])
        assert number.endswith("/000001-1")
        assert rows(client, agency, riktning="in") == rows(client, agency, riktning="out") == []
        assert rows(client, agency, motpart="Bolagsverket") == rows(client, agency, text="Intresse") == []
        for address in FILES:
            lines = read(client.get(address, {"myndighet": agency.pk}))
            assert lines[1] == [number, TODAY, "", "Sekretess", "Sekretess"]


def test_what_an_agency_hides_stays_shown_in_another_s_diary(client, cast):
    cast.walk.registered()
    diary_acts.hide(DiaryEntry.objects.get(agency=cast.fk), by=cast.coordinator, facts=["about"])
    assert rows(client, cast.fk)[0][4] == "Sekretess"
    assert rows(client, cast.bolagsverket)[0][4] == "Intresseanmälan"


@pytest.mark.parametrize("address", FILES)
def test_the_file_is_exactly_what_is_asked_for(client, cast, address, monkeypatch):
    monkeypatch.setattr("onboarding.diary.ledger.PAGE", 1)
    case = cast.walk.registered()
    by_hand(case, cast, about="Brev", counterpart="Riksrevisionen", direction="out")
    of_agency = {"myndighet": cast.fk.pk}
    head = ["Diarienummer", "Datum", "Riktning", "Avsändare eller mottagare", "Vad handlingen rör"]
    sent = [f"{case.diary_number}-2", TODAY, "Utgående", "Riksrevisionen", "Brev"]
    came = [f"{case.diary_number}-1", TODAY, "Inkommen", "Bolagsverket", "Intresseanmälan"]
    assert read(client.get(address, of_agency)) == [head, sent, came]
    assert read(client.get(address, of_agency | {"riktning": "out"})) == [head, sent]
    assert read(client.get(address, of_agency | {"efter": "20200101_1"})) == [head, sent, came]


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)"])
def test_no_cell_is_a_formula(client, cast, address, formula):
    by_hand(cast.walk.registered(), cast, about=formula, counterpart=formula)
    line = read(client.get(address, {"myndighet": cast.fk.pk}))[1]
    assert line[3:] == [f"'{formula}", f"'{formula}"]


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize("wrong", [{}, {"myndighet": "0"}, {"myndighet": "x"}, {"myndighet": "9" * 30}])
def test_no_file_without_an_agency(client, cast, address, wrong):
    cast.walk.registered()
    assert client.get(address, wrong).status_code == (400 if wrong else 404)
    assert client.get(PAGE, wrong).context["rows"] == []


def test_an_agency_is_found_by_what_people_write(client, cast):
    cast.walk.registered()
    page = client.get(PAGE, {"myndighet": "bolags", "riktning": "in"}, follow=True)
    assert page.redirect_chain == [(f"{PAGE}?myndighet={cast.bolagsverket.pk}&riktning=in", 302)]
    assert page.context["agency"] == cast.bolagsverket
    several = client.get(PAGE, {"myndighet": "verket"})
    assert [agency for _, agency, _ in several.context["hits"]] == [cast.bolagsverket, cast.skv, cast.trv]
    assert (several.context["rows"], "Vilken myndighet menar du?" in several.text) == ([], True)
    assert "Ingen myndighet stämmer" in client.get(PAGE, {"myndighet": "kaffe"}).text
    assert client.get(FILES[0], {"myndighet": "verket"}).status_code == 400
    assert len(read(client.get(FILES[0], {"myndighet": "bolagsverket"}))) == 2


def test_an_agency_without_a_diary_has_nothing_in_it(client, cast):
    page = client.get(PAGE, {"myndighet": cast.trv.pk})
    assert "Ingen handling stämmer med urvalet." in page.text
    assert page.context["rows"] == []


@pytest.mark.parametrize("more", [0, 4])
def test_takes_the_same_queries_for_few_and_for_many(client, cast, django_assert_num_queries, more):
    for _ in range(more + 1):
        cast.walk.registered()
    with django_assert_num_queries(2):  # the agency chosen, and the rows
        assert len(rows(client, cast.fk)) == more + 1


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("file", FILES)
def test_a_file_of_another_diary_than_was_asked_for_is_refused(client, cast, file, query):
    whose = "" if "myndighet" in query else f"&myndighet={cast.fk.pk}"
    answer = client.get(f"{file}?{query}{whose}")
    assert answer.status_code == 400
    assert "Det här i adressen går inte att förstå" in answer.text
