"""The clock against the authorities' own targets: it stands while the agency has a question, and begins anew in each state."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.letters import acts as letters_acts
from onboarding.models import Message, RequestedService
from onboarding.workflow import QuestionStatus, Status

pytestmark = pytest.mark.usefixtures("db")
START = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)


def asked(requested_service, by):
    return letters_acts.ask(
        requested_service, by=by, body="Hur stor är lagringen?", due=timezone.localdate() + timedelta(days=30)
    )


def answered(question, cast):
    return letters_acts.answer(question, by=cast.applicant, body="Tio terabyte.")


def now(requested_service):
    return RequestedService.objects.get(pk=requested_service.pk)


@pytest.fixture
def days(time_machine):
    """Moves the clock of the program forward from START."""
    time_machine.move_to(START, tick=False)
    return lambda number: time_machine.shift(timedelta(days=number))


def test_the_time_that_the_answer_takes_does_not_count(cast, days):
    requested_service = cast.walk.request(Status.ALLOCATED)
    due = now(requested_service).due_on
    days(2)
    question = asked(requested_service, cast.supplier)
    days(5)
    answered(question, cast)
    assert (now(requested_service).clock_from, now(requested_service).paused_at) == (START + timedelta(days=5), None)
    assert now(requested_service).due_on == due + timedelta(days=5)


def test_the_clock_stands_until_the_last_question_is_answered(cast, days):
    requested_service = cast.walk.request(Status.ALLOCATED)
    days(1)
    first, second = asked(requested_service, cast.supplier), asked(requested_service, cast.coordinator)
    days(3)
    answered(first, cast)
    assert now(requested_service).paused_at == START + timedelta(days=1)
    days(2)
    letters_acts.take_back(second, by=cast.coordinator)
    assert (now(requested_service).clock_from, now(requested_service).paused_at) == (START + timedelta(days=5), None)


def test_a_question_asked_after_another_was_answered_stops_it_again(cast, days):
    requested_service = cast.walk.request(Status.ALLOCATED)
    for _ in range(2):
        days(1)
        question = asked(requested_service, cast.supplier)
        days(2)
        answered(question, cast)
    assert now(requested_service).clock_from == START + timedelta(days=4)


@pytest.mark.parametrize("step", ["accept", "refuse", "withdraw"])
def test_a_question_lapses_when_the_service_goes_on_and_stops_nothing(cast, days, step):
    requested_service = cast.walk.request(Status.ALLOCATED)
    days(1)
    question = asked(requested_service, cast.supplier)
    days(1)
    getattr(cast.walk, step)(requested_service)
    lapsed = Message.objects.get(pk=question.pk)
    assert (lapsed.status, now(requested_service).paused_at) == (QuestionStatus.LAPSED, None)
    assert not Message.objects.open_questions().exists()
    with pytest.raises(ValidationError, match="Inte längre aktuell"):
        answered(question, cast)
    with pytest.raises(ValidationError, match="Inte längre aktuell"):
        letters_acts.take_back(question, by=cast.supplier)


def test_what_has_lapsed_does_not_hold_the_clock_of_the_next_state(cast, days):
    requested_service = cast.walk.request(Status.ALLOCATED)
    days(1)
    asked(requested_service, cast.supplier)
    days(1)
    cast.walk.accept(requested_service)
    question = asked(now(requested_service), cast.supplier)
    days(3)
    answered(question, cast)
    assert (now(requested_service).clock_from, now(requested_service).paused_at) == (START + timedelta(days=5), None)


def test_the_next_supplier_starts_with_a_clock_that_goes(cast, days):
    requested_service = cast.walk.request(Status.REGISTERED)
    asked(requested_service, cast.coordinator)
    days(4)
    cast.walk.allocate(now(requested_service))
    assert (now(requested_service).clock_from, now(requested_service).paused_at) == (START + timedelta(days=4), None)


@pytest.mark.parametrize(
    ("gone", "words"), [(0, "30 dagar till målet"), (30, "Når målet i dag"), (31, "1 dag över målet")]
)
def test_the_case_says_where_it_stands_against_the_target(client, cast, days, gone, words):
    requested_service = cast.walk.request(Status.ALLOCATED)
    days(gone)
    client.force_login(cast.coordinator)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    assert words in page.context["file"].services[0].target
    assert page.context["file"].services[0].is_late == (gone > 30)
    assert words in page.text
    assert "lagkrav" not in page.text


@pytest.mark.parametrize("status", [Status.CONNECTED, Status.WITHDRAWN, Status.CLOSED])
def test_what_is_over_has_no_target(client, cast, status):
    requested_service = cast.walk.request(status)
    client.force_login(cast.coordinator)
    file = client.get(reverse("case_whole", args=[requested_service.registration_id])).context["file"]
    assert (file.services[0].target, file.services[0].is_late) == ("", False)
