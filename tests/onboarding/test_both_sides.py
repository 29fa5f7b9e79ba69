"""4–5 §§; 5 § förvaltningslagen: when the coordinator's own agency is the supplier nobody stands on both sides."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from onboarding import actions
from onboarding.models import RequestedService
from registry.models import Membership, User
from registry.ordinance import IN_FORCE, Role
from tests import making

from .raw_sql import refused_row

pytestmark = [pytest.mark.section(4), pytest.mark.section(7)]
SUPPLIER_ACTS = "accept assess refuse settle communicate ask connect".split()
COORDINATOR_ACTS = "allocate reallocate close".split()


@pytest.fixture
def fk(cast):
    """Försäkringskassan as supplier, with an officer and a decision maker of its own, and a service."""
    cast.fk_officer = making.person("Fredrik Falk", cast.fk_supplier)
    cast.fk_boss = making.person("Frida Forsell", cast.fk_supplier, Role.DECISION_MAKER, "it-direktör")
    cast.fk_service = making.service(cast.fk_officer, cast.fk_boss, cast.coordinator_boss, name="Arbetsplats")
    return cast


def both(cast, role=Role.DECISION_MAKER):
    """Karin Kö, who allocates, gets a membership on the supplier's side too; returns her on each side."""
    held = Membership.objects.create(
        user=cast.coordinator, mandate=cast.fk_supplier, role=role, title="it-chef", valid_from=IN_FORCE
    )
    supplying, coordinating = (User.objects.get(pk=cast.coordinator.pk) for _ in range(2))
    supplying.acting, coordinating.acting = held, coordinating.memberships.get(mandate__part="coordinator")
    return supplying, coordinating


def allocated_to_fk(cast, by=None):
    request = cast.walk.registered(cast.fk_service).requested_services.get()
    actions.allocate(request, by=by or cast.coordinator, supplier=cast.fk_supplier, motive="Tillhandahåller tjänsten.")
    return RequestedService.objects.get(pk=request.pk)


def may(person, acts, thing):
    thing = type(thing).objects.get(pk=thing.pk)
    return [act for act in acts if person.has_perm(f"onboarding.{act}", thing)]


def test_who_allocated_handles_nothing_as_supplier(fk):
    supplying, _ = both(fk)
    request = allocated_to_fk(fk)
    assert may(supplying, SUPPLIER_ACTS, request) == []
    assert set(may(fk.fk_boss, SUPPLIER_ACTS, request)) == set(SUPPLIER_ACTS)
    with pytest.raises(PermissionDenied):
        actions.accept(request, by=supplying, service=fk.fk_service)


def test_what_a_colleague_allocated_may_be_handled(fk):
    supplying, _ = both(fk)
    assert "accept" in may(supplying, SUPPLIER_ACTS, allocated_to_fk(fk, by=fk.coordinator_boss))


def test_who_handled_does_not_allocate_it_again(fk):
    supplying, coordinating = both(fk)
    request = allocated_to_fk(fk, by=fk.coordinator_boss)
    actions.accept(request, by=supplying, service=fk.fk_service)
    assert may(coordinating, COORDINATOR_ACTS, request) == []
    assert may(fk.coordinator_boss, ["close"], request) == ["close"]


def test_other_cases_are_not_touched(fk):
    supplying, coordinating = both(fk)
    actions.accept(allocated_to_fk(fk, by=fk.coordinator_boss), by=supplying, service=fk.fk_service)
    other = fk.walk.request("allocated")
    assert may(coordinating, COORDINATOR_ACTS, other) == COORDINATOR_ACTS


def test_who_allocated_is_not_offered_as_presenter(client, fk):
    both(fk)
    request = allocated_to_fk(fk)
    client.force_login(fk.fk_boss)
    form = client.get(reverse("refuse", args=[request.pk])).context["form"]
    assert [m.user for m in form.fields["presented_by"].queryset] == [fk.fk_officer]


def test_who_allocated_neither_draws_up_nor_signs_for_the_supplier(fk):
    supplying, _ = both(fk)
    request = allocated_to_fk(fk)
    actions.accept(request, by=fk.fk_officer, service=fk.fk_service)
    with pytest.raises(ValidationError, match="Du har fördelat tjänsten"):
        actions.draw_up(request.registration, by=supplying, requested_services=[request], content=making.content())
    agreement = fk.walk.presented(request)
    assert may(supplying, ["sign", "cancel", "reopen"], agreement) == []
    assert may(fk.fk_boss, ["sign"], agreement) == ["sign"]
    with pytest.raises(PermissionDenied):
        actions.sign(agreement, by=supplying)


def test_who_allocated_connects_nothing(fk):
    supplying, _ = both(fk)
    request = allocated_to_fk(fk)
    actions.accept(request, by=fk.fk_officer, service=fk.fk_service)
    agreement = fk.walk.presented(request)
    actions.sign(agreement, by=fk.applicant_boss)
    actions.sign(agreement, by=fk.fk_boss)
    assert may(supplying, ["connect"], request) == []
    assert may(fk.fk_officer, ["connect"], request) == ["connect"]


def test_it_is_said_openly_on_the_page_of_allocation(client, fk):
    client.force_login(fk.coordinator)
    request = fk.walk.registered(fk.fk_service).requested_services.get()
    page = client.get(reverse("allocate", args=[request.pk])).text
    assert "Samma myndighet som samordnar. Fördelningen och motivet syns öppet i ärendet." in page
    assert "Den som fördelar hit får sedan inte handlägga tjänsten hos leverantörsmyndigheten." in page


# Raw SQL, past every act.


def test_the_database_lets_nobody_judge_what_they_allocated(fk):
    request = allocated_to_fk(fk)
    allocation = request.allocations.get()
    row = {
        "allocation_id": allocation.pk,
        "assessor_id": fk.coordinator.pk,
        "security_gain": 1,
        "security_grounds": "Grund.",
        "cost_gain": 1,
        "cost_grounds": "Grund.",
        "given_at": timezone.now(),
        "set_aside": False,
    }
    assert refused_row("opinion", row) == "judged_on_one_side"


def test_the_database_lets_nobody_sign_for_the_supplier_who_allocated(fk):
    request = allocated_to_fk(fk)
    actions.accept(request, by=fk.fk_officer, service=fk.fk_service)
    agreement = fk.walk.presented(request)
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


def test_the_database_lets_nobody_allocate_who_has_refused_it(fk):
    request = fk.walk.request("refused")
    row = {
        "requested_service_id": request.pk,
        "supplier_id": fk.fk_supplier.pk,
        "motive": "Motiv.",
        "allocated_by_id": fk.supplier_boss.pk,
        "allocated_at": timezone.now(),
    }
    assert refused_row("allocation", row) == "allocated_on_one_side"
