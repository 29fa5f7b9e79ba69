"""7–10 §§: one case, as each person may read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from itdrift import outbox
from onboarding import actions
from onboarding.workflow import STANDS, Status
from registry.acts import note

from .pages import OTHER_SUPPLIER, OWN_SUPPLIER, PARTIES, STRANGERS, assessed, statuses

pytestmark = pytest.mark.django_db


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
def test_a_case_takes_as_many_queries_with_a_long_story_as_with_a_short(client, cast, person):
    client.force_login(getattr(cast, person))
    short = cast.walk.request(Status.CONNECTED)
    with CaptureQueriesContext(connection) as few:
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
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("case", args=[case.pk]))
    assert (len(few), len(many)) == (19, 20)  # one more, however many: the accounts of the years with refusals


def test_a_text_is_never_taken_for_markup(client, cast):
    case = cast.walk.registered(need="<script>alert(1)</script>")
    note("onboarding.edit", case, by=cast.applicant, text="<b>fet</b>")
    client.force_login(cast.applicant)
    text = client.get(reverse("case", args=[case.pk])).text
    assert "<script>alert" not in text
    assert "<b>fet" not in text
    assert date_format(timezone.localtime(case.registered_at), "DATETIME_FORMAT") in text
