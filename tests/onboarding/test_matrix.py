"""Status × act × person: what is allowed stands here, literally; everything else is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from onboarding import actions
from onboarding.models import InterestRegistration
from onboarding.workflow import AGREEMENT_ACTS, CASE_ACTS, REQUEST_ACTS, AgreementStatus, Status
from tests import making

BOTH_OF = {
    "applicant": {"applicant", "applicant_boss"},
    "coordinator": {"coordinator", "coordinator_boss"},
    "supplier": {"supplier", "supplier_boss"},
}

REQUESTS = {
    "register": ({"draft"}, BOTH_OF["applicant"]),
    "withdraw": ({"registered", "allocated", "refused", "accepted"}, BOTH_OF["applicant"]),
    "allocate": ({"registered", "refused"}, BOTH_OF["coordinator"]),
    "close": ({"registered", "refused"}, BOTH_OF["coordinator"]),
    "refuse": ({"allocated", "accepted"}, {"supplier_boss"}),
    "assess": ({"allocated", "accepted"}, BOTH_OF["supplier"]),
    "accept": ({"allocated"}, BOTH_OF["supplier"]),
    "connect": ({"agreed"}, BOTH_OF["supplier"]),
}
AGREEMENTS = {
    "revise": ({"draft"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "present": ({"draft"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "reopen": ({"ready"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "sign": ({"ready"}, {"applicant_boss", "supplier_boss"}),
    "cancel": ({"draft", "ready"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
}
CASES = {
    "edit": ({"draft"}, BOTH_OF["applicant"]),
    "discard": ({"draft"}, BOTH_OF["applicant"]),
    "draw_up": ({"sent"}, BOTH_OF["applicant"] | BOTH_OF["supplier"]),
    "let_in": ({"sent"}, {"applicant_boss", "coordinator_boss"}),
    "let_out": ({"sent"}, {"applicant_boss", "coordinator_boss"}),
}


def do_to_request(act, request, by, cast):
    return {
        "register": lambda: actions.register(request.registration, by=by, acknowledged=True),
        "withdraw": lambda: actions.withdraw(request, by=by),
        "allocate": lambda: actions.allocate(request, by=by, supplier=cast.supplier.acting.mandate, motive="Motiv."),
        "close": lambda: actions.close(request, by=by, reason="Ingen kan."),
        "refuse": lambda: actions.refuse(
            request, by=by, ground="capacity", reasons=making.REASONS, presented_by=cast.supplier.acting
        ),
        "assess": lambda: actions.assess(
            request, by=by, security_gain=2, security_grounds="Grund.", cost_gain=1, cost_grounds="Grund."
        ),
        "accept": lambda: actions.accept(request, by=by, service=cast.service),
        "connect": lambda: actions.connect(request, by=by, connected_on=date.today()),
    }[act]


def do_to_agreement(act, agreement, by, cast):
    return {
        "revise": lambda: actions.revise(
            agreement, by=by, content=making.content(), terms=making.terms(), sub_processors=[]
        ),
        "present": lambda: actions.present(agreement, by=by),
        "reopen": lambda: actions.reopen(agreement, by=by),
        "sign": lambda: actions.sign(agreement, by=by),
        "cancel": lambda: actions.cancel(agreement, by=by, reason="Parterna är inte överens."),
    }[act]


def do_to_case(act, case, by, cast):
    wanted = [{"service": cast.service}]
    return {
        "edit": lambda: actions.edit(case, by=by, answers=making.answers(), wanted=wanted),
        "discard": lambda: actions.discard(case, by=by),
        "draw_up": lambda: actions.draw_up(
            case, by=by, requested_services=case.requested_services.all(), content=making.content()
        ),
        "let_in": lambda: actions.let_in(case, by=by, person=cast.nobody),
        "let_out": lambda: actions.let_out(case, by=by, person=cast.nobody),
    }[act]


def is_done(act):
    """Try the act and take it back: True when it was allowed."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except (PermissionDenied, ValidationError):
        return False
    return True


def allowed(cast, table, do, thing):
    """All (act, person) that the program lets through on the thing."""
    return {(act, name) for act in table for name, by in cast.people().items() if is_done(do(act, thing, by, cast))}


def expected(table, status):
    return {(act, name) for act, (statuses, people) in table.items() if status in statuses for name in people}


def test_the_tables_name_every_act():
    follows = {"agree", "enter"}
    assert {p.split(".")[1] for p in REQUEST_ACTS} - follows == set(REQUESTS)
    assert {p.split(".")[1] for p in AGREEMENT_ACTS} - follows == set(AGREEMENTS)
    assert {p.split(".")[1] for p in CASE_ACTS} - {"draft"} == set(CASES)


@pytest.mark.parametrize("status", Status.values)
def test_requested_service(cast, status):
    request = cast.walk.request(status)
    assert allowed(cast, REQUESTS, do_to_request, request) == expected(REQUESTS, status)


@pytest.mark.parametrize("status", AgreementStatus.values)
def test_agreement(cast, status):
    agreement = agreement_in(cast, status)
    assert allowed(cast, AGREEMENTS, do_to_agreement, agreement) == expected(AGREEMENTS, status)


def agreement_in(cast, status):
    request = cast.walk.request(Status.ACCEPTED)
    if status == AgreementStatus.CANCELLED:
        return actions.cancel(cast.walk.agreement(request), by=cast.applicant, reason="Inte överens.")
    return {"draft": cast.walk.agreement, "ready": cast.walk.presented, "in_force": cast.walk.agree}[status](request)


@pytest.mark.parametrize("status", ["draft", "sent"])
def test_case(cast, status):
    request = cast.walk.request(Status.DRAFT if status == "draft" else Status.ACCEPTED)
    case = InterestRegistration.objects.get(pk=request.registration_id)
    assert allowed(cast, CASES, do_to_case, case) == expected(CASES, status)


def test_a_draft_is_started_by_an_applicant_only(cast):
    def begin(by):
        return lambda: actions.draft(by=by, answers=making.answers(), wanted=[{"service": cast.service}])

    done = {name for name, by in cast.people().items() if is_done(begin(by))}
    assert done == {"applicant", "applicant_boss", "stranger"}


def test_a_membership_that_has_ended_gives_no_right(cast):
    request = cast.walk.request(Status.REGISTERED)
    membership = cast.coordinator.acting
    membership.valid_until = date.today()
    membership.save()
    assert not is_done(do_to_request("allocate", request, cast.coordinator, cast))
