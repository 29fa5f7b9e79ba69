"""7 § first paragraph: an agency registers its interest."""

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from onboarding.filing import acts as filing_acts
from onboarding.filing.questions import STEPS
from onboarding.filing.receipt import receipt
from onboarding.models import DiaryEntry, DiarySeries, InterestRegistration, RequestedService
from onboarding.models.interest import ACKNOWLEDGEMENTS
from registry.models import Agency, JournalEntry, Mandate, Membership, Notice, Preparedness

from ... import making
from ..raw_sql import refused_change, refused_row

pytestmark = pytest.mark.section(7)


def test_gets_a_diary_number_of_the_coordinator(cast):
    with time_machine.travel("2026-03-02 10:00+01:00"):
        case = cast.walk.registered()
    assert case.diary_number == "FK 2026/000001"
    assert [r.status for r in case.requested_services.all()] == ["registered"]
    assert case.requested_services.get().received_at == case.registered_at


def test_numbers_begin_anew_each_year_in_swedish_time(cast):
    with time_machine.travel("2026-12-31 22:59:59+00:00"):
        assert cast.walk.registered().diary_number == "FK 2026/000001"
    with time_machine.travel("2026-12-31 23:00:00+00:00"):
        assert cast.walk.registered().diary_number == "FK 2027/000001"


@pytest.mark.parametrize(("at", "day"), [("21:59:59", "2026-06-30"), ("22:00:00", "2026-07-01")])
def test_what_is_sent_in_the_last_second_of_a_swedish_day_came_in_that_day(client, cast, at, day):
    """INK-1: 23:59:59 in Stockholm is that day, also in the diary and in both receipts."""
    with time_machine.travel(f"2026-06-30 {at}+00:00", tick=False):
        case = cast.walk.registered()
        client.force_login(cast.applicant)
        page = client.get(reverse("case_receipt", args=[case.pk])).text
    entries = DiaryEntry.objects.filter(case__registration=case, agency=cast.fk).values_list("on", flat=True)
    assert [str(on) for on in entries] == [day]
    assert f"{receipt(case)['received_at']:%Y-%m-%d}" == day
    assert f'<time datetime="{day}T' in page


