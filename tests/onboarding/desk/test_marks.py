"""What a row of the list tells of what waits: a proposal, a hearing, a question, as on the case and on the start page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from onboarding.letters import acts as letters_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status

from ... import making

PROPOSAL = "Förslag om att neka väntar på beslut"
HEARING, TO_REPLY = "Myndigheten har tillfälle att yttra sig", "Ni har tillfälle att yttra er"
QUESTION, TO_ANSWER = "Begäran om komplettering väntar på svar", "Begäran om komplettering att svara på"


@pytest.fixture
def told(client, cast):
    """What each person reads of the one row of the list."""

    def look(*people):
        found = {}
        for name in people:
            client.force_login(getattr(cast, name))
            page = client.get(reverse("cases"))
            [row] = page.context["rows"]
            assert all(words in page.text for words in row["waits"])
            found[name] = row["waits"]
        return found

    return look


def ask(requested_service, by):
    return letters_acts.ask(requested_service, by=by, body="Vad saknas?", due=date.today() + timedelta(days=1))


def test_a_proposal_to_refuse_shows_within_the_supplier_until_it_is_decided(client, cast, told):
    requested_service = cast.walk.request(Status.ALLOCATED)
    refusal_acts.propose_refusal(requested_service, by=cast.supplier, reasons="Så långt.")
    assert told("supplier") == {"supplier": []}
    refusal_acts.propose_refusal(requested_service, by=cast.supplier, hand_over=True, **making.proposal())
    everybody = ("supplier", "supplier_boss", "coordinator", "applicant")
    assert told(*everybody) == {"supplier": [PROPOSAL], "supplier_boss": [PROPOSAL], "coordinator": [], "applicant": []}
    client.force_login(cast.supplier_boss)
    case = client.get(reverse("case", args=[requested_service.registration_id]))
    assert PROPOSAL in case.text
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, **making.decision(cast.supplier))
    assert told("supplier") == {"supplier": []}


def test_a_hearing_shows_to_the_two_until_it_is_answered(cast, told):
    sent = cast.walk.communicate(cast.walk.request(Status.ALLOCATED))
    people = ("applicant", "supplier", "coordinator")
    assert told(*people) == {"applicant": [TO_REPLY], "supplier": [HEARING], "coordinator": []}
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta.")
    assert told(*people) == {"applicant": [], "supplier": [], "coordinator": []}


def test_a_question_shows_to_who_asked_and_who_is_asked_until_it_is_answered(cast, told):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = ask(requested_service, cast.supplier)
    people = ("applicant", "supplier", "coordinator")
    assert told(*people) == {"applicant": [TO_ANSWER], "supplier": [QUESTION], "coordinator": []}
    cast.walk.communicate(requested_service)
    assert told("supplier") == {"supplier": [HEARING, QUESTION]}
    letters_acts.answer(question, by=cast.applicant, body="Så här är det.")
    assert told("supplier") == {"supplier": [HEARING]}


def test_a_guest_reads_the_row_and_nothing_of_what_waits(cast, told):
    requested_service = cast.walk.request(Status.ALLOCATED)
    ask(requested_service, cast.supplier)
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.nobody.email)
    secrecy_acts.let_in(requested_service.registration, by=cast.applicant_boss, email=cast.other_supplier.email)
    assert told("nobody", "other_supplier") == {"nobody": [], "other_supplier": []}
