"""23 § förvaltningslagen: the agency answers a question for completion, once, while it stands."""

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

from ...once import made_once
from ..raw_sql import allowed, insert, refused_row

pytestmark = pytest.mark.usefixtures("db")
ANSWER = "Tio terabyte, på två orter."


def ask(requested_service, by, body="Hur stor är lagringen?"):
    return letters_acts.ask(requested_service, by=by, body=body, due=timezone.localdate() + timedelta(days=7))


@made_once
def question(cast):
    return ask(cast.walk.request(Status.ALLOCATED), cast.supplier)


def test_the_answer_goes_to_who_asked(cast, question):
    Notice.objects.all().delete()
    answered = letters_acts.answer(question, by=cast.applicant, body=ANSWER)
    assert list(answered.to.all()) == [cast.supplier.acting.mandate]
    assert Message.objects.get(pk=question.pk).status == QuestionStatus.ANSWERED
    told = {notice.recipient: notice.text for notice in Notice.objects.select_related("recipient")}
    assert set(told) == {cast.supplier, cast.supplier_boss}
    assert not any(ANSWER in text for text in told.values())
    rows = DiaryEntry.objects.filter(subject=subject_of(answered)).values_list("case__agency__short_name", "direction")
    assert sorted(rows) == [("BV", "out"), ("SKV", "in")]
    entry = JournalEntry.objects.get(act="onboarding.answer")
    assert entry.text == "Bolagsverket svarade på begäran om komplettering av uppgifterna om Virtuell server."


def test_only_the_agency_answers(cast, question):
    for person in [cast.reader, cast.stranger, cast.supplier, cast.coordinator, cast.other_supplier, cast.nobody]:
        with pytest.raises(PermissionDenied):
            letters_acts.answer(question, by=person, body=ANSWER)


def test_it_is_answered_once(cast, question):
    letters_acts.answer(question, by=cast.applicant, body=ANSWER)
    with pytest.raises(ValidationError, match="Besvarad"):
        letters_acts.answer(question, by=cast.applicant_boss, body="Nej, elva.")
    with pytest.raises(ValidationError, match="Besvarad"):
        letters_acts.take_back(question, by=cast.supplier)


def test_what_is_no_question_is_neither_answered_nor_taken_back(cast, question):
    answered = letters_acts.answer(question, by=cast.applicant, body=ANSWER)
    case, mandate = question.registration, cast.supplier.acting.mandate
    message = letters_acts.message(case, by=cast.applicant, to=[mandate], body="Hej.")
    for other in (answered, message):
        assert other.get_status_display() == ""
        with pytest.raises(ValidationError, match="ingen begäran om komplettering"):
            letters_acts.answer(other, by=cast.applicant, body=ANSWER)
        with pytest.raises(ValidationError, match="ingen begäran om komplettering"):
            letters_acts.take_back(other, by=cast.applicant)


def test_an_empty_answer_is_no_answer(cast, question):
    with pytest.raises(ValidationError, match="Skriv något"):
        letters_acts.answer(question, by=cast.applicant, body=" ")
    assert Message.objects.get(pk=question.pk).status == QuestionStatus.OPEN


# The page


def test_it_is_answered_on_its_page_which_shows_the_question(post, client, cast, question):
    client.force_login(cast.applicant)
    assert "Hur stor är lagringen?" in client.get(reverse("answer", args=[question.pk])).text
    page = post(cast.applicant, "answer", question, body=ANSWER)
    assert page["Location"] == reverse("case_messages", args=[question.registration_id])
    client.force_login(cast.supplier)
    assert ANSWER in client.get(page["Location"]).text


@pytest.mark.parametrize(("body", "words"), [("", "Skriv svaret."), ("a\0b", "Null"), ("x" * 10_001, "10000")])
def test_what_is_wrong_is_said_at_its_field(post, cast, question, body, words):
    page = post(cast.applicant, "answer", question, body=body)
    assert (page.status_code, Message.objects.count()) == (200, 1)
    assert words in " ".join(page.context["form"].errors["body"])


def test_an_answer_that_comes_too_late_keeps_its_text(post, client, cast, question):
    letters_acts.take_back(question, by=cast.supplier)
    page = post(cast.applicant, "answer", question, body=ANSWER)
    assert page.status_code == 409
    assert "läget är ”Återtagen”" in page.text
    assert ANSWER in page.text
    assert client.get(reverse("answer", args=[question.pk])).status_code == 302


def test_who_gets_which_page(client, cast, question):
    address, found = reverse("answer", args=[question.pk]), {}
    for name, person in cast.people().items():
        client.force_login(person)
        found[name] = client.get(address).status_code
    may = {"applicant": 200, "applicant_boss": 200, "reader": 403, "supplier": 403, "supplier_boss": 403}
    assert found == dict.fromkeys(cast.PEOPLE, 404) | may


# The database


def answer_row(cast, question, **changes):
    return {
        "registration_id": question.registration_id, "kind": "answer", "body": ANSWER, "sender_id": cast.applicant.pk,
        "sender_mandate_id": cast.applicant.acting.mandate_id, "sent_at": timezone.now(),
        "requested_service_id": question.requested_service_id, "answers_id": question.pk, **changes,
    }  # fmt: skip


RULE = "answers_a_question_that_stands"


def test_the_database_takes_an_answer_to_a_question_of_the_same_case_only(cast, question):
    other = cast.walk.request(Status.ALLOCATED)
    elsewhere = {"registration_id": other.registration_id, "requested_service_id": other.pk}
    assert refused_row("message", answer_row(cast, question, **elsewhere)) == RULE
    said = letters_acts.message(
        question.registration, by=cast.supplier, to=[cast.applicant.acting.mandate], body="Hej."
    )
    assert refused_row("message", answer_row(cast, question, answers_id=said.pk)) == RULE
    assert refused_row("message", answer_row(cast, question, answers_id=None)) == "message_kind_tells_the_truth"


def test_the_database_lets_only_who_was_asked_answer_and_only_who_asked_take_it_back(cast, question):
    by_coordinator = {"sender_mandate_id": cast.coordinator.acting.mandate_id}
    assert refused_row("message", answer_row(cast, question, **by_coordinator)) == RULE
    assert refused_row("message", answer_row(cast, question, kind="taken_back")) == RULE


def test_the_database_takes_one_answer(cast, question):
    row = answer_row(cast, question)
    allowed(insert("message", row), **row)
    assert refused_row("message", row) == "onboarding_message_answers_id_key"


def test_the_database_takes_no_answer_to_what_has_lapsed(cast, question):
    cast.walk.accept(question.requested_service)
    assert refused_row("message", answer_row(cast, question)) == RULE