def test_the_receipts_name_whom_to_turn_to(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    address = reverse("case_receipt", args=[case.pk])
    for contact in ("Ring växeln hos Försäkringskassan och uppge diarienumret.", "Samordningen, 010-00 00 00"):
        assert (contact in client.get(address).text, receipt(case)["contact"]) == (True, contact)
        assert f"<td>{contact}</td>" in render_to_string("paper/receipt.html", receipt(case))
        Agency.objects.filter(pk=cast.fk.pk).update(contact="Samordningen, 010-00 00 00")


def test_whether_the_agency_was_a_preparedness_agency_that_day_is_derived(client, cast):
    period = {"valid_from": "2026-02-01", "valid_until": "2026-03-03", "basis": "Provet"}
    Preparedness.objects.create(agency=cast.bolagsverket, **period)
    found = {}
    for day in ("2026-01-31", "2026-03-02", "2026-03-03"):
        with time_machine.travel(f"{day} 10:00+01:00"):
            draft = cast.walk.draft()
            client.force_login(cast.applicant)
            texts = [client.get(reverse("register", args=[draft.pk])).text]
            case = filing_acts.register(draft, by=cast.applicant, acknowledged=True)
            texts.append(client.get(reverse("case_receipt", args=[case.pk])).text)
        client.force_login(cast.coordinator)
        texts.append(client.get(reverse("allocate", args=[case.requested_services.get().pk])).text)
        case = InterestRegistration.objects.get(pk=case.pk)
        found[day] = [f'Ja<span class="table__note">Enligt registret {day}' in text for text in texts]
        found[day].append(receipt(case)["preparedness"])
    assert found == {"2026-01-31": [False] * 4, "2026-03-02": [True] * 4, "2026-03-03": [False] * 4}


def test_the_receipt_promises_no_letter_and_tells_of_the_allocation(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    page = client.get(reverse("case_receipt", args=[case.pk])).text
    assert "Ni får en avisering när en tjänst har fördelats" in page
    assert "Om och när de också kommer med e-post väljer var och en" in page
    assert (
        "när tjänsten har fördelats" in Notice.objects.get(recipient=cast.applicant, path__contains=f"/{case.pk}/").text
    )


def test_several_services_and_an_unmet_need_in_one_case(cast):
    wanted = [
        {"service": cast.service, "volume": 4, "personal_data": False},
        {"service": cast.other_service, "personal_data": True},
        {"service": None, "unmet_need": "Kvantdator för registerforskning", "personal_data": False},
    ]
    case = filing_acts.draft(by=cast.applicant, answers=making.answers(), wanted=wanted)
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    assert [str(r) for r in case.requested_services.all()] == [
        "Virtuell server",
        "Lagring",
        "Kvantdator för registerforskning",
    ]


def test_without_the_acknowledgement_nothing_is_registered(cast):
    case = cast.walk.draft()
    with pytest.raises(ValidationError) as refused:
        filing_acts.register(case, by=cast.applicant, acknowledged=False)
    assert refused.value.messages == ["Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."]
    case.refresh_from_db()
    assert (case.registered_at, case.diary_number) == (None, None)
    assert not DiarySeries.objects.filter(last__gt=0).exists(), "the number must go back"


def test_without_a_service_nothing_is_registered(cast):
    case = filing_acts.draft(by=cast.applicant, answers=making.answers(), wanted=[])
    with pytest.raises(ValidationError, match="Välj minst en tjänst"):
        filing_acts.register(case, by=cast.applicant, acknowledged=True)


def test_twice_is_refused_and_uses_no_number(cast):
    case = cast.walk.registered()
    with pytest.raises(ValidationError, match="redan skickad"):
        filing_acts.register(case, by=cast.applicant, acknowledged=True)
    assert cast.walk.registered().diary_number.endswith("000002")


@pytest.mark.section(3)
def test_only_an_agency_under_the_government(cast):
    riksdag = making.agency("Riksrevisionen", "2021006529", kind="riksdag")
    with pytest.raises(ValidationError, match="myndighet under regeringen"):
        Mandate(agency=riksdag, part="applicant", valid_from="2025-01-01", basis="-").full_clean()
    outsider = making.person("Rolf Revisor", making.mandate(riksdag, "applicant"))
    with pytest.raises(ValidationError, match="Bara en myndighet under regeringen"):
        cast.walk.draft(by=outsider)


def test_a_draft_is_seen_by_the_agency_alone(cast):
    case = cast.walk.draft()
    seeing = {n for n, p in cast.people().items() if InterestRegistration.objects.visible_to(p).filter(pk=case.pk)}
    assert seeing == {"applicant", "applicant_boss", "reader"}
    assert {n for n, p in cast.people().items() if RequestedService.objects.visible_to(p).exists()} == seeing


def test_a_draft_can_be_changed_and_come_back_to(cast):
    case = cast.walk.draft()
    wanted = [{"service": cast.other_service, "volume": 3}]
    filing_acts.edit(case, by=cast.applicant_boss, answers=making.answers(need="Ett annat behov."), wanted=wanted)
    case = InterestRegistration.objects.get(pk=case.pk)
    assert case.need == "Ett annat behov."
    assert [(r.service, r.volume) for r in case.requested_services.filter(set_aside=False)] == [(cast.other_service, 3)]


def test_a_bad_service_leaves_the_draft_as_it_was(cast):
    case = cast.walk.draft()
    wanted = [{"service": cast.other_service, "volume": -1}]
    with pytest.raises(ValidationError) as refused:
        filing_acts.edit(case, by=cast.applicant, answers=making.answers(need="Nytt."), wanted=wanted)
    assert refused.value.messages == ["Volymen ska vara större än noll."]
    case.refresh_from_db()
    assert case.need == making.answers()["need"]
    assert [r.service for r in case.requested_services.all()] == [cast.service]


def test_a_discarded_draft_leaves_only_its_journal(cast):
    case = cast.walk.draft()
    filing_acts.discard(case, by=cast.applicant)
    assert not InterestRegistration.objects.exists()
    assert JournalEntry.objects.filter(chain=case.chain).count() == 2


def test_a_reader_may_not(cast):
    with pytest.raises(PermissionDenied):
        cast.walk.draft(by=cast.reader)


def test_the_letters_say_nothing_of_the_content(cast):
    with pytest.MonkeyPatch.context():
        case = cast.walk.registered(need="Hemlighet om behovet.")
        outbox.perform_waiting()
    to = sorted(address for m in mail.outbox for address in m.to)
    assert to == sorted(
        p.email for p in (cast.applicant, cast.applicant_boss, cast.reader, cast.coordinator, cast.coordinator_boss)
    )
    for message in mail.outbox:
        assert case.diary_number in message.subject
        assert "Hemlighet" not in message.subject + message.body
        assert f"/arenden/{case.pk}/" in message.body


def test_an_empty_draft_can_be_and_only_what_is_given_is_changed(cast):
    draft = filing_acts.draft(by=cast.applicant)
    assert (draft.need, draft.other_channel, draft.present_solution, draft.saved_steps) == ("", None, "", [])
    filing_acts.edit(draft, by=cast.applicant, answers={"need": "Drift."})
    filing_acts.edit(draft, by=cast.applicant, wanted=[{"service": cast.service}])
    draft = InterestRegistration.objects.get()
    assert (draft.need, draft.requested_services.get().personal_data) == ("Drift.", None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"contact_name": " "}, "Ange en kontaktperson."),
        ({"other_channel": None}, "Svara ja eller nej på om frågor om säkerhetsskydd"),
        ({"need": ""}, "Beskriv vad ni behöver, och varför."),
        ({"present_solution": ""}, "Välj vilken lösning ni har i dag."),
        ({"secrecy": None}, "Svara ja eller nej på om uppgifterna omfattas av sekretess."),
        ({"secrecy": True}, "Välj om lämplighetsbedömningen är gjord."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_registered(cast, changes, sentence):
    case = cast.walk.draft(**changes)
    for act in (filing_acts.hand_over, lambda case, by: filing_acts.register(case, by=by, acknowledged=True)):
        with pytest.raises(ValidationError) as refused:
            act(case, by=cast.applicant)
        assert [sentence in message for message in refused.value.messages] == [True]
    case.refresh_from_db()
    assert (case.registered_at, case.handed_over_at) == (None, None)
    assert not DiarySeries.objects.filter(last__gt=0).exists()


def test_personal_data_is_answered_for_each_service(cast):
    wanted = [{"service": cast.service, "personal_data": False}, {"service": cast.other_service}]
    case = filing_acts.draft(by=cast.applicant, answers=making.answers(), wanted=wanted)
    with pytest.raises(ValidationError, match="Lagring: Svara ja eller nej på om leverantörsmyndigheten"):
        filing_acts.register(case, by=cast.applicant, acknowledged=True)


def test_who_confirmed_what_and_when_is_kept(cast):
    case = cast.walk.registered(by=cast.applicant_boss)
    assert (case.acknowledged_by, case.acknowledgement_version, case.form_version) == (cast.applicant_boss, 2, 2)
    assert case.acknowledgement.startswith("Vi har läst varningen.")
    assert ACKNOWLEDGEMENTS[1].startswith("Anmälan innehåller inga"), "what has been confirmed is never rewritten"


def test_a_decision_maker_sends_where_the_agency_has_said_so(cast):
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(decision_maker_sends=True)
    case = cast.walk.draft()
    with pytest.raises(PermissionDenied):
        filing_acts.register(case, by=cast.applicant, acknowledged=True)
    assert filing_acts.register(case, by=cast.applicant_boss, acknowledged=True).diary_number


def test_a_draft_is_handed_over_to_the_agencys_own_decision_makers(cast):
    colleague = making.person("Kim Kollega", cast.applicant.acting.mandate)
    case = filing_acts.hand_over(cast.walk.draft(), by=colleague)
    outbox.perform_waiting()
    assert (case.handed_over_by, case.created_by, case.is_draft) == (colleague, cast.applicant, True)
    assert [m.to for m in mail.outbox] == [[cast.applicant_boss.email]]
    assert mail.outbox[0].body.startswith("Kim Kollega har lämnat ett utkast")
    told = Notice.objects.get()
    assert (told.recipient, told.path) == (cast.applicant_boss, f"/arenden/{case.pk}/")
    assert case.need not in mail.outbox[0].body
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.text) == ("onboarding.hand_over", "Utkastet lämnades till beslutsfattare för att skickas.")


def test_nobody_to_hand_over_to(cast):
    Membership.objects.filter(user=cast.applicant_boss).update(role="reader")
    with pytest.raises(ValidationError, match="Ingen hos er har rollen beslutsfattare"):
        filing_acts.hand_over(cast.walk.draft(), by=cast.applicant)


def test_the_receipt_holds_every_answer(cast):
    case = cast.walk.registered(**making.full_answers(), personal_data=True)
    paper = receipt(case)
    said = {a.label: a.text for part in paper["parts"] for group in part.groups for a in group.answers}
    assert (said["Nuvarande kostnad per år"], said["Tillgänglighet i dag"]) == (
        "1\N{NO-BREAK SPACE}250\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr",
        "98,5 procent",
    )
    assert (said["Volym (server)"], said["Referensnummer i den andra kanalen"]) == ("10", "Inte tillämpligt")
    assert len(said) == sum(len(step.questions) + len(step.of_services) for step in STEPS)
    assert (paper["form_version"], paper["acknowledgement_version"]) == (2, 2)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("contact_name", " ", "registered_is_complete"),
        ("contact_email", "", "registered_is_complete"),
        ("need", "", "registered_is_complete"),
        ("present_solution", "", "registered_is_complete"),
        ("other_channel", None, "registered_is_complete"),
        ("secrecy", None, "registered_is_complete"),
        ("present_cost", -1, "present_cost_not_below_zero"),
        ("present_availability", 101, "present_availability_is_a_share"),
    ],
)
def test_raw_sql_does_not_make_what_is_registered_incomplete(cast, column, value, rule):
    draft = cast.walk.draft()
    now = {"registered_at": timezone.now(), "diary_number": "FK 1", "acknowledged_by_id": cast.applicant.pk}
    now |= {"form_version": 2, column: value}
    assert refused_change("interestregistration", draft.pk, **now) == rule


