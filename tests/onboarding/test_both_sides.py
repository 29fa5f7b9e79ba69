"""4–5 §§; 5 § förvaltningslagen: when the coordinator's own agency is the supplier nobody stands on both sides."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import Message, Prioritisation, RequestedService
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.refusal import acts as refusal_acts
from registry.models import Membership, User
from registry.ordinance import IN_FORCE, Role

from .. import making
from ..once import made_once
from .raw_sql import refused_row

pytestmark = [pytest.mark.section(4), pytest.mark.section(7)]
SUPPLIER_ACTS = ("accept", "assess", "refuse", "settle", "communicate", "ask", "connect")
COORDINATOR_ACTS = ("allocate", "reallocate", "close")
CASE_ACTS = ("message", "note_down", "attach", "draw_up", "enter_by_hand")


@made_once
def fk(cast):
    """Försäkringskassan as supplier, with an officer and a decision maker of its own, and a service."""
    cast.fk_officer = making.person("Fredrik Falk", cast.fk_supplier)
    cast.fk_boss = making.person("Frida Forsell", cast.fk_supplier, Role.DECISION_MAKER, "it-direktör")
    cast.fk_service = making.service(cast.fk_officer, cast.fk_boss, cast.coordinator_boss, name="Arbetsplats")
    return cast


def both(cast, role=Role.DECISION_MAKER):
    """Karin Kö, who allocates, gets a membership on the supplier's side too; returns her on each side."""
    return sides(cast.coordinator, cast.fk_supplier, role)


def sides(person, mandate, role=Role.DECISION_MAKER):
    """The person acting in the mandate too, and as before."""
    before = person.memberships.get()
    held = Membership.objects.create(user=person, mandate=mandate, role=role, title="it-chef", valid_from=IN_FORCE)
    new, old = (User.objects.get(pk=person.pk) for _ in range(2))
    new.acting, old.acting = held, before
    return new, old


def allocated_to_fk(cast, by=None):
    requested_service = cast.walk.registered(cast.fk_service).requested_services.get()
    allocation_acts.allocate(
        requested_service, by=by or cast.coordinator, supplier=cast.fk_supplier, motive="Tillhandahåller tjänsten."
    )
    return RequestedService.objects.get(pk=requested_service.pk)


def may(person, acts, thing):
    thing = type(thing).objects.get(pk=thing.pk)
    return [act for act in acts if person.has_perm(f"onboarding.{act}", thing)]


def test_who_allocated_handles_nothing_as_supplier(fk):
    supplying, _ = both(fk)
    requested_service = allocated_to_fk(fk)
    assert may(supplying, SUPPLIER_ACTS, requested_service) == []
    assert set(may(fk.fk_boss, SUPPLIER_ACTS, requested_service)) == set(SUPPLIER_ACTS)
    with pytest.raises(PermissionDenied):
        allocation_acts.accept(requested_service, by=supplying, service=fk.fk_service)


def test_the_page_says_as_what_the_agency_is_waited_for(client, fk):
    requested_service = allocated_to_fk(fk)
    client.force_login(fk.applicant)
    page = client.get(reverse("case_whole", args=[requested_service.registration_id]))
    assert page.context["file"].waits_for == ["Försäkringskassan som leverantörsmyndighet"]


def test_what_a_colleague_allocated_may_be_handled(fk):
    supplying, _ = both(fk)
    assert "accept" in may(supplying, SUPPLIER_ACTS, allocated_to_fk(fk, by=fk.coordinator_boss))


def test_who_handled_does_not_allocate_it_again(fk):
    supplying, coordinating = both(fk)
    requested_service = allocated_to_fk(fk, by=fk.coordinator_boss)
    allocation_acts.accept(requested_service, by=supplying, service=fk.fk_service)
    assert may(coordinating, COORDINATOR_ACTS, requested_service) == []
    assert may(fk.coordinator_boss, ["close"], requested_service) == ["close"]


def test_other_cases_are_not_touched(fk):
    supplying, coordinating = both(fk)
    allocation_acts.accept(allocated_to_fk(fk, by=fk.coordinator_boss), by=supplying, service=fk.fk_service)
    other = fk.walk.request("allocated")
    assert may(coordinating, COORDINATOR_ACTS, other) == list(COORDINATOR_ACTS)


def test_who_allocated_is_not_offered_as_presenter(client, fk):
    both(fk)
    requested_service = allocated_to_fk(fk)
    client.force_login(fk.fk_boss)
    form = client.get(reverse("refuse", args=[requested_service.pk])).context["form"]
    assert [m.user for m in form.fields["presented_by"].queryset] == [fk.fk_officer]


def test_who_allocated_neither_draws_up_nor_signs_for_the_supplier(fk):
    supplying, _ = both(fk)
    requested_service = allocated_to_fk(fk)
    allocation_acts.accept(requested_service, by=fk.fk_officer, service=fk.fk_service)
    with pytest.raises(PermissionDenied):
        agreement_acts.draw_up(
            requested_service.registration,
            by=supplying,
            requested_services=[requested_service],
            content=making.content(),
        )
    agreement = fk.walk.presented(requested_service)
    assert may(supplying, ["sign", "cancel", "reopen"], agreement) == []
    assert may(fk.fk_boss, ["sign"], agreement) == ["sign"]
    with pytest.raises(PermissionDenied):
        agreement_acts.sign(agreement, by=supplying)


