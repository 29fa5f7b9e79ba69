"""Status × act × person: what is allowed stands here, literally; everything else is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from itdrift.late import is_late
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.appeal import acts as appeal_acts
from onboarding.connection import acts as connection_acts
from onboarding.diary import acts as diary_acts
from onboarding.filing import acts as filing_acts
from onboarding.filing import step_acts
from onboarding.filing.questions import find
from onboarding.letters import acts as letters_acts
from onboarding.models import (
    Communication,
    ConflictReport,
    DiaryEntry,
    GuestAddress,
    InterestRegistration,
    Message,
    Opinion,
)
from onboarding.officer import acts as officer_acts
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.reception import acts as reception_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal import change_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import (
    AGENCY_ACTS,
    AGREEMENT_ACTS,
    CASE_ACTS,
    CONFLICT_ACTS,
    DIARY_ACTS,
    PRIORITISATION_ACTS,
    QUESTION_ACTS,
    REFUSAL_ACTS,
    REQUEST_ACTS,
    AgreementStatus,
    CommunicationStatus,
    PrioritisationStatus,
    QuestionStatus,
    Status,
)
from registry.rights import NotAllowed

from .. import making
from .letters.files import upload

BOTH_OF = {
    "applicant": {"applicant", "applicant_boss"},
    "coordinator": {"coordinator", "coordinator_boss"},
    "supplier": {"supplier", "supplier_boss"},
}

WAITED_FOR = {"registered", "allocated", "refused", "accepted", "agreed"}
REQUESTS = {
    "register": ({"draft"}, BOTH_OF["applicant"]),
    "withdraw": ({"registered", "allocated", "refused", "accepted"}, BOTH_OF["applicant"]),
    "allocate": ({"registered", "refused"}, BOTH_OF["coordinator"]),
    "reallocate": ({"allocated"}, BOTH_OF["coordinator"]),
    "close": ({"registered", "refused"}, BOTH_OF["coordinator"]),
    "propose_refusal": ({"allocated", "accepted"}, BOTH_OF["supplier"]),
    "refuse": ({"allocated", "accepted"}, {"supplier_boss"}),
    "communicate": ({"allocated", "accepted"}, BOTH_OF["supplier"]),
    "assess": ({"allocated", "accepted"}, BOTH_OF["supplier"]),
    "settle": ({"allocated", "accepted"}, BOTH_OF["supplier"]),
    "ask": (WAITED_FOR, BOTH_OF["coordinator"]),
    "accept": ({"allocated"}, BOTH_OF["supplier"]),
    "connect": ({"agreed"}, BOTH_OF["supplier"]),
}
PRIORITISATIONS = {
    "change_competitors": ({"open"}, BOTH_OF["supplier"]),
    "prioritise": ({"open"}, {"supplier_boss"}),
    "cancel_prioritisation": ({"open"}, BOTH_OF["supplier"]),
}
AGREEMENTS = {
    "revise": ({"draft"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "present": ({"draft"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "reopen": ({"ready"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "sign": ({"ready"}, {"applicant_boss", "supplier_boss"}),
    "cancel": ({"draft", "ready"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
}
CONFLICTS = {"decide_conflict": ({"reported"}, {"applicant_boss"})}
QUESTIONS = {
    "answer": ({"open"}, BOTH_OF["applicant"]),
    "take_back": ({"open"}, BOTH_OF["supplier"]),
}
REFUSALS = {
    "reply": ({"sent"}, BOTH_OF["applicant"]),
    "correct": ({"decided"}, {"supplier_boss"}),
    "reconsider": ({"decided"}, {"supplier_boss"}),
    "open_annex": ({"decided"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
}
CASES = {
    "edit": ({"draft"}, BOTH_OF["applicant"]),
    "discard": ({"draft"}, BOTH_OF["applicant"]),
    "hand_over": ({"draft"}, BOTH_OF["applicant"]),
    "ask_colleague": ({"draft"}, BOTH_OF["applicant"]),
    "take_back_step": ({"draft"}, BOTH_OF["applicant"]),
    "complete": ({"written down"}, BOTH_OF["applicant"]),
    "draw_up": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "message": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["coordinator"] | BOTH_OF["supplier"]),
    "report_conflict": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["coordinator"] | BOTH_OF["supplier"]),
    **dict.fromkeys(("take_case", "give_case"), ({"sent"}, BOTH_OF["coordinator"] | BOTH_OF["supplier"])),
    "note_down": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["coordinator"] | BOTH_OF["supplier"]),
    "enter_by_hand": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["coordinator"] | BOTH_OF["supplier"]),
    "attach": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["coordinator"] | BOTH_OF["supplier"]),
    "detach": ({"draft"}, BOTH_OF["applicant"]),
    "make_confidential": ({"sent"}, {"applicant_boss", "coordinator_boss"}),
    "open_up": (set(), set()),
    "name_colleague": (set(), set()),
    "unname": (set(), set()),
    "let_in": ({"sent"}, {"applicant_boss", "coordinator_boss"}),
    "let_out": ({"sent"}, {"applicant_boss", "coordinator_boss"}),
}

DIARY = dict.fromkeys(("hide", "show", "mark_secret", "unmark"), ({"in the diary"}, BOTH_OF["coordinator"]))

WHILE_IT_HAS_IT = {"ask": ({"allocated", "accepted", "agreed"}, BOTH_OF["supplier"])}
IN_A_DRAFT = {
    **dict.fromkeys(["attach", "report_conflict"], ({"draft"}, BOTH_OF["applicant"])),
    "make_confidential": ({"draft"}, {"applicant_boss"}),
}
NAMED = {"applicant", "applicant_boss", "coordinator_boss", "supplier_boss"}
OF_THE_CONFIDENTIAL = {
    "open_up": ({"confidential"}, {"applicant_boss"}),
    "name_colleague": ({"confidential"}, NAMED - {"applicant"}),
    "unname": ({"confidential"}, NAMED - {"applicant"}),
}


def do_to_request(act, requested_service, by, cast):
    return {
        "register": lambda: filing_acts.register(requested_service.registration, by=by, acknowledged=True),
        "withdraw": lambda: filing_acts.withdraw(requested_service, by=by),
        "allocate": lambda: allocation_acts.allocate(
            requested_service, by=by, supplier=cast.supplier.acting.mandate, motive="Motiv."
        ),
        "reallocate": lambda: allocation_acts.reallocate(
            requested_service, by=by, supplier=cast.other_supplier.acting.mandate, motive="Motiv."
        ),
        "close": lambda: allocation_acts.close(requested_service, by=by, reason="Ingen kan."),
        "propose_refusal": lambda: refusal_acts.propose_refusal(requested_service, by=by, reasons="Så långt."),
        "refuse": lambda: refusal_acts.refuse(
            requested_service, by=by, **making.decision(cast.supplier_boss if by == cast.supplier else cast.supplier)
        ),
        "communicate": lambda: refusal_acts.communicate(
            requested_service, by=by, text="Vi överväger att neka.", reply_by=date.today() + timedelta(days=1)
        ),
        "ask": lambda: letters_acts.ask(
            requested_service, by=by, body="Vad saknas?", due=date.today() + timedelta(days=1)
        ),
        "settle": lambda: settled(requested_service, by, cast),
        "assess": lambda: assessment_acts.assess(
            requested_service, by=by, security_gain=2, security_grounds="Grund.", cost_gain=1, cost_grounds="Grund."
        ),
        "accept": lambda: allocation_acts.accept(requested_service, by=by, service=cast.service),
        "connect": lambda: connection_acts.connect(requested_service, by=by, connected_on=date.today()),
    }[act]


def settled(requested_service, by, cast):
    """Two opinions that differ, as plain rows, and then one assessment."""
    grounds = {"security_grounds": "Grund.", "cost_grounds": "Grund."}
    for assessor, gain in [(cast.supplier, 1), (cast.supplier_boss, 2)]:
        if allocation := requested_service.current_allocation:
            gains = {"security_gain": gain, "cost_gain": gain}
            Opinion.objects.create(allocation=allocation, assessor=assessor, **gains, **grounds)
    assessment_acts.settle(requested_service, by=by, security_gain=2, cost_gain=1, **grounds)


def do_to_prioritisation(act, prioritisation, by, cast):
    requested_services = [c.allocation.requested_service for c in prioritisation.competitors.all()]
    presented_by = cast.supplier.acting
    return {
        "change_competitors": lambda: priority_acts.change_competitors(
            prioritisation, by=by, requested_services=requested_services
        ),
        "prioritise": lambda: priority_acts.prioritise(
            prioritisation, by=by, motivation="Skäl.", presented_by=presented_by, nobody_else=True
        ),
        "cancel_prioritisation": lambda: priority_acts.cancel_prioritisation(
            prioritisation, by=by, reason="Behövs inte."
        ),
    }[act]


def do_to_agreement(act, agreement, by, cast):
    return {
        "revise": lambda: agreement_acts.revise(
            agreement, by=by, content=making.content(), terms=making.terms(), sub_processors=[]
        ),
        "present": lambda: agreement_acts.present(agreement, by=by),
        "reopen": lambda: agreement_acts.reopen(agreement, by=by),
        "sign": lambda: agreement_acts.sign(agreement, by=by),
        "cancel": lambda: agreement_acts.cancel(agreement, by=by, reason="Parterna är inte överens."),
    }[act]


def do_to_case(act, case, by, cast):
    wanted = [{"service": cast.service}]
    return {
        "edit": lambda: filing_acts.edit(case, by=by, answers=making.answers(), wanted=wanted),
        "discard": lambda: filing_acts.discard(case, by=by),
        "hand_over": lambda: filing_acts.hand_over(case, by=by),
        "ask_colleague": lambda: asked_by(by, case, cast),
        "take_back_step": lambda: taken_back_by(by, case, cast),
        "draw_up": lambda: agreement_acts.draw_up(
            case, by=by, requested_services=case.requested_services.all(), content=making.content()
        ),
        "complete": lambda: filing_acts.complete(
            case,
            by=by,
            answers=making.answers(),
            of_services={one.pk: {"personal_data": False} for one in case.requested_services.all()},
            acknowledged=True,
        ),
        "enter_by_hand": lambda: diary_acts.enter_by_hand(
            case, by=by, direction="drawn_up", on=date.today(), about="Brev", medium="paper"
        ),
        "attach": lambda: letters_acts.attach(case, by=by, files=[upload()]),
        "detach": lambda: letters_acts.detach(letters_acts.attach(case, by=cast.applicant, files=[upload()])[0], by=by),
        "make_confidential": lambda: secrecy_acts.make_confidential(case, by=by, provision="18 kap. 8 § OSL"),
        "open_up": lambda: secrecy_acts.open_up(case, by=by),
        "name_colleague": lambda: secrecy_acts.name_colleague(case, by=by, colleague=by.acting),
        "unname": lambda: secrecy_acts.unname(case, by=by, person=cast.nobody),
        "message": lambda: letters_acts.message(
            case, by=by, to=case.parties().exclude(pk=by.acting and by.acting.mandate_id), body="Hej."
        ),
        "report_conflict": lambda: secrecy_acts.report_conflict(case, by=by, ground="other", text="Vän."),
        "take_case": lambda: officer_acts.take_case(case, by=by),
        "give_case": lambda: officer_acts.give_case(case, by=by, colleague=by.acting or cast.coordinator.acting),
        "note_down": lambda: letters_acts.note_down(case, by=by, text="Att minnas."),
        "let_in": lambda: secrecy_acts.let_in(case, by=by, email=cast.nobody.email),
        "let_out": lambda: secrecy_acts.let_out(case, by=by, address=GuestAddress(email=cast.nobody.email)),
    }[act]


def asked_by(by, case, cast):
    """The decision maker is asked, and asks the officer."""
    colleague = cast.applicant if by == cast.applicant_boss else cast.applicant_boss
    step_acts.ask_colleague(case, by=by, step=find("nytta"), colleague=colleague.acting, due=date.today())


def taken_back_by(by, case, cast):
    asked_by(cast.applicant, case, cast)
    step_acts.take_back_step(case, by=by, step=find("nytta"))


def do_to_document(act, entry, by, cast):
    """In the coordinator's diary: one where the sender is hidden and what it concerns is not, with one marking."""
    return {
        "hide": lambda: diary_acts.hide(entry, by=by, facts=["about"]),
        "show": lambda: diary_acts.show(entry, by=by, facts=["counterpart"]),
        "mark_secret": lambda: diary_acts.mark_secret(entry, by=by, provision="19 kap. 3 § OSL"),
        "unmark": lambda: diary_acts.unmark(entry.markings.get(), by=by),
    }[act]


