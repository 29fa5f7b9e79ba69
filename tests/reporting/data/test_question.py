"""The coordinator asks back about a supplier's data, which can be changed again until they are confirmed anew (11 §)."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from itdrift import outbox
from reporting.data import acts as data_acts
from reporting.models import DataQuestion, DataRequest

from ...onboarding.test_both_sides import sides
from ...once import made_once
from ...roles import as_owner

pytestmark = pytest.mark.section(11)


@made_once
def data_request(cast, account):
    """Skatteverket has answered and confirmed."""
    return account.answered(account.asked())


def ask_back(data_request, by, **said):
    return data_acts.question(data_request, by=by, **{"text": "Vad ingår i kostnaden?", **said})


def confirmed_anew(cast, data_request):
    """In the new year, so that the account can be decided."""
    data_acts.answer_question(ask_back(data_request, cast.coordinator), by=cast.supplier, answer="Allt.")
    data_acts.confirm(data_request, by=cast.supplier_boss)


def by_hand(sql, *values):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_what_was_confirmed_is_open_again_and_the_supplier_told(cast, account, data_request):
    question = ask_back(data_request, cast.coordinator, service=cast.service)
    data_request = DataRequest.objects.get(pk=data_request.pk)
    assert (data_request.status, data_request.confirmed_by, data_request.confirmed_at) == ("started", None, None)
    assert (question.status, question.service, question.asked_by) == ("open", cast.service, cast.coordinator)
    account.answer(data_request, units=41)
    assert data_request.service_years.get().units == 41
    outbox.perform_waiting()
    told = {m.to[0] for m in mail.outbox if m.subject == "En fråga om underlaget till redovisningen för 2026"}
    assert told == {cast.supplier.email, cast.supplier_boss.email}


def test_it_is_confirmed_anew_only_when_the_question_is_answered(cast, data_request):
    question = ask_back(data_request, cast.coordinator)
    with pytest.raises(ValidationError, match="Svara först på den samordnande myndighetens frågor"):
        data_acts.confirm(data_request, by=cast.supplier_boss)
    data_acts.answer_question(question, by=cast.supplier, answer="Allt.")
    assert data_acts.confirm(data_request, by=cast.supplier_boss).status == "answered"


def test_nobody_answers_a_question_of_their_own(cast, data_request):
    supplying, coordinating = sides(cast.coordinator, cast.supplier.acting.mandate)
    question = ask_back(data_request, coordinating)
    with pytest.raises(ValidationError, match="Den som ställde frågan kan inte besvara den"):
        data_acts.answer_question(question, by=supplying, answer="Allt.")
    with pytest.raises(IntegrityError, match="question_answered_by_another"):
        by_hand(
            "UPDATE reporting_dataquestion SET answer = 'Allt', answered_at = now(), answered_by_id = %s", supplying.pk
        )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "text"),
        ({"text": "?"}, "Skriv frågan"),
        ({"text": "HEMLIG"}, "säkerhetsskyddsmarkering"),
    ],
)
def test_what_is_not_a_question(cast, data_request, said, words):
    with pytest.raises(ValidationError, match=words):
        ask_back(data_request, cast.coordinator, **said)
    assert DataRequest.objects.get(pk=data_request.pk).status == "answered"
    assert not DataQuestion.objects.exists()


def test_not_about_a_service_of_another(cast, data_request):
    with pytest.raises(ValidationError, match="Lagring ingår inte i underlaget från Skatteverket"):
        ask_back(data_request, cast.coordinator, service=cast.other_service)


def test_not_before_there_is_an_answer_nor_when_the_account_is_decided(cast, account, data_request, time_machine):
    other = account.data_request(data_request.report, cast.trv)
    with pytest.raises(ValidationError, match="läget är ”Begärt”"):
        ask_back(other, cast.coordinator)
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    confirmed_anew(cast, data_request)
    account.decided(data_request.report)
    with pytest.raises(ValidationError, match="beslutad"):
        ask_back(data_request, cast.coordinator)


@pytest.mark.parametrize(
    "who", ["applicant_boss", "supplier_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, data_request, who):
    with pytest.raises(PermissionDenied):
        ask_back(data_request, getattr(cast, who))


@pytest.mark.parametrize("answered", [None, "now()"])
def test_the_database_opens_what_is_confirmed_only_for_a_question_without_an_answer(cast, data_request, answered):
    if answered:
        question = ask_back(data_request, cast.coordinator)
        data_acts.answer_question(question, by=cast.supplier, answer="Allt.")
        data_acts.confirm(data_request, by=cast.supplier_boss)
    with pytest.raises(IntegrityError, match="Ett lämnat underlag kan inte ändras"):
        by_hand(
            "UPDATE reporting_datarequest SET status = 'started', confirmed_by_id = NULL, confirmed_at = NULL WHERE id = %s",
            data_request.pk,
        )


def test_the_database_confirms_nothing_while_a_question_waits(cast, data_request):
    ask_back(data_request, cast.coordinator)
    with pytest.raises(IntegrityError, match="En fråga om underlaget är inte besvarad"):
        by_hand(
            "UPDATE reporting_datarequest SET status = 'answered', confirmed_by_id = %s, confirmed_at = now() WHERE id = %s",
            cast.supplier_boss.pk,
            data_request.pk,
        )


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM reporting_dataquestion", "tas inte bort"),
        ("UPDATE reporting_dataquestion SET answer = 'Annat.'", "Frågan är redan besvarad"),
        ("UPDATE reporting_dataquestion SET text = 'Annat?'", "Frågan är redan besvarad"),
    ],
)
def test_the_database_keeps_what_was_said(cast, data_request, sql, words):
    data_acts.answer_question(ask_back(data_request, cast.coordinator), by=cast.supplier, answer="Allt.")
    with pytest.raises(IntegrityError, match=words):
        by_hand(sql)


def test_the_database_takes_no_question_about_a_decided_account(cast, account, data_request, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    confirmed_anew(cast, data_request)
    account.decided(data_request.report)
    with pytest.raises(IntegrityError, match="En beslutad redovisning kan inte ändras"):
        by_hand(
            "INSERT INTO reporting_dataquestion (request_id, text, asked_by_id, asked_at, answer)"
            " VALUES (%s, 'Varför?', %s, now(), '')",
            data_request.pk,
            cast.coordinator.pk,
        )


def test_the_page(client, cast, data_request):
    client.force_login(cast.coordinator)
    page = client.get(reverse("report", args=[data_request.report_id])).content.decode()
    address = reverse("question", args=[data_request.pk])
    assert address in page
    assert "Skriv frågan." in client.post(address, {"text": " "}).content.decode()
    assert "Skriv högst 5000 tecken" in client.post(address, {"text": "x" * 5001}).content.decode()
    assert (
        "Välj en tjänst i listan."
        in client.post(address, {"text": "Varför?", "service": cast.other_service.pk}).content.decode()
    )
    said = {"text": "Vad ingår?", "service": cast.service.pk}
    page = client.post(address, said, follow=True).content.decode()
    assert "Frågan är ställd till Skatteverket." in page
    assert "Vad ingår?" in page
    client.force_login(cast.supplier_boss)
    for name in ("answer_data_request", "confirm"):
        assert "Vad ingår?" in client.get(reverse(name, args=[data_request.pk])).content.decode()
    client.force_login(cast.other_supplier)
    assert "Vad ingår?" not in client.get(reverse("report", args=[data_request.report_id])).content.decode()
