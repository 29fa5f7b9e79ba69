"""7–10 §§: the list of cases, narrowed and sorted, page by page, against the authorities' own targets."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from onboarding import paging
from onboarding.desk import worklist
from onboarding.models import RequestedService, Target
from onboarding.models.listed import NEVER
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import OPEN, Status
from registry.models import Agency

from ... import making
from ...once import made_once
from ...roles import as_owner
from .. import pages

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def listed(client, cast):
    """What stands in a person's list, for what the address says."""

    def look(said=None, person="coordinator"):
        client.force_login(getattr(cast, person))
        return pages.listed(client.get(reverse("cases"), said or {}))

    return look


@made_once
def four(cast):
    """Four requested services by name of state: of two agencies and for two services, one an hour after the other."""
    made, now = {}, timezone.now()
    ways = {
        "registered": {"by": cast.stranger},
        "allocated": {},
        "refused": {},
        "connected": {},
    }
    for hour, (status, how) in enumerate(ways.items()):
        with time_machine.travel(now - timedelta(hours=9 - hour), tick=True):
            made[status] = cast.walk.request(status, **how)
    return made


def ended(requested_service, days):
    """As if its wait in this state had begun so many days ago."""
    requested_service.clock_from = timezone.now() - timedelta(days=days)
    requested_service.save(update_fields=["clock_from"])
    requested_service.refresh_from_db()
    return requested_service


# What the list is narrowed to


def test_each_condition_leaves_its_own(listed, cast, four):
    registered, allocated, refused, connected = four.values()
    ended(refused, 11)
    paused(allocated)
    today = timezone.localdate()
    everything = [connected, refused, allocated, registered]
    for said, expected in [
        ({}, everything),
        ({"hos_oss": "on"}, [refused, registered]),
        ({"sena": "on"}, [refused]),
        ({"pausade": "on"}, [allocated]),
        ({"leverantor": cast.supplier.acting.mandate_id}, [connected, allocated]),
        ({"leverantor": cast.other_supplier.acting.mandate_id}, []),
        ({"tjanst": cast.service.pk}, everything),
        ({"tjanst": cast.other_service.pk}, []),
        ({"myndighet": cast.ifau.pk}, [registered]),
        ({"fran": today - timedelta(days=2), "till": today}, everything),
        ({"fran": today + timedelta(days=1)}, []),
        ({"till": today - timedelta(days=2)}, []),
        ({"lage": "open", "myndighet": cast.bolagsverket.pk, "hos_oss": "on"}, [refused]),
    ]:
        assert (said, listed(said)) == (said, expected)


def test_what_waits_for_us(listed, cast):
    for status in [*OPEN, Status.CONNECTED, Status.WITHDRAWN]:
        cast.walk.request(status)
    waits = {
        "applicant": {"accepted"},
        "coordinator": {"registered", "refused"},
        "supplier": {"allocated", "accepted", "agreed"},
        "other_supplier": set(),
        "nobody": set(),
    }
    assert {
        who: {requested_service.status for requested_service in listed({"hos_oss": "on"}, who)} for who in waits
    } == waits


def paused(requested_service):
    requested_service.pause_clock()
    requested_service.refresh_from_db()
    return requested_service


def test_what_is_paused_waits_for_the_agency(listed, cast):
    requested_service = paused(cast.walk.request(Status.ALLOCATED))
    assert worklist.waits_for(requested_service) == "Bolagsverket"
    assert listed({"hos_oss": "on"}, "supplier") == []
    assert listed({"hos_oss": "on"}, "applicant") == [requested_service]


def test_a_search_finds_every_word_wherever_it_stands(listed, cast):
    first = cast.walk.request(Status.REGISTERED)
    second = cast.walk.registered(cast.other_service, by=cast.stranger).requested_services.get()
    number = first.registration.diary_number
    for text, expected in [
        (number, [first]),
        (number.lower(), [first]),
        ("lagring institutet", [second]),
        ("LAGR", [second]),
        ("ifau", [second]),
        ("utbildningspolitisk utvärdering", [second]),
        ("lagring bolagsverket", []),
        ("100%", []),
        ("_", []),
        ("  ", [second, first]),
    ]:
        assert (text, listed({"q": text})) == (text, expected)


