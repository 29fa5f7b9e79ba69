"""The one search: every kind of thing, within what the person may see; a number leads straight to what has it."""

import pytest
from django.urls import reverse

from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry
from onboarding.secrecy import acts as secrecy_acts

from . import making
from .once import made_once
from .places import visit

pytestmark = pytest.mark.usefixtures("db")
CASES, AGREEMENTS, DOCUMENTS, SERVICES = "Ärenden", "Överenskommelser", "Handlingar i diariet", "Tjänster"
AGENCIES, DIARIES = "Myndigheter och deras ärenden", "Myndigheters öppna diarier"


@made_once
def agreed(cast):
    """An agreement in force on the cast's service, in a case of Bolagsverket's."""
    return cast.walk.request("connected").agreement_lines.get().agreement


def search(person, text):
    return visit(person).get(reverse("search"), {"q": text})


def found(person, text):
    """{heading: the names that stand under it}."""
    return {kind.heading: [hit.name for hit in kind.shown] for kind in search(person, text).context["kinds"]}


def entry(person, case, about):
    return DiaryEntry.objects.of(person).get(case__registration=case, about=about)


def test_a_word_finds_every_kind_of_thing(cast, agreed):
    case = agreed.registration
    received = entry(cast.coordinator, case, "Intresseanmälan")
    assert found(cast.coordinator, "virtuell") == {
        CASES: [case.diary_number],
        AGREEMENTS: [agreed.number],
        SERVICES: ["Lagring", "Virtuell server"],  # both are described so
    }
    assert found(cast.coordinator, "intresseANMÄL") == {DOCUMENTS: [f"{received}"]}
    assert found(cast.coordinator, "bolags") == {
        CASES: [case.diary_number],
        AGREEMENTS: [agreed.number],
        AGENCIES: ["Bolagsverket"],
    }
    assert found(cast.applicant, "bolags")[DIARIES] == ["Bolagsverket"]


@pytest.mark.parametrize("person", ["applicant", "coordinator", "supplier"])
def test_a_number_leads_straight_to_what_has_it(cast, agreed, person):
    """A case's at any party, an agreement's, a document's in the own diary, an organisation number's; however written."""
    case, agency, person = agreed.registration, cast.bolagsverket, getattr(cast, person)
    agreement, of_case = reverse("agreement", args=[agreed.pk]), reverse("case", args=[case.pk])
    document = DiaryEntry.objects.of(person).filter(case__registration=case).earliest("number")
    place = "public_diary" if person == cast.applicant else "cases"
    of_agency = f"{reverse(place)}?myndighet={agency.pk}"
    leads = {f" {one.number.lower()} ": of_case for one in case.diary_cases.all()}
    leads |= {f"{one.number.split()[0]} {one.year}:{one.serial}": of_case for one in case.diary_cases.all()}
    leads |= {agreed.number: agreement, agreed.number.lower(): agreement}
    leads |= {f"{document}": reverse("diary_entry", args=[document.pk])}
    leads |= {agency.org_number: of_agency, f"16{agency.org_number[:6]}-{agency.org_number[6:]}": of_agency}
    assert {text: search(person, text).headers.get("Location") for text in leads} == leads


def test_a_number_of_several_things_and_what_only_looks_like_one_lead_nowhere(cast):
    first, second = (cast.walk.registered(by=by) for by in (cast.applicant, cast.stranger))
    serial = first.diary_cases.get(agency=cast.bolagsverket).serial
    assert second.diary_cases.get(agency=cast.ifau).serial == serial == 1
    year = first.registered_at.year
    assert found(cast.coordinator, f"{year}/1")[CASES] == [second.diary_number, first.diary_number]
    assert found(cast.coordinator, "2021")[AGENCIES]
    assert found(cast.coordinator, f"{year}/999") == {}
    assert found(cast.coordinator, f"{first.diary_number}-77") == {CASES: [first.diary_number]}


def test_each_finds_what_is_theirs(cast, agreed):
    """By a word, and by a number: the same for a number that nobody has."""
    case = agreed.registration
    letters_acts.message(case, by=cast.applicant, to=[cast.coordinator.acting.mandate], body="Hej.")
    own = {
        "applicant": {CASES, AGREEMENTS},
        "reader": {CASES, AGREEMENTS},
        "coordinator": {CASES, AGREEMENTS},
        "supplier": {CASES, AGREEMENTS},
        "stranger": set(),
        "other_supplier": set(),
        "nobody": set(),
        "admin": set(),
        "anonymous": set(),
    }
    for name, kinds in own.items():
        person = None if name == "anonymous" else getattr(cast, name)
        assert (name, set(found(person, "virtuell server")) - {SERVICES}) == (name, kinds)
        if not kinds:
            numbers = [case.diary_number, agreed.number, *(one.number for one in case.diary_cases.all())]
            assert (name, [found(person, number) for number in numbers]) == (name, [{}] * len(numbers))


