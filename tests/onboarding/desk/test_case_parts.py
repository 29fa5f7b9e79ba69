"""The pages of a case: each of its parts by itself, all of it on one, and the next act with each service."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.desk.case_parts import ADDRESSES, NOTES, PARTS, WHOLE
from onboarding.letters import acts as letters_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status

from ..pages import OTHER_SUPPLIER, OWN_SUPPLIER, PARTIES, STRANGERS, statuses

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def page_of(client, person, case, name="case"):
    client.force_login(person)
    return client.get(reverse(name, args=[case.pk]))


def headings(page):
    return re.findall(r"<h2>(.*?)</h2>", page.text.split("<aside")[0])


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_is_read_by_those_who_read_the_case(client, cast, name):
    requested_service = cast.walk.request(Status.ALLOCATED)
    address = reverse(name, args=[requested_service.registration_id])
    own = dict.fromkeys(OWN_SUPPLIER, 200)
    assert statuses(client, cast, address) == PARTIES | own | OTHER_SUPPLIER | STRANGERS


def test_a_part_shows_itself_alone_and_the_whole_shows_all(client, cast):
    case = cast.walk.registered()
    for part in PARTS:
        page = page_of(client, cast.coordinator, case, part.name)
        assert headings(page) == [part.label]
        assert re.findall(r'aria-current="page">(.*?)</a>', page.text.split('"Ärendets delar"')[1]) == [part.label]
    assert headings(page_of(client, cast.coordinator, case, WHOLE)) == [part.label for part in PARTS]


def test_a_guest_has_no_notes_to_read(client, cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)
    assert page_of(client, cast.nobody, case, NOTES).status_code == 404
    assert "Anteckningar" not in headings(page_of(client, cast.nobody, case, WHOLE))


def test_each_service_has_its_own_next_act_those_that_wait_first(client, cast):
    case = cast.walk.registered(cast.service, cast.other_service)
    first, second = case.requested_services.all()
    assert acts_in_head(page_of(client, cast.coordinator, case)) == [
        (str(first), reverse("allocate", args=[first.pk])),
        (str(second), reverse("allocate", args=[second.pk])),
    ]
    cast.walk.allocate(first)
    found = acts_in_head(page_of(client, cast.coordinator, case))
    assert found == [(str(second), reverse("allocate", args=[second.pk])), (str(first), None)]
    cast.walk.allocate(second)
    found = acts_in_head(page_of(client, cast.supplier, case))
    assert found == [(str(one), reverse("accept", args=[one.pk])) for one in (first, second)]


def acts_in_head(page):
    """(the service, where its button leads) of each in the order of the head; one button at most is filled."""
    head = page.text.split('<ul class="standing">')[1].split("</ul>")[0]
    assert head.count("button--primary") == any(one.next_act for one in page.context["file"].services)
    return [
        (str(one.requested_service), one.next_act and one.next_act.url) for one in page.context["file"].waiting_first
    ]


def test_a_question_stands_in_the_head_of_every_part(client, cast, tomorrow):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = letters_acts.ask(requested_service, by=cast.supplier, body="Hur många?", due=tomorrow)
    for name in ADDRESSES:
        text = page_of(client, cast.applicant, requested_service.registration, name).text
        assert f'href="{reverse("answer", args=[question.pk])}">Svara på frågan' in text


STAGES = {
    Status.REGISTERED: ([], "Anmäld", "Härnäst: Försäkringskassan fördelar tjänsten till en leverantörsmyndighet."),
    Status.ALLOCATED: (
        ["Anmäld"],
        "Fördelad",
        "Härnäst: Skatteverket som leverantörsmyndighet åtar sig tjänsten, eller nekar och anger skälen.",
    ),
    Status.REFUSED: (
        ["Anmäld"],
        "Nekad",
        "Härnäst: Försäkringskassan prövar om en annan leverantörsmyndighet kan få tjänsten.",
    ),
    Status.ACCEPTED: (
        ["Anmäld", "Fördelad"],
        "Åtagen",
        "Härnäst: ni och Skatteverket som leverantörsmyndighet ingår en skriftlig överenskommelse.",
    ),
    Status.AGREED: (
        ["Anmäld", "Fördelad", "Åtagen"],
        "Överenskommen",
        "Härnäst: Skatteverket som leverantörsmyndighet ansluter er till tjänsten.",
    ),
    Status.CONNECTED: (["Anmäld", "Fördelad", "Åtagen", "Överenskommen"], "Ansluten", ""),
}


@pytest.mark.parametrize("status", STAGES)
def test_the_agency_sees_how_far_it_has_come_and_what_comes_next(client, cast, status):
    case = cast.walk.request(status).registration
    page = page_of(client, cast.applicant, case)
    passed, now, words = STAGES[status]
    assert re.findall(r'stages__passed">(.*?)<', page.text) == passed
    assert re.findall(r'aria-current="step">(.*?)<', page.text) == [now]
    assert ("Härnäst:" in page.text, words in page.text) == (bool(words), True)
    assert 'class="stages"' not in page_of(client, cast.coordinator, case).text


def test_what_has_ended_has_no_stages(client, cast):
    case = cast.walk.request(Status.WITHDRAWN).registration
    assert 'class="stages"' not in page_of(client, cast.applicant, case).text


def test_while_the_agency_has_a_question_that_comes_next(client, cast, tomorrow):
    requested_service = cast.walk.request(Status.ALLOCATED)
    letters_acts.ask(requested_service, by=cast.supplier, body="Hur många?", due=tomorrow)
    assert "Härnäst: ni svarar på" in page_of(client, cast.applicant, requested_service.registration).text


QUERIES = {
    "case": 6, "case_answers": 6, "case_messages": 6, "case_notes": 6, "case_documents": 8, "case_events": 8,
    "case_compliance": 6, "case_whole": 9,
}  # fmt: skip


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_takes_as_few_queries_as_it_shows(client, cast, django_assert_num_queries, name):
    case = cast.walk.request(Status.ALLOCATED).registration
    outbox.perform_waiting()
    client.force_login(cast.applicant)
    with django_assert_num_queries(QUERIES[name]):
        client.get(reverse(name, args=[case.pk]))