@pytest.mark.parametrize("person", ["coordinator", "supplier", "applicant"])
def test_a_search_finds_the_case_by_every_number_that_people_have(listed, cast, person):
    case = cast.walk.registered(own_reference="BV-2026:77")
    requested_service = case.requested_services.get()
    cast.walk.allocate(requested_service)
    numbers = [diary_case.number for diary_case in case.diary_cases.all()]
    assert len(numbers) == 3
    for number in numbers:
        year, serial = number.split()[1].split("/")
        for text in [number, number.lower(), f" {number}-1 ", f"{number.split()[0]}  {year}:{int(serial)}"]:
            assert (text, listed({"q": text}, person)) == (text, [requested_service])
        assert listed({"q": f"ANNAN {year}/{serial}"}, person) == []
        assert listed({"q": f"{int(year) - 1}/{serial}"}, person) == []
    for text in [
        "BV-2026:77",
        "bv 2026:77",
        cast.bolagsverket.org_number,
        f"{cast.bolagsverket.org_number[:6]}-{cast.bolagsverket.org_number[6:]}",
    ]:
        assert (text, listed({"q": text}, person)) == (text, [requested_service])


def test_a_search_by_number_tells_nothing_of_a_case_that_one_does_not_see(listed, cast):
    """An own reference that looks like another's number is found as words, whether there is such a case or not."""
    secret = cast.walk.registered()
    there, not_there = secret.diary_number, f"{secret.diary_number[:-6]}999999"
    own = cast.walk.registered(by=cast.stranger, own_reference=f"{there} {not_there}").requested_services.get()
    assert [listed({"q": text}, "stranger") for text in (there, not_there)] == [[own], [own]]


@pytest.mark.parametrize(
    ("person", "there"),
    [
        ("coordinator", {"leverantor", "myndighet", "hos_oss"}),
        ("supplier", {"myndighet", "hos_oss"}),
        ("applicant", {"hos_oss"}),
        ("nobody", set()),
    ],
)
def test_a_condition_is_offered_to_those_who_have_use_for_it(client, cast, person, there):
    client.force_login(getattr(cast, person))
    fields = client.get(reverse("cases")).context["form"].fields
    assert set(fields) & {"leverantor", "myndighet", "hos_oss"} == there


def test_nobody_narrows_by_what_is_not_offered(listed, cast, four):
    said = {"leverantor": cast.other_supplier.acting.mandate_id, "myndighet": cast.ifau.pk}
    assert listed(said, "applicant") == [four["connected"], four["refused"], four["allocated"]]


def test_a_service_that_is_not_published_is_not_offered_to_narrow_by(client, cast):
    hidden = making.unpublished(cast)
    seen = {}
    for person in ["coordinator", "supplier", "other_supplier", "applicant"]:
        client.force_login(getattr(cast, person))
        seen[person] = hidden in client.get(reverse("cases")).context["form"].fields["tjanst"].queryset
    assert seen == {"coordinator": True, "supplier": True, "other_supplier": False, "applicant": False}


# What is wrong in the address: the page, a sentence at the field, and what was right counts

WRONG = ["\x00", "9" * 40, "-1", "-1_-1", "9999999999999999_999999999999999999", "1_2_3", "x", "' OR 1=1", "0_0", "٣_٣"]
WRONG += ["_1", "_", "0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "😀" * 30, "%", "\\"]
NAMES = "q lage sort efter tjanst myndighet leverantor fran till hos_oss sena pausade".split()


@pytest.mark.parametrize("person", ["coordinator", "supplier", "applicant", "nobody"])
def test_any_address_gives_the_page_and_no_wrong_one_the_file(client, cast, person):
    cast.walk.registered()
    client.force_login(getattr(cast, person))
    for value in WRONG:
        assert client.get(reverse("cases"), dict.fromkeys(NAMES, value)).status_code == 200
    assert client.get(reverse("cases_csv"), dict.fromkeys(NAMES, WRONG)).status_code == 400


@pytest.mark.parametrize("name", NAMES)
def test_one_wrong_word_in_the_address_gives_the_page(client, cast, name):
    client.force_login(cast.coordinator)
    for value in ["\x00", "9" * 40, "0001-01-01", "😀" * 30]:
        assert client.get(reverse("cases"), {name: value}).status_code == 200


def test_any_place_in_any_order_gives_the_page(listed, cast):
    cast.walk.registered()
    keys = ["0_0", "8_1", "9_1", "3652059_1", "3652060_1", "9999999999999999_1", "_999999", "_0"]
    for sort in paging.ORDERS:
        for key in keys:
            listed({"sort": sort, "efter": key})


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"fran": "i går"}, "fran", "Ange dagen som ÅÅÅÅ-MM-DD."),
        ({"fran": "1999-12-31"}, "fran", "Ange ett år från 2000."),
        ({"till": "3000-01-01"}, "till", "Ange ett år före 3000."),
        (
            {"fran": "2026-02-02", "till": "2026-02-01"},
            "till",
            "Till-dagen ska vara samma dag som från-dagen eller senare.",
        ),
        ({"tjanst": "4711"}, "tjanst", "Välj ett av alternativen i listan."),
        ({"sort": "slump"}, "sort", "Välj ett av alternativen i listan."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_counts(client, cast, said, field, sentence):
    requested_service = cast.walk.request(Status.REGISTERED)
    cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.coordinator)
    page = client.get(reverse("cases"), {**said, "lage": "registered"})
    assert page.context["form"].errors == {field: [sentence]}
    assert pages.listed(page) == [requested_service]
    assert 'id="villkor"' in page.text or field == "sort"