def test_an_agreement_that_is_not_in_force_is_found_by_its_parties_alone(cast):
    cast.walk.presented(cast.walk.request("accepted"))
    for name, finds in {"applicant": True, "supplier": True, "coordinator": False}.items():
        assert (name, AGREEMENTS in found(getattr(cast, name), "virtuell server")) == (name, finds)


def test_a_guest_finds_the_case_alone(cast, agreed):
    secrecy_acts.let_in(agreed.registration, by=cast.applicant_boss, email=cast.nobody.email)
    case = agreed.registration
    assert found(cast.nobody, "bolagsverket") == {CASES: [case.diary_number], DIARIES: ["Bolagsverket"]}
    assert search(cast.nobody, case.diary_number)["Location"] == reverse("case", args=[case.pk])
    assert found(cast.nobody, agreed.number) == {CASES: [case.diary_number]}


def test_a_document_of_a_case_that_is_closed_to_somebody_is_not_found_by_its_number(cast):
    case = cast.walk.registered()
    received = entry(cast.coordinator, case, "Intresseanmälan")
    assert search(cast.coordinator, f"{received}").status_code == 302
    secrecy_acts.make_confidential(case, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    for text in [f"{received}", f"{case.diary_number}", "Intresseanmälan", "Sekretess"]:
        assert (text, found(cast.coordinator, text)) == (text, {})


def test_at_most_ten_of_a_kind_and_the_way_to_the_rest(cast):
    cases = [cast.walk.registered() for _ in range(11)]
    page = search(cast.coordinator, "virtuell")
    (kind,) = [kind for kind in page.context["kinds"] if kind.heading == CASES]
    assert [hit.name for hit in kind.shown] == [case.diary_number for case in reversed(cases[1:])]
    assert "Fler än 10 stämmer. Här är de 10 senast inkomna." in page.content.decode()
    listed = visit(cast.coordinator).get(kind.whole)
    assert len(listed.context["rows"]) == 11
    documents = search(cast.coordinator, "intresseanmälan").content.decode()
    assert "Här är de 10 senaste. Skriv mer om den du söker inte är med." in documents


@pytest.mark.parametrize(
    "text",
    ["", "  ", "a", "é", "%", "_", "%%_", "\\", "'", '"', "&?#", "2026/", "/1", "-", "0" * 40, "ord " * 25, "<b>"],
)
def test_odd_text_is_answered(cast, agreed, text):
    for person in (None, cast.coordinator, cast.supplier, cast.applicant, cast.nobody):
        assert search(person, text).status_code == 200
    if text in ("%", "_", "%%_", "\\", "'", '"', "-"):
        assert found(cast.coordinator, text) == {}


@pytest.mark.parametrize(
    ("text", "sentence"), [("ä" * 10_000, "Skriv högst 100 tecken."), ("a\0b", "Skriv utan styrtecken.")]
)
def test_what_nothing_can_be_called_is_said_and_asks_nothing(client, cast, django_assert_num_queries, text, sentence):
    client.force_login(cast.coordinator)
    with django_assert_num_queries(3):
        page = client.get(reverse("search"), {"q": text})
    assert (page.status_code, sentence in page.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("person", "text", "count"),
    [
        ("coordinator", "virtuell", 10),
        ("coordinator", "2026/77", 11),
        ("supplier", "virtuell", 10),
        ("applicant", "virtuell", 11),
        ("nobody", "virtuell", 8),
        (None, "virtuell", 2),
    ],
)
def test_the_queries_are_as_many_whatever_is_found(
    client, cast, agreed, django_assert_num_queries, person, text, count
):
    if person:
        client.force_login(getattr(cast, person))
    for _ in range(2):
        with django_assert_num_queries(count):
            client.get(reverse("search"), {"q": text})
        cast.walk.agree(cast.walk.request("accepted"))


def test_the_box_stands_on_every_page_and_costs_no_query(client, cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("about")).content.decode()
    assert 'action="/sok/" role="search" aria-label="Sök överallt"' in page
    assert page.count('type="search"') == 1


def test_what_was_searched_for_stands_in_the_box(cast):
    assert 'value="&lt;b&gt; &quot;x"' in search(None, '<b> "x').content.decode()
    assert "Logga in</a> för att söka bland ärenden" in search(None, "zzzz").content.decode()
    assert "Numret hos vilken som helst av parterna" in search(cast.applicant, "zzzz").content.decode()


def test_an_agency_leads_to_its_cases_only_for_who_has_those_of_several(cast):
    other = making.agency("Myndigheten för prov", "2021009999", "MFP")
    for person, place in [
        (cast.supplier, "cases"),
        (cast.coordinator, "cases"),
        (cast.applicant, "public_diary"),
        (None, "public_diary"),
    ]:
        (kind,) = search(person, "MFP").context["kinds"]
        assert kind.hits[0].address == f"{reverse(place)}?myndighet={other.pk}"
        assert visit(person).get(kind.hits[0].address).status_code == 200