def do_to_question(act, question, by, cast):
    return {
        "answer": lambda: letters_acts.answer(question, by=by, body="Så här är det."),
        "take_back": lambda: letters_acts.take_back(question, by=by),
    }[act]


def do_to_refusal(act, thing, by, cast):
    """thing: the Refusal, or the Communication before it."""
    words = {"reasons": making.REASONS + " Så är det.", "alternatives": "", "account": "Kapaciteten räckte inte."}
    return {
        "reply": lambda: refusal_acts.reply(thing, by=by, reply="Så här är det."),
        "correct": lambda: refusal_acts.correct(thing, by=by, slip="Ett ord föll bort.", obvious=True, **words),
        "reconsider": lambda: change_acts.reconsider(thing, by=by, **making.lifting(cast.supplier)),
        "open_annex": lambda: refusal_acts.open_annex(thing, by=by),
    }[act]


def is_done(act):
    """Try the act and take it back: True when it was allowed, False when it is not the person's to do, or not now.

    What is asked for wrongly is neither, and fails the test: it would hide that somebody is let through.
    """
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except NotAllowed:
        return False
    except ValidationError as error:
        if is_late(error):
            return False
        raise
    return True


def allowed(cast, table, do, thing):
    """All (act, person) that the program lets through on the thing."""
    return {(act, name) for act in table for name, by in cast.people().items() if is_done(do(act, thing, by, cast))}


