"""People act at the same moment, each on a connection of their own: one wins, the rest get a sentence."""

from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier, Event, Thread
from time import sleep
from types import NoneType

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from itdrift.late import is_late
from itdrift.models import Job
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.diary import acts as diary_acts
from onboarding.filing import acts as filing_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import Agreement, Allocation, InterestRegistration, RequestedService
from onboarding.priority import assessment_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import AgreementStatus, Status
from registry.acts import fingerprint
from registry.models import JournalEntry, User
from registry.ordinance import Part
from registry.rights import NotAllowed

from .. import making
from ..drill import rounds
from ..once import made_once

pytestmark = [pytest.mark.usefixtures("transactional_db"), pytest.mark.drill]


def at_once(*acts):
    """Do all the acts at the same moment; returns what each raised, or None, in the order given."""
    start, raised = Barrier(len(acts)), [None] * len(acts)

    def do(number, act):
        try:
            start.wait(timeout=20)
            act()
        except Exception as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def outcome(raised):
    """(how many did it, how many were refused with a sentence that says that somebody was before); anything else fails."""
    refused = [error for error in raised if isinstance(error, ValidationError)]
    assert [error for error in raised if error and error not in refused] == []
    assert all(is_late(error) for error in refused), refused
    return len(raised) - len(refused), len(refused)


@made_once
def eight_suppliers(cast):
    more = [making.agency(f"Leverantör {n}", "2021005521") for n in range(3)]
    mandates = [cast.supplier.acting.mandate, cast.other_supplier.acting.mandate, cast.fk_supplier]
    return mandates + [making.mandate(agency, Part.SUPPLIER) for agency in more]


@pytest.mark.section(7)
def test_one_of_many_simultaneous_allocations_wins(cast, eight_suppliers):
    def allocation(requested_service, supplier):
        return lambda: allocation_acts.allocate(
            requested_service, by=cast.coordinator, supplier=supplier, motive="Har plats."
        )

    for turn in range(0, 7, rounds(3, 1)):
        requested_service = cast.walk.request(Status.REGISTERED)
        suppliers = eight_suppliers[: 2 + turn % 7]
        raised = at_once(*(allocation(requested_service, supplier) for supplier in suppliers))
        assert outcome(raised) == (1, len(suppliers) - 1)
        assert Allocation.objects.filter(requested_service=requested_service).count() == 1
        requested_service.refresh_from_db()
        assert (requested_service.status, requested_service.supplier_id) == (
            Status.ALLOCATED,
            requested_service.current_allocation.supplier_id,
        )


@transaction.atomic
def many_registered(cast, count):
    """Requested services that wait to be allocated, each in a case of its own: plain rows, for speed."""
    now, answers = timezone.now(), making.answers()
    cases = InterestRegistration.objects.bulk_create(
        InterestRegistration(
            agency=cast.bolagsverket,
            created_by=cast.applicant,
            acknowledged_by=cast.applicant,
            registered_at=now,
            diary_number=f"FK 1/{number}",
            **answers,
        )
        for number in range(count)
    )
    return RequestedService.objects.bulk_create(
        RequestedService(
            registration=case,
            agency=case.agency,
            service=cast.service,
            personal_data=False,
            status=Status.REGISTERED,
            received_at=now,
        )
        for case in cases
    )


@pytest.mark.section(7)
def test_as_many_races_of_two_coordinators_are_as_many_single_allocations(cast):
    coordinators = [cast.coordinator.pk, cast.coordinator_boss.pk]
    User.objects.exclude(pk__in=coordinators).update(
        is_active=False
    )  # nobody to tell: what is raced for is the allocation
    requested_services, start, won, lost = many_registered(cast, rounds(40, 1_000)), Barrier(2), [], []

    def races(by, supplier):
        for requested_service in requested_services:
            start.wait(timeout=20)
            try:
                won.append(
                    allocation_acts.allocate(
                        requested_service, by=by, supplier=supplier, motive="Har plats."
                    ).requested_service_id
                )
            except ValidationError:
                lost.append(requested_service.pk)

    one, other = cast.supplier.acting.mandate, cast.other_supplier.acting.mandate
    both = at_once(lambda: races(cast.coordinator, one), lambda: races(cast.coordinator_boss, other))
    assert both == [None, None]
    keys = [requested_service.pk for requested_service in requested_services]
    assert sorted(won) == sorted(lost) == sorted(Allocation.objects.values_list("requested_service", flat=True)) == keys
    told = JournalEntry.objects.filter(act="onboarding.allocate").values_list("chain", flat=True)
    assert sorted(told) == sorted(requested_service.chain for requested_service in requested_services)


