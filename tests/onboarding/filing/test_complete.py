"""7 §: the agency answers, once, what its letter, e-mail or call did not say; what it said stays as it came."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.filing import acts as filing_acts
from onboarding.filing.questions import STEPS
from onboarding.filing.receipt import receipt
from onboarding.models import Document, InterestRegistration, RequestedService
from onboarding.reception import acts as reception_acts
from onboarding.refusal import acts as refusal_acts
from registry.models import JournalEntry

from ... import making
from ...once import made_once
from ..raw_sql import refused_change

pytestmark = pytest.mark.section(7)
NEED = "Vi vill ha servrar i en statlig datahall."
OF_SERVICE = {"personal_data": False, "volume": 10}


@made_once
def letter(cast):
    return reception_acts.take_down(by=cast.coordinator, **making.letter(cast))


def complete(cast, case, by=None, of_service=OF_SERVICE, acknowledged=True, **answers):
    of_services = {one.pk: of_service for one in case.requested_services.filter(part_of=None)}
    answers = making.answers(**answers)
    return filing_acts.complete(
        case, by=by or cast.applicant, answers=answers, of_services=of_services, acknowledged=acknowledged
    )


def test_the_answers_stand_and_what_came_is_as_it_came(cast, letter):
    case = complete(cast, letter, need="Något annat.", secrecy=True, suitability="no")
    case.refresh_from_db()
    assert (case.need, case.contact_name, case.secrecy) == (NEED, "Anna Åkesson", True)
    requested_service = case.requested_services.get()
    assert (requested_service.personal_data, requested_service.volume) == (False, 10)
    assert (case.completed_by, case.awaits_completion) == (cast.applicant, False)
    told = JournalEntry.objects.get(act="onboarding.complete")
    assert told.text == "Myndigheten kompletterade intresseanmälan med det som inte framgick när den kom in."


def test_once(cast, letter):
    complete(cast, letter)
    with pytest.raises(ValidationError, match="redan komplett"):
        complete(cast, letter, by=cast.applicant_boss)


def test_what_came_by_the_form_is_complete(cast):
    with pytest.raises(ValidationError, match="redan komplett"):
        complete(cast, cast.walk.registered())


def test_all_that_a_form_must_answer_is_asked_for(cast, letter):
    with pytest.raises(ValidationError) as error:
        complete(cast, letter, of_service={}, contact_name=" ", present_solution="", secrecy=None, other_channel=None)
    assert error.value.messages == [
        "Ange en kontaktperson.",
        "Svara ja eller nej på om frågor om säkerhetsskydd behöver hanteras i en annan kanal.",
        "Välj vilken lösning ni har i dag.",
        "Svara ja eller nej på om uppgifterna omfattas av sekretess.",
        "Virtuell server: Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter.",
    ]


def test_that_nothing_is_classified_is_confirmed(cast, letter):
    with pytest.raises(ValidationError, match="Bekräfta"):
        complete(cast, letter, acknowledged=False)


@pytest.mark.parametrize("who", ["reader", "stranger", "coordinator", "supplier"])
def test_by_the_agency_s_own_officers(cast, letter, who):
    with pytest.raises(PermissionDenied):
        complete(cast, letter, by=getattr(cast, who))


def test_a_part_that_was_refused_before_is_answered_with_its_whole(cast):
    wanted = [{"service": cast.service, "volume": 10}]
    case = reception_acts.take_down(by=cast.coordinator, **making.letter(cast, wanted=wanted))
    requested_service = case.requested_services.get()
    cast.walk.allocate(requested_service)
    refusal_acts.refuse(requested_service, by=cast.supplier_boss, refused_volume=4, **making.decision(cast.supplier))
    complete(cast, case)
    answered = RequestedService.objects.filter(registration=case).order_by("pk").values_list("volume", "personal_data")
    assert list(answered) == [(6, False), (4, False)]


def test_no_agreement_is_drawn_up_before(client, cast, letter):
    requested_service = letter.requested_services.get()
    cast.walk.allocate(requested_service)
    cast.walk.accept(requested_service)
    with pytest.raises(PermissionDenied):
        cast.walk.agreement(requested_service)
    client.force_login(cast.applicant)
    assert "Upprätta överenskommelse" not in client.get(reverse("start")).text
    client.force_login(cast.supplier)
    assert "Upprätta överenskommelse" not in client.get(reverse("start")).text
    assert letter.diary_number not in client.get(reverse("cases"), {"hos_oss": "on"}).text
    complete(cast, letter)
    assert "Upprätta överenskommelse" in client.get(reverse("start")).text
    assert letter.diary_number in client.get(reverse("cases"), {"hos_oss": "on"}).text
    requested_service.refresh_from_db()
    assert cast.walk.agreement(requested_service).lines.get().personal_data is False


def test_nor_by_raw_sql(cast, letter, monkeypatch):
    requested_service = letter.requested_services.get()
    cast.walk.allocate(requested_service)
    cast.walk.accept(requested_service)
    monkeypatch.setattr(agreement_acts, "begin", lambda _, case, by: case)
    requested_service.refresh_from_db()
    with pytest.raises(ValidationError, match="behöver kompletteras"):
        cast.walk.agreement(requested_service)


# Where it is found


def test_the_agency_finds_it_on_its_start_page_and_on_the_case(client, cast, letter):
    address = reverse("complete", args=[letter.pk])
    found = {}
    for who in ("applicant", "applicant_boss", "reader", "coordinator", "stranger"):
        client.force_login(cast.people()[who])
        found[who] = address in client.get(reverse("start")).text
    assert found == {
        "applicant": True,
        "applicant_boss": True,
        "reader": False,
        "coordinator": False,
        "stranger": False,
    }
    client.force_login(cast.applicant)
    assert letter.diary_number in client.get(reverse("cases"), {"hos_oss": "on"}).text
    case = reverse("case", args=[letter.pk])
    assert f'href="{address}">Komplettera intresseanmälan</a>' in client.get(case).text
    complete(cast, letter)
    assert address not in client.get(reverse("start")).text + client.get(case).text
    assert letter.diary_number not in client.get(reverse("cases"), {"hos_oss": "on"}).text


def test_what_is_withdrawn_need_not_be_completed(client, cast, letter):
    filing_acts.withdraw(letter.requested_services.get(), by=cast.applicant)
    client.force_login(cast.applicant)
    assert "Komplettera intresseanmälan" not in client.get(reverse("start")).text


def test_the_case_says_whether_it_is_complete(client, cast, letter):
    client.force_login(cast.coordinator)
    page = reverse("case", args=[letter.pk])
    assert "det som inte framgick när den kom in är obesvarat" in client.get(page).text
    complete(cast, letter)
    assert f"{date.today()} av Anna Åkesson" in client.get(page).text


# Its paper


def test_it_is_kept_on_paper_with_all_its_answers(cast, letter, drawn):
    complete(cast, letter)
    outbox.perform_waiting()
    kinds = Document.objects.filter(registration=letter).values_list("kind", flat=True)
    assert sorted(kinds) == ["completion", "receipt"]
    case = InterestRegistration.objects.get()
    assert receipt(case)["way_in"]["completed_by"] == "Anna Åkesson"
    applies = {answer.applies for part in receipt(case)["parts"] for group in part.groups for answer in group.answers}
    assert applies == {True, False}


# The page


def said(case, **changes):
    (requested_service,) = case.requested_services.all()
    return {
        "sedan": "fortsatt",
        "contact_name": "Anna Åkesson",
        "contact_email": "anna@myndighet.example",
        "other_channel": "nej",
        "present_solution": "none",
        f"personal_data_{requested_service.pk}": "nej",
        f"volume_{requested_service.pk}": "10",
        "secrecy": "nej",
        "acknowledged": "on",
        **changes,
    }


def test_the_page_asks_what_is_not_answered_and_nothing_else(client, cast, letter):
    client.force_login(cast.applicant)
    page = client.get(reverse("complete", args=[letter.pk]))
    fields = page.context["form"].fields
    (requested_service,) = letter.requested_services.all()
    asked = {question.name for step in STEPS for question in step.questions} - {"need"}
    asked |= {f"{question.name}_{requested_service.pk}" for step in STEPS for question in step.of_services}
    assert set(fields) == asked | {"seen", "acknowledged"}
    drawn = {name for name in asked if f'name="{name}"' in page.text}
    assert asked - drawn == set()
    assert NEED in page.text


def test_the_page_leads_back_to_the_case(client, cast, letter):
    client.force_login(cast.applicant)
    page = client.post(reverse("complete", args=[letter.pk]), said(letter), follow=True)
    assert page.redirect_chain[-1][0] == reverse("case", args=[letter.pk])
    assert "Intresseanmälan är kompletterad." in page.text
    again = client.get(reverse("complete", args=[letter.pk]), follow=True)
    assert "Intresseanmälan är redan komplett." in again.text


def test_a_class_above_the_scale_is_not_stored(client, cast, letter):
    """It is handled in another channel, whatever else was answered (KRT-1)."""
    client.force_login(cast.applicant)
    (requested_service,) = letter.requested_services.all()
    client.post(reverse("complete", args=[letter.pk]), said(letter, **{f"integrity_{requested_service.pk}": "annan"}))
    case = InterestRegistration.objects.get()
    assert (case.other_channel, case.requested_services.get().integrity) == (True, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contact_name", ""),
        ("contact_email", "anna"),
        ("other_channel", ""),
        ("present_solution", ""),
        ("secrecy", ""),
        ("acknowledged", ""),
        ("personal_data_{pk}", ""),
        ("volume_{pk}", "525.000"),
        ("latest_on_{pk}", "2027-01-01"),
    ],
)
def test_bad_input_is_said_at_its_field(client, cast, letter, name, value):
    client.force_login(cast.applicant)
    (requested_service,) = letter.requested_services.all()
    name = name.format(pk=requested_service.pk)
    wrong = {"latest_on": {f"wanted_from_{requested_service.pk}": "2027-02-01"}}.get(name.rsplit("_", 1)[0], {})
    page = client.post(reverse("complete", args=[letter.pk]), said(letter, **{name: value}, **wrong))
    found = list(page.context["form"].errors)
    assert name in found
    assert set(found) <= {name, name.replace("latest_on", "latest_reason")}
    assert InterestRegistration.objects.get().awaits_completion


# The database


def test_raw_sql_changes_nothing_that_came(cast):
    wanted = [{"service": cast.service, "personal_data": False}]
    letter = reception_acts.take_down(by=cast.coordinator, **making.letter(cast, wanted=wanted))
    completed = {"completed_at": letter.created_at, "completed_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", letter.pk, need="Annat") == "what_came_in_stays"
    assert refused_change("interestregistration", letter.pk, contact_name="Anna") == "what_came_in_stays"
    answers = {name: value for name, value in making.answers().items() if name != "need"}
    of_letter = {**answers, **completed}
    assert refused_change("interestregistration", letter.pk, **{**of_letter, "need": "Annat"}) == "what_came_in_stays"
    assert (
        refused_change("interestregistration", letter.pk, **{**of_letter, "secrecy": None}) == "registered_is_complete"
    )
    by_another = {**of_letter, "completed_by_id": cast.coordinator.pk}
    assert refused_change("interestregistration", letter.pk, **by_another) == "completed_by_the_agency"
    by_nobody = {**of_letter, "completed_by_id": None}
    assert refused_change("interestregistration", letter.pk, **by_nobody) == "completed_by_somebody"


def test_raw_sql_completes_no_service_alone_and_none_without(cast, letter):
    (requested_service,) = letter.requested_services.all()
    assert refused_change("requestedservice", requested_service.pk, personal_data=True) == "answered_when_completed"
    assert refused_change("requestedservice", requested_service.pk, volume=3) == "answered_when_completed"
    assert refused_change("requestedservice", requested_service.pk, agency_id=cast.fk.pk) != ""
    answers = {name: value for name, value in making.answers().items() if name != "need"}
    completed = {**answers, "completed_at": letter.created_at, "completed_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", letter.pk, **completed) == "completed_for_each_service"


def test_raw_sql_completes_only_once(cast, letter):
    complete(cast, letter)
    (requested_service,) = letter.requested_services.all()
    assert refused_change("interestregistration", letter.pk, contact_phone="010") == "what_came_in_stays"
    assert (
        refused_change("interestregistration", letter.pk, completed_at=None, completed_by_id=None)
        == "what_came_in_stays"
    )
    assert refused_change("requestedservice", requested_service.pk, rto_hours=3) == "what_was_asked_for_stays"


def test_what_came_by_the_form_is_completed_by_no_raw_sql(cast):
    case = cast.walk.registered()
    completed = {"completed_at": case.created_at, "completed_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", case.pk, **completed) == "what_came_in_stays"
    (requested_service,) = case.requested_services.all()
    assert refused_change("requestedservice", requested_service.pk, rto_hours=3) == "what_was_asked_for_stays"