def expected(table, status):
    return {(act, name) for act, (statuses, people) in table.items() if status in statuses for name in people}


def test_the_tables_name_every_act():
    follows = {"agree", "enter", "lift", "place"}
    assert {p.split(".")[1] for p in REQUEST_ACTS} - follows == set(REQUESTS)
    assert {p.split(".")[1] for p in PRIORITISATION_ACTS} - {"declare_shortage"} == set(PRIORITISATIONS)
    assert {p.split(".")[1] for p in AGREEMENT_ACTS} - follows == set(AGREEMENTS)
    assert {p.split(".")[1] for p in QUESTION_ACTS} == set(QUESTIONS)
    assert {p.split(".")[1] for p in CONFLICT_ACTS} == set(CONFLICTS)
    assert {p.split(".")[1] for p in REFUSAL_ACTS} == set(REFUSALS)
    assert {p.split(".")[1] for p in AGENCY_ACTS} == {"choose_appeal"}
    assert {p.split(".")[1] for p in DIARY_ACTS} == set(DIARY)
    assert {p.split(".")[1] for p in CASE_ACTS} - {
        "draft",
        "take_down",
        "scan",
        "open_confidential",
        "return_case",
    } == set(CASES)


@pytest.mark.parametrize("status", Status.values)
def test_requested_service(cast, status):
    requested_service = cast.walk.request(status)
    assert allowed(cast, REQUESTS, do_to_request, requested_service) == expected(REQUESTS, status) | expected(
        WHILE_IT_HAS_IT, status
    )


