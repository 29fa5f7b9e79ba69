"""7–10 §§: the list of cases, the queue of 9 §, one case as each person may read it, and its documents."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from itdrift import outbox
from onboarding import actions, worklist
from onboarding.models import Document, RequestedService
from onboarding.workflow import STANDS, Status
from registry.acts import note

from .test_pages_filing import statuses

pytestmark = pytest.mark.django_db
STRANGERS = {"stranger": 404, "nobody": 404, "admin": 404}
PARTIES = {"applicant": 200, "applicant_boss": 200, "reader": 200, "coordinator": 200, "coordinator_boss": 200}
OWN_SUPPLIER = {"supplier": 200, "supplier_boss": 200}
OTHER_SUPPLIER = {"other_supplier": 404, "other_supplier_boss": 404}


def rows(page):
    return [asked for asked, _, _ in page.context["rows"]]


def assessed(cast, request, security, cost):
    return actions.assess(
        request,
        by=cast.supplier,
        security_gain=security,
        security_grounds="Grund A",
        cost_gain=cost,
        cost_grounds="Grund B",
    )


def test_the_list_is_everybodys_own(client, cast):
    mine = cast.walk.request(Status.ALLOCATED)
    others = cast.walk.request(Status.REGISTERED, by=cast.stranger)
    cast.walk.draft()
    seen = {}
    for name, person in cast.people().items():
        client.force_login(person)
        seen[name] = rows(client.get(reverse("cases")))
    everything = {"coordinator": [others, mine], "coordinator_boss": [others, mine]}
    parties = {name: [mine] for name in PARTIES | OWN_SUPPLIER}
    assert seen == {name: [] for name in cast.PEOPLE} | parties | everything | {"stranger": [others]}


def test_drafts_stand_first_and_only_for_their_agency(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    page = client.get(reverse("cases"))
    assert (list(page.context["drafts"]), page.context["rows"]) == ([draft], [])
    client.force_login(cast.coordinator)
    assert list(client.get(reverse("cases")).context["drafts"]) == []


@pytest.mark.parametrize(
    ("status", "waits_for"),
    [
        (Status.REGISTERED, "den samordnande myndigheten"),
        (Status.ALLOCATED, "Skatteverket"),
        (Status.REFUSED, "den samordnande myndigheten"),
        (Status.ACCEPTED, "parterna"),
        (Status.AGREED, "Skatteverket"),
        (Status.CONNECTED, ""),
        (Status.WITHDRAWN, ""),
        (Status.CLOSED, ""),
    ],
)
def test_each_row_says_whom_it_waits_for(client, cast, status, waits_for):
    cast.walk.request(status)
    client.force_login(cast.coordinator)
    [(asked, words, age)] = client.get(reverse("cases")).context["rows"]
    assert (asked.status, words, age) == (status, waits_for, 0 if waits_for else None)


def test_the_list_is_narrowed_by_state_and_text(client, cast):
    first = cast.walk.request(Status.ALLOCATED)
    second = cast.walk.registered(cast.other_service, by=cast.stranger).requested_services.get()
    client.force_login(cast.coordinator)
    for chosen, expected in [
        ({"lage": "allocated"}, [first]),
        ({"lage": "open"}, [second, first]),
        ({"lage": "closed"}, []),
        ({"q": first.registration.diary_number}, [first]),
        ({"q": "arbetsmarknads"}, [second]),
        ({"q": "lagr"}, [second]),
        ({"q": "lagr", "lage": "allocated"}, []),
    ]:
        assert rows(client.get(reverse("cases"), chosen)) == expected
    assert "Inget ärende stämmer med urvalet." in client.get(reverse("cases"), {"q": "finns inte"}).text


WRONG = [
    "\x00",
    "9" * 40,
    "-1_-1",
    "9999999999999999_999999999999999999",
    "1_2_3",
    "x",
    "' OR 1=1",
    "0_0",
    "1_" + "9" * 30,
    "٣_٣",
]


@pytest.mark.parametrize("name", ["q", "lage", "efter"])
@pytest.mark.parametrize("value", WRONG)
def test_any_address_gives_the_page(client, cast, name, value):
    client.force_login(cast.coordinator)
    assert client.get(reverse("cases"), {name: value}).status_code == 200


def test_pages_follow_each_other_without_gap_or_repetition(client, cast, monkeypatch):
    monkeypatch.setattr(worklist, "PAGE", 2)
    sent = [
        asked
        for _ in range(3)
        for asked in cast.walk.registered(cast.service, cast.other_service).requested_services.all()
    ]
    client.force_login(cast.applicant)
    found, address = [], reverse("cases")
    while address:
        page = client.get(address)
        found += rows(page)
        following = page.context["next"]
        address = following and f"{reverse('cases')}?efter={following}"
    expected = sorted(sent, key=lambda asked: (asked.received_at, asked.pk), reverse=True)
    assert found == expected


def test_the_key_of_a_page_is_exact():
    row = RequestedService(pk=7, received_at=timezone.now().replace(microsecond=123457))
    assert worklist.key_from(worklist.key_of(row)) == (row.received_at, 7)


@pytest.mark.parametrize(("person", "count"), [("applicant", 6), ("coordinator", 5), ("supplier", 5), ("nobody", 4)])
def test_the_list_takes_as_many_queries_with_many_rows_as_with_one(
    client, cast, django_assert_num_queries, person, count
):
    client.force_login(getattr(cast, person))
    cast.walk.request(Status.ALLOCATED)
    cast.walk.draft()
    with django_assert_num_queries(count):
        client.get(reverse("cases"))
    for status in [Status.ALLOCATED, Status.CONNECTED, Status.REFUSED]:
        cast.walk.request(status)
    cast.walk.draft()
    with django_assert_num_queries(count):
        client.get(reverse("cases"))


def test_the_start_of_an_empty_list_says_what_will_come(client, cast):
    for person, words in [
        ("applicant", "När ni har anmält intresse"),
        ("supplier", "har fördelat en tjänst till er"),
        ("coordinator", "när en myndighet har anmält intresse"),
        ("nobody", "Du har inget uppdrag nu."),
    ]:
        client.force_login(getattr(cast, person))
        assert words in client.get(reverse("cases")).text


@pytest.mark.section(9)
def test_the_queue_is_the_suppliers(client, cast):
    expected = dict.fromkeys(cast.PEOPLE, 403)
    suppliers = OWN_SUPPLIER | dict.fromkeys(OTHER_SUPPLIER, 200)
    assert statuses(client, cast, reverse("queue")) == expected | suppliers


@pytest.mark.section(9)
def test_the_queue_says_why_each_stands_before_the_next(client, cast, django_assert_num_queries):
    client.force_login(cast.supplier)
    gains = [(1, 3), (3, 0), (3, 2), (3, 2), None, None]
    queue = [cast.walk.request(Status.ALLOCATED) for _ in gains]
    for request, gain in zip(queue, gains, strict=True):
        if gain:
            assessed(cast, request, *gain)
    with django_assert_num_queries(7):
        page = client.get(reverse("queue"))
    found = page.context["queue"]
    assert found == [queue[2], queue[3], queue[1], queue[0], queue[4], queue[5]]
    assert [asked.why for asked in found] == [
        "Lika bedömning; kom in tidigare.",
        "Lika säkerhet. Kostnadseffektivitet: Märkbar före Ingen.",
        "Högre säkerhet: Stor före Liten.",
        "Nästa är inte bedömd än.",
        "Ingen av dem är bedömd än; kom in tidigare.",
        "",
    ]


@pytest.mark.section(9)
def test_two_services_of_one_registration_stand_in_its_order(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    for request in case.requested_services.all():
        cast.walk.allocate(request)
    client.force_login(cast.supplier)
    found = client.get(reverse("queue")).context["queue"]
    assert found[0].why == "Ingen av dem är bedömd än; kom in samtidigt och står i anmälans ordning."


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
    assert client.get(address).headers["Location"] == reverse("case_review", args=[draft.pk])
    client.force_login(cast.applicant)
    assert client.get(address).headers["Location"] == reverse("case_edit", args=[draft.pk])


def test_a_number_that_no_case_can_have_is_not_found(client, cast):
    client.force_login(cast.coordinator)
    for name in ["case", "case_edit", "case_review", "case_receipt", "document", "allocate", "guests"]:
        assert client.get(reverse(name, args=[10**30])).status_code == 404


def pages_of(client, person, request):
    client.force_login(person)
    file = client.get(reverse("case", args=[request.registration_id])).context["file"]
    [asked] = [asked for asked in file.services if asked.service == request]
    return list(asked.acts)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.REGISTERED, {"applicant": ["withdraw"], "coordinator": ["allocate", "close"]}),
        (
            Status.ALLOCATED,
            {
                "applicant": ["withdraw"],
                "supplier": ["accept", "assess"],
                "supplier_boss": ["accept", "assess", "refuse"],
            },
        ),
        (Status.REFUSED, {"applicant": ["withdraw"], "coordinator": ["allocate", "close"], "supplier": []}),
        (Status.ACCEPTED, {"applicant": ["withdraw"], "supplier": ["assess"], "supplier_boss": ["assess", "refuse"]}),
        (Status.AGREED, {"supplier": ["connect"]}),
        (Status.CONNECTED, {"supplier": []}),
    ],
)
def test_the_case_shows_the_acts_that_the_person_may_do_now(client, cast, status, expected):
    request = cast.walk.request(status)
    people = ["applicant", "reader", "coordinator", *[name for name in expected if name.startswith("supplier")]]
    found = {name: pages_of(client, getattr(cast, name), request) for name in people}
    assert found == {name: [] for name in people} | expected


def test_one_button_is_filled(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    client.force_login(cast.coordinator)
    page = client.get(reverse("case", args=[case.pk]))
    assert page.text.count("button--primary") == 1
    first = case.requested_services.first()
    assert page.context["file"].primary.url == reverse("allocate", args=[first.pk])
    cast.walk.allocate(first)
    cast.walk.accept(first)
    for person in [cast.applicant, cast.supplier]:
        client.force_login(person)
        page = client.get(reverse("case", args=[case.pk]))
        assert page.context["file"].primary.url == reverse("draw_up", args=[case.pk])
        assert page.text.count("button--primary") == 1


def test_no_second_agreement_is_offered_while_one_is_drawn_up(client, cast):
    request = cast.walk.request(Status.ACCEPTED)
    agreement = cast.walk.agreement(request)
    client.force_login(cast.applicant)
    page = client.get(reverse("case", args=[request.registration_id]))
    assert (page.context["file"].may_draw_up, page.context["file"].agreements) == (False, [agreement])


def test_a_supplier_sees_its_own_part_of_a_case(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    mine, others = case.requested_services.all()
    cast.walk.allocate(mine)
    cast.walk.allocate(others, supplier=cast.other_supplier)
    for person, expected in [
        (cast.supplier, [mine]),
        (cast.other_supplier, [others]),
        (cast.applicant, [mine, others]),
    ]:
        client.force_login(person)
        page = client.get(reverse("case", args=[case.pk]))
        assert page.context["file"].requests == expected
        assert (f"{others} fördelades till Trafikverket." in page.text) == (others in expected)


@pytest.mark.section(8)
def test_reasons_are_read_by_the_agency_the_coordinator_and_the_supplier_that_decided(client, cast):
    request = cast.walk.request(Status.REFUSED)
    cast.walk.allocate(request, supplier=cast.other_supplier)
    seen = {}
    for name in [*PARTIES, *OWN_SUPPLIER, *OTHER_SUPPLIER]:
        client.force_login(getattr(cast, name))
        seen[name] = (
            "intecknad till och med nästa år" in client.get(reverse("case", args=[request.registration_id])).text
        )
    assert seen == dict.fromkeys(PARTIES | OWN_SUPPLIER, True) | dict.fromkeys(OTHER_SUPPLIER, False)


@pytest.mark.section(9)
def test_an_assessment_is_read_by_its_supplier_and_the_coordinator(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    assessed(cast, request, 3, 1)
    seen = {}
    for name in PARTIES | OWN_SUPPLIER:
        client.force_login(getattr(cast, name))
        text = client.get(reverse("case", args=[request.registration_id])).text
        seen[name] = ("Grund A" in text, "bedömdes" in text)
    told = dict.fromkeys(["coordinator", "coordinator_boss", *OWN_SUPPLIER], (True, True))
    assert seen == dict.fromkeys(PARTIES, (False, False)) | told


@pytest.mark.section(9)
def test_an_assessment_of_an_earlier_supplier_is_not_read_by_the_next(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    assessed(cast, request, 3, 1)
    cast.walk.refuse(request)
    cast.walk.allocate(request, supplier=cast.other_supplier)
    client.force_login(cast.other_supplier)
    text = client.get(reverse("case", args=[request.registration_id])).text
    assert ("Grund A" in text, "bedömdes" in text) == (False, False)


def test_the_drafting_of_a_case_is_its_agencys_own(client, cast):
    case = cast.walk.registered()
    seen = {}
    for name in ["applicant", "reader", "coordinator"]:
        client.force_login(getattr(cast, name))
        seen[name] = "Ett utkast till intresseanmälan påbörjades." in client.get(reverse("case", args=[case.pk])).text
    assert seen == {"applicant": True, "reader": True, "coordinator": False}


def test_who_is_let_in_is_not_told_to_suppliers(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    actions.let_in(request.registration, by=cast.applicant_boss, person=cast.nobody)
    seen = {}
    for name in ["applicant", "coordinator", "supplier", "nobody"]:
        client.force_login(getattr(cast, name))
        seen[name] = "fick läsa ärendet" in client.get(reverse("case", args=[request.registration_id])).text
    assert seen == {"applicant": True, "coordinator": True, "supplier": False, "nobody": False}


def test_a_guest_reads_and_does_nothing(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    for guest in [cast.nobody, cast.stranger, cast.other_supplier_boss]:
        actions.let_in(request.registration, by=cast.applicant_boss, person=guest)
        client.force_login(guest)
        page = client.get(reverse("case", args=[request.registration_id]))
        assert [asked.acts for asked in page.context["file"].services] == [{}]
        assert page.text.count("button--primary") == 0
        assert "Ett utkast" not in page.text


def test_the_case_is_held_against_the_ordinance(client, cast):
    request = cast.walk.request(Status.CONNECTED)
    client.force_login(cast.applicant)
    page = client.get(reverse("case", args=[request.registration_id]))
    assert {check.section for check in page.context["file"].checks} >= {3, 4, 6, 7, 10}
    assert "Uppfyllt:" in page.text


@pytest.mark.parametrize("person", ["applicant", "coordinator", "supplier"])
def test_a_case_takes_as_many_queries_with_a_long_story_as_with_a_short(
    client, cast, django_assert_num_queries, person
):
    client.force_login(getattr(cast, person))
    short = cast.walk.request(Status.CONNECTED)
    with django_assert_num_queries(17):
        client.get(reverse("case", args=[short.registration_id]))
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    for request in (first, second):
        cast.walk.allocate(request)
        assessed(cast, request, 2, 1)
        cast.walk.refuse(request)
        cast.walk.allocate(request)
        cast.walk.accept(request)
    cast.walk.agree(first, second)
    for request in (first, second):
        cast.walk.connect(request)
    outbox.perform_waiting()
    with django_assert_num_queries(17):
        client.get(reverse("case", args=[case.pk]))


def test_a_document_is_for_those_who_may_read_it(client, cast):
    request = cast.walk.request(Status.REFUSED)
    outbox.perform_waiting()
    receipt = Document.objects.get(kind="receipt")
    refusal = Document.objects.get(kind="refusal")
    nobody_else = STRANGERS | OTHER_SUPPLIER
    assert statuses(client, cast, reverse("document", args=[refusal.pk])) == PARTIES | OWN_SUPPLIER | nobody_else
    without_suppliers = PARTIES | dict.fromkeys(OWN_SUPPLIER, 404) | nobody_else
    assert statuses(client, cast, reverse("document", args=[receipt.pk])) == without_suppliers
    assert request.registration.diary_number == receipt.number


def test_a_document_is_sent_so_that_a_browser_does_nothing_with_it(client, cast):
    cast.walk.registered()
    outbox.perform_waiting()
    kept = Document.objects.get()
    client.force_login(cast.applicant)
    response = client.get(reverse("document", args=[kept.pk]))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == f'attachment; filename="FK-{timezone.localdate():%Y}-000001.pdf"'
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content == bytes(kept.content)


def test_the_number_of_days_is_counted_while_it_is_open(cast):
    request = cast.walk.request(Status.REGISTERED)
    request.received_at -= timedelta(days=9)
    assert worklist.age(request) == 9
    request.status = Status.WITHDRAWN
    assert worklist.age(request) is None


def test_a_text_is_never_taken_for_markup(client, cast):
    case = cast.walk.registered(need="<script>alert(1)</script>")
    note("onboarding.edit", case, by=cast.applicant, text="<b>fet</b>")
    client.force_login(cast.applicant)
    text = client.get(reverse("case", args=[case.pk])).text
    assert "<script>alert" not in text
    assert "<b>fet" not in text
    assert date_format(timezone.localtime(case.registered_at), "DATETIME_FORMAT") in text