@pytest.mark.section(7)
def test_two_coordinators_that_allocate_the_same_many_at_once_allocate_them_once(cast):
    for _ in range(rounds(2, 20)):
        requested_services = [cast.walk.request(Status.REGISTERED) for _ in range(4)]
        rows = [(r, cast.supplier.acting.mandate, fingerprint(r.standing)) for r in requested_services]
        raised = at_once(
            lambda rows=rows: allocation_acts.allocate_many(rows, by=cast.coordinator, motive="Har plats."),
            lambda rows=rows: allocation_acts.allocate_many(rows[::-1], by=cast.coordinator_boss, motive="Har plats."),
        )
        assert outcome(raised) == (1, 1)
        assert Allocation.objects.filter(requested_service__in=requested_services).count() == 4


@pytest.mark.section(7)
def test_a_service_is_taken_on_or_allocated_to_another_but_not_both(cast):
    for _ in range(rounds(2, 50)):
        accept_or_reallocate(cast.walk.request(Status.ALLOCATED), cast)


def accept_or_reallocate(requested_service, cast):
    other = cast.other_supplier.acting.mandate
    raised = at_once(
        lambda: allocation_acts.accept(requested_service, by=cast.supplier, service=cast.service),
        lambda: allocation_acts.reallocate(
            requested_service, by=cast.coordinator, supplier=other, motive="Svarar inte."
        ),
    )
    assert [type(error) for error in raised if error] in ([ValidationError], [NotAllowed])
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.supplier == other) in [
        (Status.ACCEPTED, False),
        (Status.ALLOCATED, True),
    ]


@pytest.mark.section(7)
def test_simultaneous_registrations_are_numbered_without_gaps(cast):
    drafts = [cast.walk.draft() for _ in range(10)]
    raised = at_once(*(lambda d=d: filing_acts.register(d, by=cast.applicant, acknowledged=True) for d in drafts))
    assert outcome(raised) == (10, 0)
    for draft in drafts:
        draft.refresh_from_db()
    year = date.today().year
    assert sorted(d.diary_number for d in drafts) == [f"FK {year}/{n:06d}" for n in range(1, 11)]


def ready(cast):
    """A requested service and its agreement, presented for signing."""
    requested_service = cast.walk.request(Status.ACCEPTED)
    return requested_service, cast.walk.presented(requested_service)


@pytest.mark.section(10)
def test_simultaneous_signatures_enter_the_agreement_once(cast):
    for _ in range(rounds(1, 20)):
        both_sign(*ready(cast), cast)


def both_sign(requested_service, agreement, cast):
    raised = at_once(
        lambda: agreement_acts.sign(agreement, by=cast.applicant_boss),
        lambda: agreement_acts.sign(agreement, by=cast.supplier_boss),
    )
    assert outcome(raised) == (2, 0)
    agreement.refresh_from_db()
    requested_service.refresh_from_db()
    assert (agreement.status, requested_service.status) == (AgreementStatus.IN_FORCE, Status.AGREED)
    assert JournalEntry.objects.filter(act="onboarding.enter", chain=agreement.chain).count() == 1
    told = Job.objects.filter(key__startswith=f"mail/notified/{agreement.registration_id}/{agreement.pk}/")
    assert sorted(told.values_list("arguments__to", flat=True)) == [
        "karin.ko@myndighet.example",
        "kurt.samuelsson@myndighet.example",
    ]


@pytest.mark.section(10)
def test_a_party_that_signs_twice_at_once_signs_once(cast):
    _, agreement = ready(cast)
    raised = at_once(*[lambda: agreement_acts.sign(agreement, by=cast.applicant_boss)] * 4)
    assert outcome(raised) == (1, 3)
    assert agreement.signatures.count() == 1


@pytest.mark.section(10)
def test_what_is_taken_back_is_not_signed(cast):
    for _ in range(rounds(2, 20)):
        sign_or_reopen(*ready(cast), cast)


def sign_or_reopen(requested_service, agreement, cast):
    raised = at_once(
        lambda: agreement_acts.sign(agreement, by=cast.applicant_boss),
        lambda: agreement_acts.reopen(agreement, by=cast.supplier),
    )
    assert outcome(raised) == (1, 1)
    agreement.refresh_from_db()
    signed = agreement.signatures.count()
    assert (agreement.status, signed) in [(AgreementStatus.READY, 1), (AgreementStatus.DRAFT, 0)]


@pytest.mark.section(10)
def test_an_assessment_and_the_last_signature_do_not_wait_for_each_other_for_ever(cast):
    for _ in range(rounds(1, 20)):
        requested_service, agreement = ready(cast)
        agreement_acts.sign(agreement, by=cast.applicant_boss)
        assess_and_sign(requested_service, agreement, cast)


def assess_and_sign(requested_service, agreement, cast):
    gains = {"security_gain": 2, "security_grounds": "Grund.", "cost_gain": 1, "cost_grounds": "Grund."}
    assessed, signed = at_once(
        lambda: assessment_acts.assess(requested_service, by=cast.supplier, **gains),
        lambda: agreement_acts.sign(agreement, by=cast.supplier_boss),
    )
    assert assessed is None or isinstance(assessed, ValidationError)
    assert signed is None
    agreement.refresh_from_db()
    assert agreement.status == AgreementStatus.IN_FORCE