def test_what_came_another_way_is_written_down_by_the_coordinator_only(cast):
    def take_down(by):
        return lambda: reception_acts.take_down(by=by, **making.letter(cast))

    assert {name for name, by in cast.people().items() if is_done(take_down(by))} == BOTH_OF["coordinator"]


@pytest.mark.parametrize("status", PrioritisationStatus.values)
def test_prioritisation(cast, status):
    made = cast.walk.prioritised() if status == "decided" else cast.walk.shortage()
    for competitor in made.competitors.filter(allocation__assessment=None):
        cast.walk.assess(competitor.allocation.requested_service)
    if status == "cancelled":
        made = priority_acts.cancel_prioritisation(made, by=cast.supplier, reason="Behövs inte.")
    assert allowed(cast, PRIORITISATIONS, do_to_prioritisation, made) == expected(PRIORITISATIONS, status)


def test_a_shortage_is_declared_by_the_supplier_only(cast):
    requested_services = [cast.walk.request(Status.ALLOCATED), cast.walk.request(Status.ALLOCATED)]

    def declare(by):
        return lambda: priority_acts.declare_shortage(
            by=by, service=cast.service, shortage="Brist.", requested_services=requested_services
        )

    assert {name for name, by in cast.people().items() if is_done(declare(by))} == BOTH_OF["supplier"]


