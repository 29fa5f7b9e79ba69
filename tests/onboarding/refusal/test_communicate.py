"""25 § förvaltningslagen: before a refusal the agency is told what is considered and gets time to answer."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.desk.todo import waiting
from onboarding.desk.worklist import target, waits_for
from onboarding.letters import acts as letters_acts
from onboarding.models import Communication, DiaryEntry, RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal import hearing
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ... import making

pytestmark = pytest.mark.section(8)
TOMORROW = date.today() + timedelta(days=1)
CONSIDERED = "Vi överväger att neka, eftersom kapaciteten är intecknad till årets slut."


def communicate(cast, requested_service, by=None, **changes):
    given = {"text": CONSIDERED, "reply_by": TOMORROW, **changes}
    return refusal_acts.communicate(requested_service, by=by or cast.supplier, **given)


def test_the_agency_is_told_and_it_stands_in_both_diaries(cast):
    requested_service = cast.walk.request("allocated")
    outbox.perform_waiting()
    mail.outbox.clear()
    sent = communicate(cast, requested_service)
    outbox.perform_waiting()
    assert (sent.allocation, sent.sent_by, sent.status) == (requested_service.current_allocation, cast.supplier, "sent")
    assert {m.to[0] for m in mail.outbox} == {p.email for p in (cast.applicant, cast.applicant_boss, cast.reader)}
    assert not any("kapacitet" in f"{m.subject} {m.body}" for m in mail.outbox)
    entries = DiaryEntry.objects.filter(subject=f"onboarding.communication/{sent.pk}")
    assert [(e.agency, e.direction, e.counterpart, e.about) for e in entries.order_by("pk")] == [
        (cast.skv, "out", "Bolagsverket", "Tillfälle att yttra sig före beslut"),
        (cast.bolagsverket, "in", "Skatteverket", "Tillfälle att yttra sig före beslut"),
    ]
    entry = JournalEntry.objects.get(act="onboarding.communicate")
    assert entry.text == f"Skatteverket gav Bolagsverket tillfälle att yttra sig om Virtuell server, senast {TOMORROW}."
    assert "kapacitet" not in f"{entry.text} {entry.facts}"


def test_gives_at_least_a_day(cast):
    requested_service = cast.walk.request("allocated")
    with pytest.raises(ValidationError) as refused:
        communicate(cast, requested_service, reply_by=date.today())
    assert refused.value.message_dict == {"reply_by": ["Ange en dag efter i dag, så att myndigheten hinner svara."]}
    assert not Communication.objects.exists()


def clock(requested_service):
    """Whom it waits for and where its clock stands, as the list and the case say."""
    now = RequestedService.objects.select_related("agency", "supplier__agency").get(pk=requested_service.pk)
    return waits_for(now), target(now, timezone.localdate())


def test_the_clock_stands_while_the_agency_has_the_matter(cast):
    requested_service = cast.walk.request("allocated")
    sent = communicate(cast, requested_service)
    assert clock(requested_service) == ("Bolagsverket", "Pausad")
    assert not [task for task in waiting(cast.supplier) if "Bedöm, och" in task["label"]]
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta.")
    assert clock(requested_service) == ("Skatteverket", "30 dagar till målet")


def test_it_stands_as_long_as_a_question_is_open(cast):
    requested_service = cast.walk.request("allocated")
    question = letters_acts.ask(requested_service, by=cast.supplier, body="Vad saknas?", due=TOMORROW)
    sent = communicate(cast, requested_service)
    letters_acts.answer(question, by=cast.applicant, body="Inget.")
    assert clock(requested_service)[1] == "Pausad"
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta.")
    assert clock(requested_service)[0] == "Skatteverket"


def test_it_goes_on_when_the_day_has_passed(cast, time_machine):
    requested_service = cast.walk.request("allocated")
    began = timezone.localdate()
    communicate(cast, requested_service, reply_by=began + timedelta(days=7))
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert (hearing.let_clocks_go(), clock(requested_service)) == (0, ("Bolagsverket", "Pausad"))
    time_machine.move_to(timezone.now() + timedelta(days=3), tick=False)  # the worker was away for two nights
    assert hearing.let_clocks_go() == 1
    assert clock(requested_service) == ("Skatteverket", "27 dagar till målet")
    assert hearing.let_clocks_go() == 0
    assert "hearings.let_clocks_go" in {task["task"] for task in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "fält får inte vara tomt"), (" \n ", "Skriv vad ni överväger"), ("–", "Skriv vad ni överväger")],
)
def test_says_what_is_considered(cast, text, why):
    with pytest.raises(ValidationError, match=why):
        communicate(cast, cast.walk.request("allocated"), text=text)


def test_not_twice_while_there_is_time_left_and_again_when_it_is_out(cast, time_machine):
    requested_service = cast.walk.request("allocated")
    communicate(cast, requested_service)
    with pytest.raises(ValidationError, match=f"redan fått tillfälle att yttra sig, senast {TOMORROW}"):
        communicate(cast, requested_service)
    time_machine.move_to(date.today() + timedelta(days=3))
    communicate(cast, requested_service, reply_by=date.today() + timedelta(days=5))
    assert Communication.objects.count() == 2


def test_only_the_supplier_that_has_it_now(cast):
    requested_service = cast.walk.request("allocated")
    for name in (
        "applicant",
        "applicant_boss",
        "coordinator_boss",
        "other_supplier",
        "other_supplier_boss",
        "nobody",
        "admin",
    ):
        with pytest.raises(PermissionDenied):
            communicate(cast, requested_service, by=getattr(cast, name))


def test_is_seen_by_the_two_alone(cast):
    communicate(cast, cast.walk.request("allocated"))
    seeing = {name for name, person in cast.people().items() if Communication.objects.visible_to(person).exists()}
    assert seeing == {"applicant", "applicant_boss", "reader", "supplier", "supplier_boss"}


def test_of_a_confidential_case_only_by_those_who_are_named(cast):
    requested_service = cast.walk.request("allocated")
    communicate(cast, requested_service)
    secrecy_acts.make_confidential(requested_service.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL")
    seeing = {name for name, person in cast.people().items() if Communication.objects.visible_to(person).exists()}
    assert seeing == {"applicant_boss", "supplier_boss"}


def test_the_page(cast, post):
    requested_service = cast.walk.request("allocated")
    said = {"text": CONSIDERED, "reply_by": f"{TOMORROW}"}
    response = post(cast.supplier, "communicate", requested_service, **said)
    assert response.headers["Location"] == reverse("case", args=[requested_service.registration_id])
    assert Communication.objects.get().text == CONSIDERED


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"text": ""}, "text", "Skriv vad ni överväger och vad det bygger på."),
        ({"text": "a\0b"}, "text", "Null-tecken är inte tillåtna."),
        ({"reply_by": ""}, "reply_by", "Ange när myndigheten senast ska svara."),
        ({"reply_by": f"{date.today()}"}, "reply_by", "Ange en dag efter i dag, så att myndigheten hinner svara."),
        ({"reply_by": "i morgon"}, "reply_by", "Fyll i ett giltigt datum."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_text_is_kept(cast, post, changes, field, sentence):
    requested_service = cast.walk.request("allocated")
    page = post(
        cast.supplier, "communicate", requested_service, **{"text": CONSIDERED, "reply_by": f"{TOMORROW}", **changes}
    )
    assert page.context["form"].errors == {field: [sentence]}
    assert field == "text" or CONSIDERED in page.text
    assert not Communication.objects.exists()


def test_a_text_marked_as_classified_is_not_taken_in(cast):
    with pytest.raises(ValidationError) as refused:
        communicate(cast, cast.walk.request("allocated"), text="BEGRÄNSAT HEMLIG: " + making.REASONS)
    assert list(refused.value.message_dict) == ["text"]