@pytest.mark.section(10)
def test_a_service_is_withdrawn_or_agreed_on_but_not_both(cast):
    for _ in range(rounds(2, 20)):
        withdraw_or_draw_up(cast.walk.request(Status.ACCEPTED), cast)


def withdraw_or_draw_up(requested_service, cast):
    raised = at_once(
        lambda: filing_acts.withdraw(requested_service, by=cast.applicant), drawing_up(requested_service, cast.supplier)
    )
    assert outcome(raised) == (1, 1)
    requested_service.refresh_from_db()
    drawn_up = Agreement.objects.filter(lines__requested_service=requested_service).count()
    assert (requested_service.status, drawn_up) in [(Status.WITHDRAWN, 0), (Status.ACCEPTED, 1)]


def drawing_up(requested_service, by):
    return lambda: agreement_acts.draw_up(
        requested_service.registration, by=by, requested_services=[requested_service], content=making.content()
    )


@pytest.mark.section(10)
def test_a_service_comes_into_one_agreement_only(cast):
    for _ in range(rounds(1, 20)):
        requested_service = cast.walk.request(Status.ACCEPTED)
        raised = at_once(
            *(drawing_up(requested_service, by) for by in [cast.applicant, cast.applicant_boss, cast.supplier])
        )
        assert outcome(raised) == (1, 2)
        assert Agreement.objects.filter(lines__requested_service=requested_service).count() == 1


def one_after_the_other(first, second):
    """Do all of the first act but its commit, then begin the second; returns what each raised, or None."""
    begun, raised = Event(), [None, None]

    def do_first():
        try:
            with transaction.atomic():
                first()
                begun.set()
                sleep(0.5)
        except Exception as error:
            raised[0] = error
        finally:
            begun.set()
            connection.close()

    def do_second():
        try:
            begun.wait(20)
            second()
        except Exception as error:
            raised[1] = error
        finally:
            connection.close()

    threads = [Thread(target=do_first), Thread(target=do_second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [type(error) for error in raised]


def refuse_three(cast, request):
    decision = making.decision(cast.supplier)
    return refusal_acts.refuse(request, by=cast.supplier_boss, refused_volume=Decimal(3), **decision)


def test_a_part_that_is_refused_while_its_case_is_closed_is_closed_too(cast):
    request = cast.walk.request(Status.ALLOCATED)
    close = partial(
        secrecy_acts.make_confidential, request.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )
    assert one_after_the_other(lambda: refuse_three(cast, request), close) == [NoneType, NoneType]
    rows = RequestedService.objects.filter(registration=request.registration)
    assert list(rows.values_list("confidential", flat=True)) == [True, True]
    assert not RequestedService.objects.visible_to(User.objects.get(pk=cast.coordinator.pk)).exists()


@pytest.mark.parametrize("act", ["allocate_many", "draw_up", "message", "enter_by_hand", "accept"])
def test_who_may_not_know_of_the_case_any_more_does_nothing_in_it(cast, act):
    request = cast.walk.request(
        {"allocate_many": Status.REGISTERED, "accept": Status.ALLOCATED}.get(act, Status.ACCEPTED)
    )
    case = InterestRegistration.objects.get(pk=request.registration_id)
    chosen = [(request, cast.supplier.acting.mandate, fingerprint(request.standing))]
    coordinator = request.registration.coordinator.mandates.filter(part=Part.COORDINATOR)
    acts = {
        "allocate_many": lambda: allocation_acts.allocate_many(chosen, by=cast.coordinator, motive="Har plats."),
        "draw_up": lambda: agreement_acts.draw_up(
            case, by=cast.applicant, requested_services=[request], content=making.content()
        ),
        "message": lambda: letters_acts.message(case, by=cast.applicant, to=coordinator, body="Hej.", files=[]),
        "enter_by_hand": lambda: diary_acts.enter_by_hand(
            case, by=cast.applicant, direction="drawn_up", on=date.today(), about="Anteckning", medium="paper"
        ),
        "accept": lambda: cast.walk.accept(request),
    }
    close = partial(
        secrecy_acts.make_confidential, request.registration, by=cast.applicant_boss, provision="18 kap. 8 § OSL"
    )
    assert one_after_the_other(close, acts[act]) == [NoneType, NotAllowed]


def test_who_has_reported_a_conflict_does_nothing_in_another_window(cast):
    request = cast.walk.request(Status.ALLOCATED)
    report = partial(
        secrecy_acts.report_conflict, request.registration, by=cast.supplier, ground="other", text="Släkt."
    )
    assert one_after_the_other(report, lambda: cast.walk.accept(request)) == [NoneType, NotAllowed]


def test_a_draft_that_is_thrown_away_twice_says_so(cast):
    draft = cast.walk.draft()
    discard = partial(filing_acts.discard, draft, by=cast.applicant)
    assert one_after_the_other(discard, discard) == [NoneType, ValidationError]
