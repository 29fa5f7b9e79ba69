"""7–10 §§: the list of cases, the queue of 9 §, and the documents."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.allocation import acts as allocation_acts
from onboarding.desk import worklist
from onboarding.models import Document, RequestedService
from onboarding.workflow import Status

from ..pages import OTHER_SUPPLIER, OWN_SUPPLIER, PARTIES, STRANGERS, assessed, listed, statuses

pytestmark = pytest.mark.usefixtures("db")


def test_the_list_is_everybodys_own(client, cast):
    mine = cast.walk.request(Status.ALLOCATED)
    others = cast.walk.request(Status.REGISTERED, by=cast.stranger)
    cast.walk.draft()
    seen = {}
    for name, person in cast.people().items():
        client.force_login(person)
        seen[name] = listed(client.get(reverse("cases")))
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
        (Status.REGISTERED, "Den samordnande myndigheten"),
        (Status.ALLOCATED, "Skatteverket"),
        (Status.REFUSED, "Den samordnande myndigheten"),
        (Status.ACCEPTED, "Parterna"),
        (Status.AGREED, "Skatteverket"),
        (Status.CONNECTED, ""),
        (Status.WITHDRAWN, ""),
        (Status.CLOSED, ""),
    ],
)
def test_each_row_says_whom_it_waits_for(client, cast, status, waits_for):
    cast.walk.request(status)
    client.force_login(cast.coordinator)
    [row] = client.get(reverse("cases")).context["rows"]
    assert (row["status"], row["waits_for"], row["age"]) == (status, waits_for, "i dag" if waits_for else "")
    assert row["case"] == reverse("case", args=[RequestedService.objects.get().registration_id])


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
        assert listed(client.get(reverse("cases"), chosen)) == expected
    assert "Inget ärende stämmer med urvalet." in client.get(reverse("cases"), {"q": "finns inte"}).text


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
    for requested_service, gain in zip(queue, gains, strict=True):
        if gain:
            assessed(cast, requested_service, *gain)
    with django_assert_num_queries(13):
        page = client.get(reverse("queue"))
    found = page.context["queue"].ranked
    assert [row.requested_service for row in found] == [queue[2], queue[3], queue[1], queue[0], queue[4], queue[5]]
    assert [row.why for row in found] == [
        "Lika bedömning; kom in tidigare.",
        "Lika säkerhet. Kostnadseffektivitet: märkbar före ingen.",
        "Högre säkerhet: stor före liten.",
        "Nästa är inte bedömd än.",
        "Ingen av dem är bedömd än; kom in tidigare.",
        "",
    ]


@pytest.mark.section(9)
def test_two_services_of_one_registration_stand_in_its_order(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    for requested_service in case.requested_services.all():
        cast.walk.allocate(requested_service)
        allocation_acts.accept(requested_service, by=cast.supplier, service=cast.service)
    client.force_login(cast.supplier)
    found = client.get(reverse("queue")).context["queue"].ranked
    assert found[0].why == "Ingen av dem är bedömd än; kom in samtidigt och står i anmälans ordning."


def test_a_number_that_no_case_can_have_is_not_found(client, cast):
    client.force_login(cast.coordinator)
    for name in ["case", "edit", "register", "case_receipt", "document", "allocate", "let_in"]:
        assert client.get(reverse(name, args=[10**30])).status_code == 404


def test_a_document_is_for_those_who_may_read_it(client, cast):
    requested_service = cast.walk.request(Status.REFUSED)
    outbox.perform_waiting()
    receipt = Document.objects.get(kind="receipt")
    refusal = Document.objects.get(kind="refusal")
    nobody_else = STRANGERS | OTHER_SUPPLIER
    assert statuses(client, cast, reverse("document", args=[refusal.pk])) == PARTIES | OWN_SUPPLIER | nobody_else
    without_suppliers = PARTIES | dict.fromkeys(OWN_SUPPLIER, 404) | nobody_else
    assert statuses(client, cast, reverse("document", args=[receipt.pk])) == without_suppliers
    assert requested_service.registration.diary_number == receipt.number


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
    requested_service = cast.walk.request(Status.REGISTERED)
    requested_service.received_at -= timedelta(days=9)
    assert worklist.age(requested_service, timezone.localdate()) == "9 dagar"
    requested_service.status = Status.WITHDRAWN
    assert worklist.age(requested_service, timezone.localdate()) == ""
