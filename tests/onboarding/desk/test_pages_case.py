"""7–10 §§: one case, as each person may read it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from itdrift import outbox
from onboarding.letters import acts as letters_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import STANDS, Status
from registry.acts import note

from ..pages import OTHER_SUPPLIER, OWN_SUPPLIER, PARTIES, STRANGERS, assessed, statuses
from ..test_matrix import REQUESTS, WHILE_IT_HAS_IT, expected

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_a_case_is_read_by_its_parties(client, cast, status):
    address = reverse("case", args=[cast.walk.request(status).registration_id])
    allocated = dict.fromkeys(OWN_SUPPLIER, 200 if status in [*STANDS, Status.REFUSED] else 404)
    assert statuses(client, cast, address) == PARTIES | allocated | OTHER_SUPPLIER | STRANGERS


def test_a_draft_goes_on_to_its_form_for_its_agency_and_is_unknown_to_others(client, cast):
    draft = cast.walk.draft()
    address = reverse("case", args=[draft.pk])
    expected = dict.fromkeys(cast.PEOPLE, 404) | {"applicant": 302, "applicant_boss": 302, "reader": 302}
    assert statuses(client, cast, address) == expected
    client.force_login(cast.reader)
    assert client.get(address).headers["Location"] == reverse("register", args=[draft.pk])
    client.force_login(cast.applicant)
    assert client.get(address).headers["Location"] == reverse("edit", args=[draft.pk])


def pages_of(client, person, requested_service):
    client.force_login(person)
    file = client.get(reverse("case_whole", args=[requested_service.registration_id])).context["file"]
    [shown] = [shown for shown in file.services if shown.requested_service == requested_service]
    return list(shown.acts)


WANTED = ["allocate", "reallocate", "accept", "connect", "assess", "ask"]
ENDING = ["communicate", "propose_refusal", "refuse", "close", "withdraw"]


def order_of(page):
    """The most wanted first, what ends the service last, and any other between."""
    return WANTED.index(page) - len(WANTED) if page in WANTED else ENDING.index(page) + 1 if page in ENDING else 0


def buttons(name, status):
    """What the matrix lets the person do now; who decides prepares nothing, and two acts stand elsewhere on the page."""
    may = {act for act, person in expected(REQUESTS, status) | expected(WHILE_IT_HAS_IT, status) if person == name}
    return may - {"register", "settle"} - ({"propose_refusal"} if "refuse" in may else set())


@pytest.mark.parametrize(
    "status",
    [Status.REGISTERED, Status.ALLOCATED, Status.REFUSED, Status.ACCEPTED, Status.AGREED, Status.CONNECTED],
)
def test_the_case_shows_the_acts_that_the_person_may_do_now(client, cast, status):
    requested_service = cast.walk.request(status)
    suppliers = ["supplier", "supplier_boss"] if status != Status.REGISTERED else []
    people = ["applicant", "reader", "coordinator", *suppliers]
    found = {name: pages_of(client, getattr(cast, name), requested_service) for name in people}
    assert {name: set(pages) for name, pages in found.items()} == {name: buttons(name, status) for name in people}
    assert found == {name: sorted(pages, key=order_of) for name, pages in found.items()}


def test_one_button_is_filled(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    client.force_login(cast.coordinator)
    page = client.get(reverse("case_whole", args=[case.pk]))
    assert page.text.count("button--primary") == 1
    first = case.requested_services.first()
    assert page.context["file"].primary.url == reverse("allocate", args=[first.pk])
    cast.walk.allocate(first)
    cast.walk.accept(first)
    for person in [cast.applicant, cast.supplier]:
        client.force_login(person)
        page = client.get(reverse("case_whole", args=[case.pk]))
        assert page.context["file"].primary.url == reverse("draw_up", args=[case.pk])
        assert page.text.count("button--primary") == 1


def test_no_second_agreement_is_offered_while_one_is_drawn_up(client, cast):
    requested_service = cast.walk.request(Status.ACCEPTED)
    agreement = cast.walk.agreement(requested_service)
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    assert (page.context["file"].may_draw_up, page.context["file"].agreements) == (False, [agreement])


def test_a_supplier_sees_its_own_part_of_a_case(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    mine, others = case.requested_services.all()
    cast.walk.allocate(mine)
    cast.walk.allocate(others, supplier=cast.other_supplier)
    for person, known in [
        (cast.supplier, [mine]),
        (cast.other_supplier, [others]),
        (cast.applicant, [mine, others]),
    ]:
        client.force_login(person)
        page = client.get(reverse("case_whole", args=[case.pk]))
        assert page.context["file"].requested_services == known
        assert (f"{others} fördelades till Trafikverket." in page.text) == (others in known)


@pytest.mark.section(8)
def test_reasons_are_read_by_the_agency_the_coordinator_and_the_supplier_that_decided(client, cast):
    requested_service = cast.walk.request(Status.REFUSED)
    cast.walk.allocate(requested_service, supplier=cast.other_supplier)
    seen = {}
    for name in [*PARTIES, *OWN_SUPPLIER, *OTHER_SUPPLIER]:
        client.force_login(getattr(cast, name))
        seen[name] = (
            "intecknad till och med nästa år"
            in client.get(reverse("case_whole", args=[requested_service.registration_id])).text
        )
    assert seen == dict.fromkeys(PARTIES | OWN_SUPPLIER, True) | dict.fromkeys(OTHER_SUPPLIER, False)


@pytest.mark.section(9)
def test_an_assessment_is_read_by_its_supplier_and_the_coordinator(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    assessed(cast, requested_service, 3, 1)
    seen = {}
    for name in PARTIES | OWN_SUPPLIER:
        client.force_login(getattr(cast, name))
        text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
        seen[name] = ("Grund A" in text, "Båda bedömde lika" in text)
    told = dict.fromkeys(["coordinator", "coordinator_boss", *OWN_SUPPLIER], (True, True))
    assert seen == dict.fromkeys(PARTIES, (False, False)) | told


@pytest.mark.section(9)
def test_an_assessment_of_an_earlier_supplier_is_not_read_by_the_next(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    assessed(cast, requested_service, 3, 1)
    cast.walk.refuse(requested_service)
    cast.walk.allocate(requested_service, supplier=cast.other_supplier)
    client.force_login(cast.other_supplier)
    text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
    assert ("Grund A" in text, "bedömdes" in text) == (False, False)


def test_the_drafting_of_a_case_is_its_agencys_own(client, cast):
    case = cast.walk.registered()
    seen = {}
    for name in ["applicant", "reader", "coordinator"]:
        client.force_login(getattr(cast, name))
        seen[name] = (
            "Ett utkast till intresseanmälan påbörjades." in client.get(reverse("case_whole", args=[case.pk])).text
        )
    assert seen == {"applicant": True, "reader": True, "coordinator": False}


def test_who_is_let_in_is_not_told_to_suppliers(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.nobody.email)
    seen = {}
    for name in ["applicant", "coordinator", "supplier", "nobody"]:
        client.force_login(getattr(cast, name))
        seen[name] = (
            "fick läsa ärendet" in client.get(reverse("case_whole", args=[requested_service.registration_id])).text
        )
    assert seen == {"applicant": True, "coordinator": True, "supplier": False, "nobody": False}


def test_a_guest_reads_and_does_nothing(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    for guest in [cast.nobody, cast.stranger, cast.other_supplier_boss]:
        secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=guest.email)
        client.force_login(guest)
        page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
        assert [shown.acts for shown in page.context["file"].services] == [{}]
        assert page.text.count("button--primary") == 0
        assert "Ett utkast" not in page.text


def test_the_case_is_held_against_the_ordinance(client, cast):
    requested_service = cast.walk.request(Status.CONNECTED)
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    assert {check.section for check in page.context["file"].checks} >= {3, 4, 6, 7, 10}
    assert "Uppfyllt:" in page.text


def talk(cast, *requested_services):
    """Messages, notes and questions, some answered and one taken back."""
    case, due = requested_services[0].registration, timezone.localdate() + timedelta(days=7)
    everybody = [cast.applicant.acting.mandate, cast.supplier.acting.mandate]
    for requested_service in requested_services:
        for by in (cast.supplier, cast.coordinator):
            letters_acts.answer(
                letters_acts.ask(requested_service, by=by, body="Hur många?", due=due), by=cast.applicant, body="Tolv."
            )
        letters_acts.take_back(
            letters_acts.ask(requested_service, by=cast.supplier, body="När?", due=due), by=cast.supplier
        )
        letters_acts.message(case, by=cast.coordinator, to=everybody, body="Hej.")
        for by in (cast.applicant, cast.coordinator, cast.supplier):
            letters_acts.note_down(case, by=by, text="Att minnas.")
        letters_acts.ask(requested_service, by=cast.supplier, body="Vad mer?", due=due)


def long_story(cast, times):
    """Two services, each refused and allocated again, talked of so many times, agreed and connected."""
    case = cast.walk.registered(cast.service, cast.other_service)
    requested_services = case.requested_services.all()
    for requested_service in requested_services:
        cast.walk.allocate(requested_service)
        assessed(cast, requested_service, 2, 1)
        cast.walk.refuse(requested_service)
        cast.walk.allocate(requested_service)
        cast.walk.accept(requested_service)
    for _ in range(times):
        talk(cast, *requested_services)
    cast.walk.agree(*requested_services)
    for requested_service in requested_services:
        cast.walk.connect(requested_service)
    outbox.perform_waiting()
    return case


@pytest.mark.parametrize(
    ("person", "expected"), [("applicant", 9), ("coordinator", 9), ("supplier", 8), ("supplier_boss", 8)]
)
def test_what_a_case_holds_none_of_is_not_asked_for(client, cast, django_assert_num_queries, person, expected):
    case = cast.walk.request(Status.ALLOCATED).registration
    outbox.perform_waiting()
    client.force_login(getattr(cast, person))
    with django_assert_num_queries(expected):  # session, person, mandate, case, services, allocations, diary …
        client.get(reverse("case_whole", args=[case.pk]))


@pytest.mark.parametrize(("person", "expected"), [("applicant", 23), ("coordinator", 23), ("supplier", 23)])
def test_a_case_takes_as_many_queries_with_a_long_story_as_with_a_short(client, cast, person, expected):
    client.force_login(getattr(cast, person))
    found = []
    for times in (1, 3):
        address = reverse("case_whole", args=[long_story(cast, times).pk])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found.append(len(queries))
    assert found == [expected, expected]


def test_a_text_is_never_taken_for_markup(client, cast):
    case = cast.walk.registered(need="<script>alert(1)</script>")
    note("onboarding.edit", case, by=cast.applicant, text="<b>fet</b>")
    client.force_login(cast.applicant)
    text = client.get(reverse("case_whole", args=[case.pk])).text
    assert "<script>alert" not in text
    assert "<b>fet" not in text
    assert date_format(timezone.localtime(case.registered_at), "DATETIME_FORMAT") in text


def file_of(client, person, case):
    client.force_login(person)
    return client.get(reverse("case_whole", args=[case.pk])).context["file"]


def test_the_head_has_the_readers_own_number_first(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    found = {
        name: file_of(client, getattr(cast, name), requested_service.registration).numbers
        for name in ["applicant", "supplier"]
    }
    year = timezone.localdate().year
    own = {
        name: f"{short} {year}/000001"
        for name, short in [("applicant", "BV"), ("coordinator", "FK"), ("supplier", "SKV")]
    }
    assert {name: numbers[0] for name, numbers in found.items()} == {name: own[name] for name in found}
    assert {name: set(numbers) for name, numbers in found.items()} == {name: set(own.values()) for name in found}


def test_a_supplier_does_not_learn_of_the_others_in_the_case(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    cast.walk.allocate(first)
    cast.walk.allocate(second, supplier=cast.other_supplier)
    found = {}
    for name in ["applicant", "coordinator", "supplier", "other_supplier"]:
        file = file_of(client, getattr(cast, name), case)
        found[name] = [taker.agency.short_name for taker in file.takers]
    assert found == {
        "applicant": ["BV", "FK", "SKV", "TRV"],
        "coordinator": ["BV", "FK", "SKV", "TRV"],
        "supplier": ["BV", "FK", "SKV"],
        "other_supplier": ["BV", "FK", "TRV"],
    }


def test_the_acts_on_the_whole_case_are_those_that_the_person_may_do(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.nobody.email)
    seen = {}
    for name in ["applicant", "reader", "coordinator", "supplier", "nobody"]:
        labels = [step.label for step in file_of(client, getattr(cast, name), requested_service.registration).acts]
        seen[name] = {"Skriv meddelande", "Anteckna internt"} & set(labels)
    both = {"Skriv meddelande", "Anteckna internt"}
    assert seen == {"applicant": both, "reader": set(), "coordinator": both, "supplier": both, "nobody": set()}


def test_the_timeline_has_all_that_happened_last_first(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    talk(cast, requested_service)
    cast.walk.refuse(type(requested_service).objects.get(pk=requested_service.pk))
    outbox.perform_waiting()
    found = file_of(client, cast.supplier, requested_service.registration).events
    assert [event.at for event in found] == sorted((event.at for event in found), reverse=True)
    said = {event.text.split(" (PDF)")[0] for event in found}
    assert {
        "En intern anteckning gjordes.",
        "Virtuell server fördelades till Skatteverket.",
        "Begäran om komplettering av uppgifterna om Virtuell server togs tillbaka.",
        f"Ett meddelande skickades till {cast.bolagsverket} och {cast.skv} som leverantörsmyndighet.",
    } <= said
    assert any(text.startswith("Beslut att neka anslutning") for text in said)
    links = [event.url for event in found if event.url]
    of_parts = [link.partition("#") for link in links if "#" in link]
    assert {anchor.split("-")[0] for _, _, anchor in of_parts} == {"meddelande", "anteckning"}
    assert [anchor for page, _, anchor in of_parts if f'id="{anchor}"' not in client.get(page).text] == []


def test_a_link_leads_only_to_what_the_person_may_read(client, cast):
    """The coordinator follows that the supplier asked, without the question."""
    requested_service = cast.walk.request(Status.ALLOCATED)
    letters_acts.ask(
        requested_service, by=cast.supplier, body="Hur många?", due=timezone.localdate() + timedelta(days=2)
    )
    found = file_of(client, cast.coordinator, requested_service.registration).events
    assert [event.url for event in found if "ombads komplettera" in event.text] == [""]


def test_every_check_shows_its_evidence_in_the_case_or_beyond(client, cast):
    requested_service = cast.walk.request(Status.CONNECTED)
    file = file_of(client, cast.applicant, requested_service.registration)
    text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
    assert all(check.evidence for check in file.checks)
    here = [check.url[1:] for check in file.checks if check.url.startswith("#")]
    assert here
    assert [anchor for anchor in here if f'id="{anchor}"' not in text] == []
    for url in {check.url for check in file.checks if check.url.startswith("/")}:
        assert client.get(url).status_code == 200


def test_what_is_empty_says_what_will_come(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.coordinator)
    text = client.get(reverse("case_whole", args=[case.pk])).text
    for words in ["Inga meddelanden än.", "Inga anteckningar än.", "Ingen överenskommelse att visa."]:
        assert words in text