def test_what_decisions_say_of_appeal_is_chosen_by_the_agency_s_decision_maker(cast):
    def choose(by):
        return lambda: appeal_acts.choose_appeal(cast.skv, by=by, decision="refusal", says="nothing")

    assert {name for name, by in cast.people().items() if is_done(choose(by))} == {"supplier_boss"}


@pytest.mark.parametrize("status", AgreementStatus.values)
def test_agreement(cast, status):
    agreement = agreement_in(cast, status)
    assert allowed(cast, AGREEMENTS, do_to_agreement, agreement) == expected(AGREEMENTS, status)


def agreement_in(cast, status):
    requested_service = cast.walk.request(Status.ACCEPTED)
    if status == AgreementStatus.CANCELLED:
        return agreement_acts.cancel(cast.walk.agreement(requested_service), by=cast.applicant, reason="Inte överens.")
    return {"draft": cast.walk.agreement, "ready": cast.walk.presented, "in_force": cast.walk.agree}[status](
        requested_service
    )


def test_document_in_the_diary(cast):
    cast.walk.request(Status.ALLOCATED)
    entry = DiaryEntry.objects.filter(agency=cast.fk).first()
    diary_acts.hide(entry, by=cast.coordinator, facts=["counterpart"])
    diary_acts.mark_secret(entry, by=cast.coordinator, provision="18 kap. 8 § 3 OSL")
    assert allowed(cast, DIARY, do_to_document, entry) == expected(DIARY, "in the diary")


@pytest.mark.parametrize("status", ["reported", "decided"])
def test_conflict(cast, status):
    """Of the applicant's officer: examined within the same mandate, and once."""
    report = secrecy_acts.report_conflict(cast.walk.registered(), by=cast.applicant, ground="other", text="Vän.")
    if status == "decided":
        secrecy_acts.decide_conflict(report, by=cast.applicant_boss, outcome="none", reasons="Ytligt bekant.")
    report = ConflictReport.objects.get(pk=report.pk)
    assert allowed(cast, CONFLICTS, do_to_conflict, report) == expected(CONFLICTS, status)


def do_to_conflict(act, report, by, cast):
    return lambda: secrecy_acts.decide_conflict(report, by=by, outcome="conflict", reasons="Nära vän.")


@pytest.mark.parametrize("status", QuestionStatus.values)
def test_question(cast, status):
    question = question_in(cast, status)
    assert allowed(cast, QUESTIONS, do_to_question, question) == expected(QUESTIONS, status)


def question_in(cast, status):
    requested_service = cast.walk.request(Status.ALLOCATED)
    question = letters_acts.ask(
        requested_service, by=cast.supplier, body="Vad saknas?", due=date.today() + timedelta(days=1)
    )
    if status == QuestionStatus.ANSWERED:
        letters_acts.answer(question, by=cast.applicant, body="Så här är det.")
    if status == QuestionStatus.TAKEN_BACK:
        letters_acts.take_back(question, by=cast.supplier)
    if status == QuestionStatus.LAPSED:
        cast.walk.accept(requested_service)
    return Message.objects.get(pk=question.pk)


