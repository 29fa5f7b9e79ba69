"""9 §: two assessments that differ become one, by those who made them or by a decision maker."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.models import Assessment
from onboarding.priority import assessment_acts
from registry.models import JournalEntry

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(9)

JOINT = {"security_gain": 2, "security_grounds": "Enade.", "cost_gain": 1, "cost_grounds": "Enade om kostnaden."}


@made_once
def people(cast):
    """Two more officers of the supplier: first, second."""
    mandate = cast.supplier.acting.mandate
    return [making.person("Erik Ett", mandate), making.person("Tvåa Tilde", mandate)]


@made_once
def differing(cast, people):
    requested_service = cast.walk.request("allocated")
    for by, gains in zip(people, [(3, 0), (1, 2)], strict=True):
        cast.walk.judge(requested_service, by, *gains)
    return requested_service


def test_one_of_the_assessors_settles(cast, differing, people):
    made = assessment_acts.settle(differing, by=people[0], **JOINT)
    assert (made.gains, made.security_grounds, made.assessed_by) == ((2, 1), "Enade.", people[0])
    entry = JournalEntry.objects.filter(chain=differing.chain).order_by("number").last()
    assert entry.text == (
        "Bedömningen av Virtuell server enades. Högre säkerhet: märkbar. Ökad kostnadseffektivitet: liten."
    )
    assert entry.facts == {"security_gain": 2, "cost_gain": 1}


def test_so_does_a_decision_maker(cast, differing):
    assert assessment_acts.settle(differing, by=cast.supplier_boss, **JOINT).assessed_by == cast.supplier_boss


def test_no_other_officer_does(cast, differing):
    with pytest.raises(PermissionDenied):
        assessment_acts.settle(differing, by=cast.supplier, **JOINT)


@pytest.mark.parametrize("name", ["other_supplier_boss", "coordinator_boss", "applicant_boss", "admin", "nobody"])
def test_nobody_else_does(cast, differing, name):
    with pytest.raises(PermissionDenied):
        assessment_acts.settle(differing, by=getattr(cast, name), **JOINT)


def test_it_may_be_settled_anew(cast, differing, people):
    assessment_acts.settle(differing, by=people[0], **JOINT)
    assessment_acts.settle(differing, by=people[1], **JOINT | {"security_gain": 3})
    assert Assessment.objects.get().gains == (3, 1)


def test_there_is_nothing_to_settle_before_both_are_in(cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier)
    with pytest.raises(ValidationError, match="inte två bedömningar som skiljer sig"):
        assessment_acts.settle(requested_service, by=cast.supplier, **JOINT)


def test_nor_when_they_agree(cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.assess(requested_service)
    with pytest.raises(ValidationError, match="inte två bedömningar som skiljer sig"):
        assessment_acts.settle(requested_service, by=cast.supplier, **JOINT)


@pytest.mark.parametrize("field", ["security_grounds", "cost_grounds"])
def test_each_gain_needs_its_grounds(cast, differing, field):
    with pytest.raises(ValidationError) as refused:
        assessment_acts.settle(differing, by=cast.supplier_boss, **JOINT | {field: ""})
    assert set(refused.value.message_dict) == {field}
    assert not Assessment.objects.exists()


def test_the_second_to_settle_sees_what_the_first_saved(client, cast, differing):
    address = reverse("settle", args=[differing.pk])
    said = {"security_gain": 3, "security_grounds": "Den första.", "cost_gain": 1, "cost_grounds": "Grund."}
    client.force_login(cast.supplier_boss)
    seen = client.get(address).context["form"]["seen"].value()
    assert client.post(address, {**said, "seen": seen}).status_code == 302
    page = client.post(address, {**said, "security_grounds": "Den andra.", "seen": seen})
    assert page.context["form"].theirs == [("Grunder för säkerheten", "Den första.")]
    assert Assessment.objects.get().security_grounds == "Den första."
