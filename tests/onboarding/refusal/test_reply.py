"""25 § förvaltningslagen: the agency answers what the supplier considers, before it decides."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.models import Communication, DiaryEntry
from onboarding.refusal import acts as refusal_acts

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(8)
ANSWER = "Vi kan vänta till mars om det räcker."


@made_once
def sent(cast):
    requested_service = cast.walk.request("allocated")
    return refusal_acts.communicate(
        requested_service, by=cast.supplier, text="Vi överväger att neka.", reply_by=date.today() + timedelta(days=7)
    )


def test_the_supplier_gets_it_and_it_stands_in_both_diaries(cast, sent):
    outbox.perform_waiting()
    mail.outbox.clear()
    answered = refusal_acts.reply(sent, by=cast.applicant, reply=ANSWER)
    outbox.perform_waiting()
    assert (answered.reply, answered.replied_by, answered.status) == (ANSWER, cast.applicant, "replied")
    assert {m.to[0] for m in mail.outbox} == {cast.supplier.email, cast.supplier_boss.email}
    assert not any("mars" in f"{m.subject} {m.body}" for m in mail.outbox)
    entries = DiaryEntry.objects.filter(about="Yttrande före beslut").order_by("pk")
    assert [(e.agency, e.direction) for e in entries] == [(cast.bolagsverket, "out"), (cast.skv, "in")]


def test_once(cast, sent):
    refusal_acts.reply(sent, by=cast.applicant, reply=ANSWER)
    with pytest.raises(ValidationError, match="läget är ”Besvarad”"):
        refusal_acts.reply(sent, by=cast.applicant_boss, reply="Något annat.")
    assert Communication.objects.get().reply == ANSWER


@pytest.mark.parametrize("reply", ["", " \n ", "–"])
def test_is_not_empty(cast, sent, reply):
    with pytest.raises(ValidationError, match="Skriv ert svar"):
        refusal_acts.reply(sent, by=cast.applicant, reply=reply)
    assert not Communication.objects.get().reply


def test_also_after_the_last_day_but_not_after_the_decision(cast, sent, time_machine):
    time_machine.move_to(date.today() + timedelta(days=8))
    requested_service = sent.allocation.requested_service
    heard = {"not_communicated": "", "not_communicated_why": ""}
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, **making.decision(cast.supplier, **heard))
    with pytest.raises(ValidationError, match="läget är ”Inte längre aktuell”"):
        refusal_acts.reply(sent, by=cast.applicant, reply=ANSWER)


def test_in_time_though_the_last_day_has_passed(cast, sent, time_machine):
    time_machine.move_to(date.today() + timedelta(days=8))
    assert refusal_acts.reply(sent, by=cast.applicant, reply=ANSWER).replied_at


def test_only_the_agency_that_is_heard(cast, sent):
    for name in (
        "reader",
        "stranger",
        "coordinator_boss",
        "supplier",
        "supplier_boss",
        "other_supplier_boss",
        "nobody",
        "admin",
    ):
        with pytest.raises(PermissionDenied):
            refusal_acts.reply(sent, by=getattr(cast, name), reply=ANSWER)


def test_the_page_shows_what_is_considered(client, cast, sent, post):
    client.force_login(cast.applicant)
    assert "Vi överväger att neka." in client.get(reverse("reply", args=[sent.pk])).text
    response = post(cast.applicant, "reply", sent, reply=ANSWER)
    assert response.headers["Location"] == reverse("case", args=[sent.allocation.requested_service.registration_id])
    assert Communication.objects.get().reply == ANSWER


@pytest.mark.parametrize(("reply", "sentence"), [("", "Skriv ert svar."), ("a\0b", "Null-tecken är inte tillåtna.")])
def test_what_is_wrong_stands_at_the_field(cast, sent, post, reply, sentence):
    page = post(cast.applicant, "reply", sent, reply=reply)
    assert page.context["form"].errors == {"reply": [sentence]}


def test_the_case_page_shows_it_to_the_two_alone(client, cast, sent):
    refusal_acts.reply(sent, by=cast.applicant, reply=ANSWER)
    case = reverse("case_whole", args=[sent.allocation.requested_service.registration_id])
    for name, seen in {"applicant": True, "reader": True, "supplier": True, "coordinator": False}.items():
        client.force_login(getattr(cast, name))
        assert (ANSWER in client.get(case).text, name) == (seen, name)