@pytest.mark.parametrize("status", CommunicationStatus.values)
def test_communication(cast, status):
    sent = cast.walk.communicate(cast.walk.request(Status.ALLOCATED))
    if status == CommunicationStatus.REPLIED:
        refusal_acts.reply(sent, by=cast.applicant, reply="Så här är det.")
    if status == CommunicationStatus.LAPSED:
        cast.walk.refuse(sent.allocation.requested_service)
    sent = Communication.objects.get(pk=sent.pk)
    assert allowed(cast, ["reply"], do_to_refusal, sent) == expected(REFUSALS, status)


def test_refusal(cast):
    annex = {"text": "Hemligt.", "provision": "18 kap. 8 § 3 OSL", "shared": False}
    requested_service = cast.walk.request(Status.ALLOCATED)
    refusal = refusal_acts.refuse(
        requested_service, by=cast.supplier_boss, annex=annex, **making.decision(cast.supplier)
    )
    assert allowed(cast, ["reconsider", "correct", "open_annex"], do_to_refusal, refusal) == expected(
        REFUSALS, "decided"
    )


@pytest.mark.parametrize("status", ["draft", "sent"])
def test_case(cast, status):
    requested_service = cast.walk.request(Status.DRAFT if status == "draft" else Status.ACCEPTED)
    case = InterestRegistration.objects.get(pk=requested_service.registration_id)
    assert allowed(cast, CASES, do_to_case, case) == expected(CASES, status) | expected(IN_A_DRAFT, status)


def test_what_came_another_way_is_completed_by_the_agency_before_an_agreement(cast):
    case = reception_acts.take_down(by=cast.coordinator, **making.letter(cast))
    requested_service = case.requested_services.get()
    cast.walk.allocate(requested_service)
    cast.walk.accept(requested_service)
    case = InterestRegistration.objects.get(pk=case.pk)
    written_down = {(act, name) for act, name in expected(CASES, "sent") if act != "draw_up"}
    assert allowed(cast, CASES, do_to_case, case) == written_down | expected(CASES, "written down")


def test_a_confidential_case_is_for_the_named_alone(cast):
    case = cast.walk.confidential(cast.walk.request(Status.ACCEPTED), cast.applicant)
    as_ever = {(act, name) for act, name in expected(CASES, "sent") if name in NAMED and act != "make_confidential"}
    assert allowed(cast, CASES, do_to_case, case) == as_ever | expected(OF_THE_CONFIDENTIAL, "confidential")


@pytest.mark.parametrize("status", [s for s in Status.values if s != "draft"])
def test_a_requested_service_of_a_confidential_case_is_for_the_named_alone(cast, status):
    requested_service = cast.walk.request(status)
    case = cast.walk.confidential(requested_service, cast.applicant)
    if requested_service.supplier:  # somebody who may present a refusal
        secrecy_acts.name_colleague(case, by=cast.supplier_boss, colleague=cast.supplier.acting)
    requested_service = type(requested_service).objects.get(pk=requested_service.pk)
    named = NAMED | {"supplier"}
    assert allowed(cast, REQUESTS, do_to_request, requested_service) == {
        (act, name) for act, name in expected(REQUESTS, status) | expected(WHILE_IT_HAS_IT, status) if name in named
    }


def test_a_draft_is_started_by_an_applicant_only(cast):
    def begin(by):
        return lambda: filing_acts.draft(by=by, answers=making.answers(), wanted=[{"service": cast.service}])

    done = {name for name, by in cast.people().items() if is_done(begin(by))}
    assert done == {"applicant", "applicant_boss", "stranger"}


def test_a_membership_that_has_ended_gives_no_right(cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    membership = cast.coordinator.acting
    membership.valid_until = date.today()
    membership.save()
    assert not is_done(do_to_request("allocate", requested_service, cast.coordinator, cast))