# The orders


def test_each_order_and_its_opposite(listed, cast, four):
    registered, allocated, refused, connected = four.values()
    other = cast.walk.registered(cast.other_service).requested_services.get()
    ended(refused, 30)
    ended(allocated, 5)
    by_agency = [allocated, refused, connected, other, registered]
    assert listed({"sort": "myndighet"}) == sorted(by_agency, key=lambda a: (a.agency_id == cast.ifau.pk, a.pk))
    assert listed({"sort": "inkom"}) == [registered, allocated, refused, connected, other]
    assert listed({"sort": "tjanst"})[0] == other
    assert listed({"sort": "lage"}) == [registered, other, allocated, refused, connected]
    assert listed({"sort": "mal"}) == [refused, registered, other, allocated, connected]
    for name in ["inkom", "myndighet", "tjanst", "lage", "mal"]:
        assert listed({"sort": f"-{name}"}) == listed({"sort": name})[::-1]
    assert listed({"sort": ""}) == listed({"sort": "-inkom"}) == listed()


def test_letters_stand_in_swedish_order(cast):
    for name in ["Ö-drift", "Ärendelagring", "Ålarm", "Zonserver", "av-tjänst", "Éxport"]:
        case = cast.walk.draft()
        case.requested_services.update(service=None, unmet_need=name, volume=None)
    found = RequestedService.objects.order_by("service_order").values_list("unmet_need", flat=True)
    assert list(found) == ["av-tjänst", "Éxport", "Zonserver", "Ålarm", "Ärendelagring", "Ö-drift"]


