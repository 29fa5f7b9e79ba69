"""23 § förvaltningslagen: a question for completion goes to the agency, stops the clock, and may be taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, Message
from onboarding.workflow import QuestionStatus, Status
from registry.journal import subject_of
from registry.models import JournalEntry, Notice

from ..raw_sql import refused_row

pytestmark = pytest.mark.usefixtures("db")
QUESTION = "Hur stor är lagringen i dag?"


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def ask(requested_service, by, body=QUESTION, due=None):
    return letters_acts.ask(requested_service, by=by, body=body, due=due or tomorrow())


@pytest.mark.parametrize(("status", "by"), [(Status.REGISTERED, "coordinator"), (Status.ALLOCATED, "supplier")])
def test_the_agency_is_asked_and_the_clock_stops(cast, status, by):
    requested_service = cast.walk.request(status)
    question = ask(requested_service, getattr(cast, by))
    requested_service.refresh_from_db()
    assert requested_service.paused_at is not None
    assert list(question.to.all()) == [cast.applicant.acting.mandate]
    assert (question.status, question.requested_service, question.due) == (
        QuestionStatus.OPEN,
        requested_service,
        tomorrow(),
    )


def test_a_second_question_does_not_move_when_the_clock_stopped(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    ask(requested_service, cast.supplier)
    requested_service.refresh_from_db()
    stopped = requested_service.paused_at
    ask(requested_service, cast.supplier, "Och hur många användare?")
    requested_service.refresh_from_db()
    assert requested_service.paused_at == stopped


@pytest.mark.parametrize("days", [-1, 0])
def test_the_agency_gets_at_least_a_day(cast, days):
    requested_service = cast.walk.request(Status.ALLOCATED)
    with pytest.raises(ValidationError) as error:
        ask(requested_service, cast.supplier, due=timezone.localdate() + timedelta(days=days))
    assert error.value.message_dict == {"due": ["Ange en dag efter i dag, så att myndigheten hinner svara."]}
    requested_service.refresh_from_db()
    assert requested_service.paused_at is None


def test_who_does_not_handle_it_asks_nothing(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    for person in [cast.applicant, cast.applicant_boss, cast.other_supplier, cast.stranger, cast.nobody]:
        with pytest.raises(PermissionDenied):
            ask(requested_service, person)


def test_the_agency_is_told_without_a_word_of_the_question(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    Notice.objects.all().delete()
    ask(requested_service, cast.supplier)
    told = {notice.recipient: notice.text for notice in Notice.objects.select_related("recipient")}
    assert set(told) == {cast.applicant, cast.applicant_boss, cast.reader}
    assert not any(QUESTION in text for text in told.values())


def test_it_stands_in_the_diaries_and_is_journalled_without_its_text(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    rows = DiaryEntry.objects.filter(subject=subject_of(question)).values_list("case__agency__short_name", "direction")
    assert sorted(rows) == [("BV", "in"), ("SKV", "out")]
    entry = JournalEntry.objects.get(act="onboarding.ask")
    assert entry.text == f"Bolagsverket ombads komplettera uppgifterna om Virtuell server, helst senast {tomorrow()}."


def test_the_question_is_read_by_both_and_that_it_was_asked_by_all_who_follow_the_service(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    ask(requested_service, cast.supplier)
    seen = {}
    for name in ["applicant", "reader", "supplier_boss", "coordinator"]:
        client.force_login(getattr(cast, name))
        text = client.get(reverse("case_whole", args=[requested_service.registration_id])).text
        seen[name] = (QUESTION in text, "ombads komplettera" in text)
    assert seen == dict.fromkeys(["applicant", "reader", "supplier_boss"], (True, True)) | {
        "coordinator": (False, True)
    }


def test_the_case_waits_for_the_agency_whose_one_button_is_to_answer(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    file = page.context["file"]
    assert (file.waits_for, file.services[0].target) == (["Bolagsverket"], "Pausad")
    assert file.primary.url == reverse("answer", args=[question.pk])
    assert page.text.count("button--primary") == 1


def test_a_late_answer_is_late_against_a_target(client, cast, time_machine):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    client.force_login(cast.applicant)
    time_machine.move_to(timezone.now() + timedelta(days=3))
    client.force_login(cast.applicant)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    assert Message.objects.get(pk=question.pk).is_late
    assert "Den dagen har passerat" in page.text
    assert '<span class="kind">mål</span>' in page.text


# Taking it back


def test_a_question_that_is_taken_back_lets_the_clock_go_on(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    Notice.objects.all().delete()
    letters_acts.take_back(question, by=cast.supplier_boss, reason="Vi fann uppgiften i anmälan.")
    requested_service.refresh_from_db()
    question = Message.objects.get(pk=question.pk)
    assert (requested_service.paused_at, question.status) == (None, QuestionStatus.TAKEN_BACK)
    assert question.answer.body == "Vi fann uppgiften i anmälan."
    assert set(Notice.objects.values_list("recipient", flat=True)) == {
        cast.applicant.pk,
        cast.applicant_boss.pk,
        cast.reader.pk,
    }


def test_a_question_that_has_lapsed_stops_no_clock(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    ask(requested_service, cast.supplier)
    cast.walk.accept(requested_service)
    assert not Message.objects.open_questions().exists()
    requested_service.refresh_from_db()
    letters_acts.answer(ask(requested_service, cast.supplier), by=cast.applicant, body="Tio terabyte.")
    requested_service.refresh_from_db()
    assert requested_service.paused_at is None


def test_only_who_asked_takes_it_back(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    for person in [cast.coordinator, cast.applicant, cast.other_supplier, cast.nobody]:
        with pytest.raises(PermissionDenied):
            letters_acts.take_back(question, by=person)


def test_a_question_ends_once(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    letters_acts.take_back(question, by=cast.supplier)
    for act in [lambda: letters_acts.take_back(question, by=cast.supplier), lambda: answer(question, cast)]:
        with pytest.raises(ValidationError, match="Återtagen"):
            act()


def answer(question, cast):
    return letters_acts.answer(question, by=cast.applicant, body="Tio terabyte.")


# The pages


def test_a_question_is_asked_on_its_page(post, client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier)
    page = client.get(reverse("ask", args=[requested_service.pk]))
    assert page.context["form"]["due"].value() == timezone.localdate() + timedelta(days=14)
    page = post(cast.supplier, "ask", requested_service, body=QUESTION, due=tomorrow().isoformat())
    assert (page.status_code, Message.objects.get().body) == (302, QUESTION)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"body": ""}, "Skriv vad myndigheten behöver komplettera."),
        ({"due": ""}, "Ange när ni helst vill ha svaret."),
        ({"due": "i morgon"}, "giltigt datum"),
        ({"due": "2020-01-01"}, "Ange en dag efter i dag"),
        ({"body": "a\0b"}, "Null"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(post, cast, said, words):
    requested_service = cast.walk.request(Status.ALLOCATED)
    page = post(cast.supplier, "ask", requested_service, **{"body": QUESTION, "due": tomorrow().isoformat()} | said)
    assert (page.status_code, Message.objects.count()) == (200, 0)
    errors = " ".join(error for field in page.context["form"].errors.values() for error in field)
    assert words in errors


def test_it_is_taken_back_on_its_page(post, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    assert post(cast.coordinator, "take_back", question).status_code == 404  # it was not asked for others to read
    assert post(cast.applicant, "take_back", question).status_code == 403
    assert post(cast.supplier, "take_back", question).status_code == 302
    assert Message.objects.get(pk=question.pk).status == QuestionStatus.TAKEN_BACK


# The database


def question_row(cast, requested_service, **changes):
    return {
        "registration_id": requested_service.registration_id, "kind": "question", "body": QUESTION, "sender_id": cast.supplier.pk,
        "sender_mandate_id": cast.supplier.acting.mandate_id, "sent_at": timezone.now(), "due": tomorrow(),
        "requested_service_id": requested_service.pk, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"due": None}, "message_kind_tells_the_truth"),
        ({"requested_service_id": None}, "message_of_the_case"),
        ({"due": timezone.localdate()}, "message_of_the_case"),
        ({"body": " "}, "message_says_something"),
    ],
)
def test_the_database_asks_for_a_service_and_a_day(cast, changes, rule):
    requested_service = cast.walk.request(Status.ALLOCATED)
    assert refused_row("message", question_row(cast, requested_service, **changes)) == rule


def test_the_database_lets_only_who_handles_it_ask(cast):
    requested_service = cast.walk.request(Status.REFUSED)
    for person in [cast.supplier, cast.applicant]:
        row = question_row(cast, requested_service, sender_mandate_id=person.acting.mandate_id)
        assert refused_row("message", row) == "message_of_the_case"
