"""The supplier answers a question back (11 § second paragraph)."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from registry.ordinance import Role
from reporting.data import acts as data_acts
from reporting.desk import todo
from reporting.models import DataQuestion

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(11)


@made_once
def question(cast, account):
    data_request = account.answered(account.asked())
    return data_acts.question(data_request, by=cast.coordinator, text="Vad ingår i kostnaden?", service=cast.service)


def test_it_is_answered_and_the_coordinator_told(cast, question):
    answered = data_acts.answer_question(question, by=cast.supplier, answer="Allt utom lokalerna.")
    assert (answered.status, answered.answered_by) == ("answered", cast.supplier)
    outbox.perform_waiting()
    told = {m.to[0] for m in mail.outbox if m.subject == "Skatteverket har svarat på en fråga om underlaget"}
    assert told == {cast.coordinator.email, cast.coordinator_boss.email}


@pytest.mark.parametrize(
    ("answer", "words"),
    [("", "Skriv ett svar."), (" … ", "Skriv ett svar."), ("HEMLIG", "säkerhetsskyddsmarkering")],
)
def test_what_is_not_an_answer(cast, question, answer, words):
    with pytest.raises(ValidationError, match=words):
        data_acts.answer_question(question, by=cast.supplier, answer=answer)
    assert DataQuestion.objects.get().answer == ""


def test_once(cast, question):
    data_acts.answer_question(question, by=cast.supplier, answer="Allt.")
    with pytest.raises(ValidationError, match="läget är ”Besvarad”"):
        data_acts.answer_question(question, by=cast.supplier_boss, answer="Inget.")


def test_not_when_the_account_is_decided(cast, account, question, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    account.decided(question.request.report)
    with pytest.raises(ValidationError, match="En beslutad redovisning kan inte ändras"):
        data_acts.answer_question(question, by=cast.supplier, answer="Allt.")


@pytest.mark.parametrize(
    "who", ["applicant_boss", "coordinator_boss", "other_supplier_boss", "stranger", "nobody", "admin"]
)
def test_nobody_else(cast, question, who):
    with pytest.raises(PermissionDenied):
        data_acts.answer_question(question, by=getattr(cast, who), answer="Allt.")


def test_only_who_may_answer_is_led_there(client, cast, question):
    address = reverse("answer_question", args=[question.pk])
    reader = making.person("Rita Läsare", cast.supplier.acting.mandate, Role.READER)
    for who, is_led in ((cast.supplier, True), (reader, False), (cast.coordinator, False)):
        client.force_login(who)
        page = client.get(reverse("report", args=[question.request.report_id])).text
        assert (question.text in page, address in page) == (True, is_led)


def test_the_page(client, cast, question):
    client.force_login(cast.supplier)
    address = reverse("answer_question", args=[question.pk])
    assert address in client.get(reverse("answer_data_request", args=[question.request_id])).content.decode()
    assert "Skriv ett svar." in client.post(address, {"answer": ""}).content.decode()
    assert "Skriv högst 5000 tecken" in client.post(address, {"answer": "x" * 5001}).content.decode()
    page = client.post(address, {"answer": "Allt utom lokalerna."}, follow=True).content.decode()
    assert "Svaret är lämnat." in page
    assert "Allt utom lokalerna." in page
    assert client.get(address).url == reverse("report", args=[question.request.report_id])
    client.force_login(cast.coordinator)
    assert "Allt utom lokalerna." in client.get(reverse("report", args=[question.request.report_id])).content.decode()


def labels(user):
    return [task["label"] for task in todo.waiting(user)]


def test_what_waits_for_whom(cast, question):
    reply, confirm = "Svara på en fråga om underlaget för 2026", "Bekräfta underlaget till redovisningen för 2026"
    read = "Läs svaret från Skatteverket om underlaget för 2026"
    assert reply in labels(cast.supplier)
    assert confirm not in labels(cast.supplier_boss)
    assert read not in labels(cast.coordinator)
    data_acts.answer_question(question, by=cast.supplier, answer="Allt.")
    assert reply not in labels(cast.supplier)
    assert labels(cast.supplier_boss) == [confirm]
    assert read in labels(cast.coordinator)
    data_acts.confirm(question.request, by=cast.supplier_boss)
    assert read not in labels(cast.coordinator)