def test_nor_writes_in_the_case_for_the_supplier_unless_a_colleague_allocated_another_service(fk):
    supplying, _ = both(fk)
    case = fk.walk.registered(fk.fk_service, fk.service)
    requested_service, other = case.requested_services.all()
    allocation_acts.allocate(
        requested_service, by=fk.coordinator, supplier=fk.fk_supplier, motive="Tillhandahåller tjänsten."
    )
    assert may(supplying, [*CASE_ACTS, "report_conflict"], case) == ["report_conflict"]
    assert may(fk.fk_officer, CASE_ACTS, case) == list(CASE_ACTS)
    allocation_acts.allocate(other, by=fk.coordinator_boss, supplier=fk.fk_supplier, motive="Tillhandahåller tjänsten.")
    assert may(supplying, CASE_ACTS, case) == list(CASE_ACTS)
    allocation_acts.accept(requested_service, by=fk.fk_officer, service=fk.fk_service)
    with pytest.raises(ValidationError, match="Du har fördelat tjänsten"):
        agreement_acts.draw_up(case, by=supplying, requested_services=[requested_service], content=making.content())
    question = ask(requested_service, fk.fk_officer)
    assert (may(supplying, ["take_back"], question), may(fk.fk_officer, ["take_back"], question)) == ([], ["take_back"])


def ask(requested_service, person):
    due = timezone.localdate() + timedelta(days=3)
    letters_acts.ask(requested_service, by=person, body="Hur många?", due=due)
    return Message.objects.get()


def test_who_allocated_connects_nothing(fk):
    supplying, _ = both(fk)
    requested_service = allocated_to_fk(fk)
    allocation_acts.accept(requested_service, by=fk.fk_officer, service=fk.fk_service)
    agreement = fk.walk.presented(requested_service)
    agreement_acts.sign(agreement, by=fk.applicant_boss)
    agreement_acts.sign(agreement, by=fk.fk_boss)
    assert may(supplying, ["connect"], requested_service) == []
    assert may(fk.fk_officer, ["connect"], requested_service) == ["connect"]


@pytest.mark.parametrize("took_part", ["declared", "decided", "presented"])
def test_who_took_part_in_deciding_an_order_as_supplier_does_not_allocate_anew(fk, took_part):
    supplying, coordinating = both(fk)
    requested_services = in_order(fk, **{took_part: supplying})
    for requested_service in requested_services:
        assert may(coordinating, COORDINATOR_ACTS, requested_service) == []
        assert may(fk.coordinator_boss, COORDINATOR_ACTS, requested_service) == list(COORDINATOR_ACTS)
    assert refused_row("allocation", allocation(fk, requested_services[0], supplying)) == "allocated_on_one_side"


def in_order(fk, declared=None, decided=None, presented=None):
    """Two services in a decided order (9 §), each allocated to FK by a colleague."""
    requested_services = [allocated_to_fk(fk, by=fk.coordinator_boss) for _ in range(2)]
    for requested_service in requested_services:
        fk.walk.judge(requested_service, fk.fk_officer)
        fk.walk.judge(requested_service, fk.fk_boss)
    facts = {"service": fk.fk_service, "shortage": "Kapacitet saknas."}
    made = priority_acts.declare_shortage(by=declared or fk.fk_officer, requested_services=requested_services, **facts)
    by, officer = decided or fk.fk_boss, presented or fk.fk_officer
    priority_acts.prioritise(made, by=by, motivation="Motiv.", presented_by=officer.acting, nobody_else=True)
    return requested_services


def test_who_presented_a_refusal_neither_allocates_nor_closes(fk):
    supplying, coordinating = both(fk, Role.OFFICER)
    requested_service = allocated_to_fk(fk, by=fk.coordinator_boss)
    refusal_acts.refuse(requested_service, by=fk.fk_boss, **making.decision(supplying))
    assert may(coordinating, COORDINATOR_ACTS, requested_service) == []
    assert may(fk.coordinator_boss, ["allocate", "close"], requested_service) == ["allocate", "close"]
    with pytest.raises(PermissionDenied):
        allocation_acts.close(requested_service, by=coordinating, reason="Skäl.")


# 16 § förvaltningslagen: who filed for the agency is not impartial elsewhere.


def test_who_filed_handles_nothing_as_supplier(client, fk):
    supplying, applying = sides(fk.applicant, fk.supplier.acting.mandate)
    requested_service = fk.walk.request("allocated", by=applying)
    assert may(supplying, SUPPLIER_ACTS, requested_service) == []
    assert may(supplying, [*CASE_ACTS, "report_conflict"], requested_service.registration) == ["report_conflict"]
    with pytest.raises(PermissionDenied):
        fk.walk.judge(requested_service, supplying)
    client.force_login(fk.supplier_boss)
    form = client.get(reverse("refuse", args=[requested_service.pk])).context["form"]
    assert [m.user for m in form.fields["presented_by"].queryset] == [fk.supplier]
    other = fk.walk.request("allocated", by=fk.applicant_boss)
    assert set(may(supplying, SUPPLIER_ACTS, other)) == set(SUPPLIER_ACTS)
    made = fk.walk.shortage(requested_service, other)
    assert may(supplying, ["prioritise", "cancel_prioritisation"], made) == []
    assert supplying.acting not in Prioritisation.objects.get().presenters()


