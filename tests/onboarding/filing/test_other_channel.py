"""A yes to "needs another channel" for the whole need stores that and a reference, and nothing more (7 §; SAK-2)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from onboarding.filing import acts as filing_acts
from onboarding.filing.questions import NOT_ELSEWHERE
from onboarding.filing.receipt import receipt
from onboarding.letters import acts as letters_acts
from onboarding.models import InterestRegistration, RequestedService
from onboarding.models.answers import ELSEWHERE, ServiceAnswers
from registry.models import JournalEntry

from ... import making
from ...once import made_once
from ..letters.files import upload
from ..raw_sql import refused_change

pytestmark = pytest.mark.section(7)
YES = {"need": "", "other_channel": True, "other_channel_reference": "SÄK 17"}
BLANK = {name: InterestRegistration._meta.get_field(name).get_default() for name in NOT_ELSEWHERE}
OF_SERVICES = [field.name for field in ServiceAnswers._meta.fields]


@made_once
def full(cast):
    """A draft with an answer to every question, and a service set aside, whose whole need is handled elsewhere after all."""
    draft = cast.walk.draft(**making.full_answers(), personal_data=True)
    return filing_acts.edit(draft, by=cast.applicant, answers=YES, wanted=[])


def test_what_was_typed_before_the_yes_is_not_sent(cast, full):
    assert [name for name in NOT_ELSEWHERE if getattr(full, name) in ("", None)] == ["need"]
    filing_acts.register(full, by=cast.applicant, acknowledged=True)
    sent = InterestRegistration.objects.get()
    assert [name for name in NOT_ELSEWHERE if getattr(sent, name) not in ("", None)] == []
    requested_service = sent.requested_services.get()
    assert (
        str(requested_service),
        [name for name in OF_SERVICES if getattr(requested_service, name) not in ("", None)],
    ) == (ELSEWHERE, [])
    assert (sent.other_channel, sent.other_channel_reference) == (True, "SÄK 17")


def test_the_review_says_so_before_it_is_sent(client, cast, full):
    client.force_login(cast.applicant)
    address = reverse("register", args=[full.pk])
    page = client.get(address).text
    assert ("tas bort när ni anmäler intresset" in page, "Bortvalda tjänster skickas inte" in page) == (True, True)
    draft = filing_acts.draft(by=cast.applicant, answers=YES)
    page = client.get(reverse("register", args=[draft.pk])).text
    assert "tas bort när ni anmäler intresset" not in page


def test_files_are_refused_with_a_sentence_and_none_is_lost(client, cast):
    draft = cast.walk.draft()
    letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    filing_acts.edit(draft, by=cast.applicant, answers=YES, wanted=[])
    client.force_login(cast.applicant)
    page = client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"})
    assert "då skickas inga bilagor" in page.context["form"].non_field_errors()[0]
    with pytest.raises(ValidationError, match="då skickas inga bilagor"):
        filing_acts.hand_over(draft, by=cast.applicant)
    page = client.post(reverse("attach", args=[draft.pk]), {"files": [upload("Till.pdf")]})
    assert page.context["form"].errors["files"] == [
        "Behovet hanteras i en annan kanal. Beskriv först det behov som bilagorna hör till."
    ]
    letters_acts.detach(draft.attachments.get(), by=cast.applicant)
    assert client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"}).status_code == 302


def test_the_receipt_and_the_case_say_not_applicable(client, cast, full):
    filing_acts.register(full, by=cast.applicant, acknowledged=True)
    sent = InterestRegistration.objects.get()
    assert [part.step.key for part in receipt(sent)["parts"] if part.applies] == ["kontakt", "sakerhetsskydd"]
    client.force_login(cast.coordinator)
    assert (
        "Inte tillämpligt: behovet hanteras i en annan kanal" in client.get(reverse("case_whole", args=[sent.pk])).text
    )


def brief(client, person, requested_service, page="allocate"):
    client.force_login(person)
    text = client.get(reverse(page, args=[requested_service.pk])).text
    return text[text.index('aria-label="Behovet i korthet"') :]


def test_the_coordinator_sees_the_other_channel_and_its_reference_beside_the_act(client, cast, full):
    filing_acts.register(full, by=cast.applicant, acknowledged=True)
    shown = brief(client, cast.coordinator, RequestedService.objects.get())
    assert "Frågor om säkerhetsskydd behöver hanteras i en annan kanal</h3><p>Ja</p>" in shown
    assert "SÄK 17" in shown
    assert [word for word in ("Nuvarande", "Säkrare", "personuppgifter", "önskad start") if word in shown] == []


def test_what_does_not_apply_is_not_shown_beside_the_act(client, cast):
    answers = making.full_answers(present_solution="none", other_channel_reference="Gammal")
    cast.walk.registered(**answers)
    shown = brief(client, cast.coordinator, RequestedService.objects.get())
    assert ("Ingen: behovet är nytt" in shown, "Nuvarande kostnad" in shown) == (True, False)
    assert ("Bevakad datahall" in shown, "annan kanal" in shown, "Gammal" in shown) == (True, False, False)


def test_the_journal_says_nothing_more_either(cast, full):
    filing_acts.register(full, by=cast.applicant, acknowledged=True)
    said = " ".join(JournalEntry.objects.filter(chain=full.chain).values_list("text", flat=True))
    assert "avbrott" not in said


def registered(**changes):
    return {"registered_at": timezone.now(), "diary_number": "FK 1", "form_version": 2, **changes}


SOMETHING = {
    "text": "x",
    "present_solution": "own",
    "data_role": "joint",
    "suitability": "no",
    "sensitive_data": False,
    "secrecy": False,
    "heightened_preparedness": True,
    "data_subject_count": 1,
    **dict.fromkeys(["contract_ends", "suitability_on", "classification_on"], "2026-01-01"),
    **dict.fromkeys(["present_cost", "present_availability", "expected_cost", "one_off_cost"], 1),
}


@pytest.mark.parametrize("name", [name for name in NOT_ELSEWHERE if name != "need"])
def test_raw_sql_sends_no_other_answer(cast, name):
    answers = YES | {"contact_name": "A", "contact_email": "a@b.se"}
    draft = filing_acts.draft(by=cast.applicant, answers=answers, wanted=[{"unmet_need": ELSEWHERE}])
    row = registered(acknowledged_by_id=cast.applicant.pk, **{name: SOMETHING.get(name, "x")})
    assert refused_change("interestregistration", draft.pk, **row) == "elsewhere_says_nothing_more"


def test_raw_sql_sends_no_service_and_no_file(cast):
    answers = YES | {"contact_name": "A", "contact_email": "a@b.se"}
    row = registered(acknowledged_by_id=cast.applicant.pk)
    draft = filing_acts.draft(by=cast.applicant, answers=answers, wanted=[{"service": cast.service}])
    assert refused_change("interestregistration", draft.pk, **row) == "elsewhere_says_nothing_more"
    draft = cast.walk.draft()
    letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    filing_acts.edit(draft, by=cast.applicant, answers=BLANK | YES, wanted=[{"unmet_need": ELSEWHERE}])
    draft.requested_services.filter(set_aside=True).delete()
    connection.check_constraints()  # what making the draft has to be asked about is asked before
    assert refused_change("interestregistration", draft.pk, **row) == "elsewhere_says_nothing_more"