def test_raw_sql_does_not_register_without_a_service(cast):
    draft = filing_acts.draft(by=cast.applicant, answers=making.answers())
    now = {"registered_at": timezone.now(), "diary_number": "FK 1", "acknowledged_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", draft.pk, **now) == "registered_asks_for_something"


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("volume", 0, "volume_above_zero"),
        ("confidentiality", 4, "confidentiality_in_range"),
        ("integrity", 9, "integrity_in_range"),
        ("wanted_availability", 101, "wanted_availability_in_range"),
        ("rto_hours", -1, "rto_hours_in_range"),
        ("latest_on", "2020-01-01", "latest_after_wanted"),
    ],
)
def test_raw_sql_does_not_break_the_answers_of_a_service(cast, column, value, rule):
    requested_service = cast.walk.draft().requested_services.get()
    assert refused_change("requestedservice", requested_service.pk, wanted_from="2027-01-01", **{column: value}) == rule


def test_raw_sql_sends_nothing_that_is_set_aside_or_unanswered(cast):
    requested_service = cast.walk.request("registered")
    row = {
        "registration_id": requested_service.registration_id,
        "agency_id": requested_service.agency_id,
        "service_id": cast.other_service.pk,
    }
    row |= {"status": "registered", "unmet_need": "", "latest_reason": "", "opening_hours": "", "set_aside": False}
    row |= dict.fromkeys(["agency_order", "service_order", "words"], "") | {"due_on": "9999-12-31"}
    assert refused_row("requestedservice", row) == "personal_data_is_answered"
    row |= {"set_aside": True, "personal_data": False}
    assert refused_row("requestedservice", row) == "set_aside_in_a_draft"