def test_pages_follow_each_other_without_gap_or_repetition(client, cast, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    for status in [Status.REGISTERED, Status.ALLOCATED, Status.REFUSED, Status.CONNECTED]:
        cast.walk.request(status)
    for _ in range(2):  # the same moment, agency and state: only the key tells them apart
        cast.walk.allocate(cast.walk.registered(cast.service, cast.other_service).requested_services.first())
    for person in [cast.applicant, cast.coordinator, cast.supplier]:
        client.force_login(person)
        everything = RequestedService.objects.visible_to(person)
        for sort, order in paging.ORDERS.items():
            assert (sort, all_pages(client, sort)) == (sort, list(order.sorted(everything)))


def all_pages(client, sort):
    found, following = [], ""
    while following is not None:
        page = client.get(reverse("cases"), {"sort": sort, "efter": following})
        found += pages.listed(page)
        following = page.context["next"]
    return found


def test_the_key_of_a_page_is_exact():
    row = RequestedService(
        pk=7, received_at=timezone.now().replace(microsecond=123457), due_on=date(2026, 11, 30), stage=3
    )
    row.service_order = "hemligt behov"
    keys = {name: paging.ORDERS[name].key_of(row) for name in ["inkom", "mal", "lage", "tjanst"]}
    assert keys["mal"] == f"{date(2026, 11, 30).toordinal()}_7"
    assert (keys["lage"], keys["tjanst"]) == ("3_7", "_7")  # what somebody needs, in their own words, is in no address
    assert paging.key_from(keys["inkom"])[1] == 7


def test_a_place_that_is_not_in_ones_own_list_tells_nothing(listed, cast):
    mine = cast.walk.request(Status.REGISTERED)
    others = cast.walk.request(Status.REGISTERED, by=cast.stranger)
    assert listed({"sort": "-myndighet", "efter": f"_{others.pk}"}, "applicant") == [mine]
    assert listed({"sort": "-myndighet", "efter": f"_{others.pk}"}) == [mine]


def test_the_heading_says_how_the_list_is_sorted(client, cast):
    cast.walk.registered()
    client.force_login(cast.coordinator)
    page = client.get(reverse("cases"), {"lage": "open"}).text
    assert page.count("aria-sort=") == 1
    assert '<th scope="col" aria-sort="descending"><a href="?lage=open&amp;sort=inkom">Inkom' in page
    assert '<th scope="col"><a href="?lage=open&amp;sort=myndighet">Myndighet</a></th>' in page
    page = client.get(reverse("cases"), {"sort": "mal", "efter": "1_1"}).text
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-mal">Mål' in page


# The targets


def test_a_row_stands_against_the_target_in_words(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    days = dict(Target.objects.values_list("status", "days"))
    assert days == {"registered": 10, "allocated": 30, "refused": 10, "accepted": 90, "agreed": 60}

    def words(since):
        return worklist.target(ended(requested_service, since), timezone.localdate())

    assert [words(since) for since in [0, 18, 29, 30, 31, 35]] == [
        "30 dagar till målet",
        "12 dagar till målet",
        "1 dag till målet",
        "Når målet i dag",
        "1 dag över målet",
        "5 dagar över målet",
    ]
    stands = paused(requested_service)
    assert (worklist.target(stands, timezone.localdate()), worklist.over(stands, timezone.localdate())) == (
        "Pausad",
        None,
    )


@pytest.mark.parametrize("status", [Status.CONNECTED, Status.WITHDRAWN, Status.CLOSED])
def test_what_is_ended_has_no_target(cast, status):
    requested_service = cast.walk.request(status)
    today = timezone.localdate()
    assert (worklist.target(requested_service, today), worklist.over(requested_service, today)) == ("", None)
    assert requested_service.due_on == NEVER


def test_the_time_of_a_question_does_not_count(cast):
    requested_service = ended(cast.walk.request(Status.ALLOCATED), 20)
    due = requested_service.due_on
    requested_service.pause_clock()
    RequestedService.objects.filter(pk=requested_service.pk).update(paused_at=timezone.now() - timedelta(days=6))
    requested_service.refresh_from_db()
    assert requested_service.due_on == NEVER
    requested_service.resume_clock()
    requested_service.refresh_from_db()
    assert requested_service.due_on == due + timedelta(days=6)


def test_a_new_target_moves_what_waits(listed, cast):
    requested_service = ended(cast.walk.request(Status.ALLOCATED), 20)
    Target.objects.filter(status=Status.ALLOCATED).update(days=5)
    requested_service.refresh_from_db()
    assert timezone.localdate() - requested_service.due_on == timedelta(days=15)
    assert listed({"sena": "on"}) == [requested_service]
    with as_owner():  # the program takes none away
        Target.objects.filter(status=Status.ALLOCATED).delete()
    requested_service.refresh_from_db()
    assert (requested_service.due_on, listed({"sena": "on"})) == (NEVER, [])


def test_what_reaches_its_target_today_is_not_late(listed, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    after = timezone.make_aware(datetime.combine(requested_service.due_on + timedelta(days=1), time.min))
    with time_machine.travel(after - timedelta(minutes=1)):
        assert listed({"sena": "on"}) == []
    with time_machine.travel(after):
        assert listed({"sena": "on"}) == [requested_service]


@pytest.mark.parametrize(("since", "late"), [(29, False), (30, False), (31, True)])
def test_the_badge_of_what_is_late_is_of_what_is_past_its_target(cast, since, late):
    ended(cast.walk.request(Status.ALLOCATED), since)
    (row,) = worklist.rows_of(worklist.shown(RequestedService.objects.all()), {})
    assert (row["target_badge"] != row["target"]) == late


def test_the_administrator_sets_a_target_of_a_day_at_least(client, cast):
    target = Target.objects.get(status=Status.ALLOCATED)
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.admin)
    address = reverse("admin:onboarding_target_change", args=[target.pk])
    assert "Målet är minst en dag." in client.post(address, {"days": "0"}).text
    assert client.post(address, {"days": "7", "status": "refused"}).status_code == 302
    target.refresh_from_db()
    requested_service.refresh_from_db()
    assert (target.status, target.days) == (Status.ALLOCATED, 7)
    assert requested_service.due_on == timezone.localdate() + timedelta(days=7)
    assert client.post(reverse("admin:onboarding_target_delete", args=[target.pk])).status_code == 403
    assert client.get(reverse("admin:onboarding_target_add")).status_code == 403


def test_the_day_of_the_target_is_counted_from_the_swedish_day(cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    requested_service.clock_from = timezone.make_aware(timezone.datetime(2026, 7, 1, 0, 30))  # still June in UTC
    requested_service.save(update_fields=["clock_from"])
    requested_service.refresh_from_db()
    assert requested_service.due_on == date(2026, 7, 11)


# What the database keeps


def test_the_lists_follow_when_a_name_changes(listed, cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    cast.bolagsverket.name = "Åklagarmyndigheten"
    cast.bolagsverket.save()
    cast.service.name = "Ordbehandling"
    cast.service.save()
    assert listed({"q": "åklagar ordbeh"}) == [requested_service]
    requested_service.refresh_from_db()
    assert (requested_service.agency_order, requested_service.service_order) == ("{klagarmyndigheten", "ordbehandling")
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(short_name="ÅM")
    assert listed({"q": "åm"}) == [requested_service]


def test_no_statement_gives_a_row_another_place(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    before = RequestedService.objects.filter(pk=requested_service.pk).values(
        "stage", "agency_order", "service_order", "due_on", "words"
    )
    kept = before.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE onboarding_requestedservice SET stage = 7, words = 'x', due_on = '2020-01-01', agency_order = ''"
        )
    assert before.get() == kept


def test_the_stage_is_the_order_of_the_states(cast):
    made = [cast.walk.request(status) for status in Status]
    assert [RequestedService.objects.get(pk=requested_service.pk).stage for requested_service in made] == list(
        range(len(Status))
    )


# Who may choose rows to allocate


@pytest.mark.parametrize("person", ["coordinator", "supplier", "applicant", "reader", "nobody"])
def test_only_who_may_allocate_chooses_rows(client, cast, four, person):
    client.force_login(getattr(cast, person))
    page = client.get(reverse("cases"))
    boxes = [
        requested_service.pk
        for requested_service in four.values()
        if f'name="tjanst" value="{requested_service.pk}"' in page.text
    ]
    expected = [four["registered"].pk, four["refused"].pk] if person == "coordinator" else []
    assert (boxes, "Fördela valda" in page.text) == (expected, person == "coordinator")


def test_a_reader_of_the_coordinator_chooses_no_rows(client, cast, four):
    reader = making.person("Rune Läsare", cast.coordinator.acting.mandate, "reader")
    client.force_login(reader)
    assert "Fördela valda" not in client.get(reverse("cases")).text


# Queries


@pytest.mark.parametrize(("person", "count"), [("applicant", 7), ("coordinator", 7), ("supplier", 7), ("nobody", 6)])
def test_the_list_takes_as_many_queries_with_many_rows_as_with_one(
    client, cast, django_assert_num_queries, person, count
):
    client.force_login(getattr(cast, person))
    for statuses in [[Status.ALLOCATED], [Status.REGISTERED, Status.REFUSED, Status.CONNECTED, Status.ACCEPTED]]:
        for status in statuses:
            cast.walk.request(status)
        with django_assert_num_queries(count):
            client.get(reverse("cases"), {"sort": "mal"})


@pytest.mark.parametrize("sort", paging.ORDERS)
def test_pages_go_on_over_what_is_ones_own_and_what_one_is_a_guest_in(client, cast, monkeypatch, sort):
    monkeypatch.setattr(paging, "PAGE", 1)
    own = [cast.walk.request(Status.ALLOCATED).pk for _ in range(2)]
    guest = [cast.walk.request(Status.REGISTERED) for _ in range(2)]
    for requested_service in guest:
        secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.supplier.email)
    client.force_login(cast.supplier)
    query, seen = {"sort": sort}, []
    for _ in range(6):
        page = client.get(reverse("cases"), query)
        seen += [int(row["pk"]) for row in page.context["rows"]]
        query |= {"efter": page.context["next"]}
        if not page.context["next"]:
            break
    assert sorted(seen) == sorted([*own, *(requested_service.pk for requested_service in guest)])