def test_who_filed_allocates_nothing(fk):
    coordinating, applying = sides(fk.applicant, fk.coordinator.acting.mandate)
    requested_service = fk.walk.request("registered", by=applying)
    assert may(coordinating, COORDINATOR_ACTS, requested_service) == []
    with pytest.raises(PermissionDenied):
        allocation_acts.allocate(requested_service, by=coordinating, supplier=fk.fk_supplier, motive="Motiv.")


def test_it_is_said_openly_on_the_page_of_allocation(client, fk):
    client.force_login(fk.coordinator)
    requested_service = fk.walk.registered(fk.fk_service).requested_services.get()
    page = client.get(reverse("allocate", args=[requested_service.pk])).text
    assert "Samma myndighet som samordnar. Fördelningen och motivet syns öppet i ärendet." in page
    assert "Den som fördelar hit får sedan inte handlägga tjänsten hos leverantörsmyndigheten." in page


# Raw SQL, past every act.


def test_the_database_lets_nobody_judge_what_they_allocated_or_filed(fk):
    requested_service = allocated_to_fk(fk)
    for person in (fk.coordinator, fk.applicant):
        assert refused_row("opinion", opinion(requested_service, person)) == "judged_on_one_side"


def opinion(requested_service, person):
    return {
        "allocation_id": requested_service.allocations.get().pk,
        "assessor_id": person.pk,
        "security_gain": 1,
        "security_grounds": "Grund.",
        "cost_gain": 1,
        "cost_grounds": "Grund.",
        "given_at": timezone.now(),
        "set_aside": False,
    }


def test_the_database_lets_nobody_sign_for_the_supplier_who_allocated(fk):
    requested_service = allocated_to_fk(fk)
    allocation_acts.accept(requested_service, by=fk.fk_officer, service=fk.fk_service)
    agreement = fk.walk.presented(requested_service)
    row = {
        "agreement_id": agreement.pk,
        "mandate_id": fk.fk_supplier.pk,
        "signed_by_id": fk.coordinator.pk,
        "name": "Karin Kö",
        "title": "it-chef",
        "signed_at": timezone.now(),
        "content_hash": agreement.content_hash,
    }
    assert refused_row("signature", row) == "signed_on_one_side"


def test_the_database_lets_nobody_allocate_who_has_refused_or_filed_it(fk):
    requested_service = fk.walk.request("refused")
    for person in (fk.supplier_boss, fk.supplier, fk.applicant):
        assert refused_row("allocation", allocation(fk, requested_service, person)) == "allocated_on_one_side"


def test_the_database_lets_nobody_allocate_who_has_handled_it_at_a_supplier(cast):
    """Who judged, agreed on the judgement, heard the agency, found the capacity short, presented and decided the order."""
    roles = [("Ett", Role.OFFICER), ("Två", Role.OFFICER), ("Tre", Role.DECISION_MAKER), ("Fyra", Role.OFFICER)]
    roles += [("Fem", Role.OFFICER), ("Sex", Role.OFFICER), ("Sju", Role.DECISION_MAKER), ("Åtta", Role.OFFICER)]
    mandate = cast.supplier.acting.mandate
    people = making.people(*[(f"Person {name}", mandate, role, "titel") for name, role in roles])
    one, two, agreeing, hearing, short, presenting, deciding, _ = people
    requested_service, other = (cast.walk.request("allocated") for _ in range(2))
    cast.walk.judge(requested_service, one, security=1)
    cast.walk.judge(requested_service, two, security=2)
    grounds = {"security_grounds": "Enades.", "cost_grounds": "Enades."}
    assessment_acts.settle(requested_service, by=agreeing, security_gain=2, cost_gain=1, **grounds)
    cast.walk.assess(other)
    reply_by = timezone.localdate() + timedelta(days=7)
    refusal_acts.communicate(requested_service, by=hearing, text="Vi överväger att neka.", reply_by=reply_by)
    said = {"service": cast.service, "shortage": "Fullt.", "requested_services": [requested_service, other]}
    made = priority_acts.declare_shortage(by=short, **said)
    priority_acts.prioritise(made, by=deciding, motivation="Skäl.", presented_by=presenting.acting, nobody_else=True)
    rules = [refused_row("allocation", allocation(cast, requested_service, person)) for person in people]
    assert rules == ["allocated_on_one_side"] * 7 + ["coordinator_allocates"]


def allocation(fk, requested_service, person):
    return {
        "requested_service_id": requested_service.pk,
        "supplier_id": fk.fk_supplier.pk,
        "motive": "Motiv.",
        "allocated_by_id": person.pk,
        "allocated_at": timezone.now(),
    }
