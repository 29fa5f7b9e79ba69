"""9 §: two assessments that differ become one, by those who made them or by a decision maker."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.desk import todo
from onboarding.models import Assessment, ProposedAssessment, RequestedService
from onboarding.priority import assessment_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry, Notice

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


def test_one_proposes_and_the_other_confirms(cast, differing, people):
    proposed = assessment_acts.settle(differing, by=people[0], **JOINT)
    assert (proposed.proposed_by, Assessment.objects.exists()) == (people[0], False)
    made = assessment_acts.settle(differing, by=people[1], **JOINT)
    assert (made.gains, made.security_grounds) == ((2, 1), "Enade.")
    assert (made.agreed_with, made.assessed_by) == (people[0], people[1])
    assert not ProposedAssessment.objects.exists()
    first, last = JournalEntry.objects.filter(chain=differing.chain, act="onboarding.settle").order_by("number")
    assert (first.text, first.facts) == ("Erik Ett föreslog en gemensam bedömning av Virtuell server.", {})
    assert last.text == (
        "Bedömningen av Virtuell server enades av Erik Ett och Tvåa Tilde. "
        "Högre säkerhet: märkbar. Ökad kostnadseffektivitet: liten."
    )
    assert last.facts == {"security_gain": 2, "cost_gain": 1}


def test_nobody_confirms_what_they_have_proposed(cast, differing, people):
    for _ in range(2):
        assessment_acts.settle(differing, by=people[0], **JOINT)
    assert (ProposedAssessment.objects.count(), Assessment.objects.exists()) == (1, False)


@pytest.mark.parametrize(
    "changed", [{"security_gain": 3}, {"cost_gain": 0}, {"security_grounds": "Nya."}, {"cost_grounds": "Nya."}]
)
def test_what_is_changed_is_a_new_proposal(cast, differing, people, changed):
    assessment_acts.settle(differing, by=people[0], **JOINT)
    assessment_acts.settle(differing, by=people[1], **JOINT | changed)
    assert (ProposedAssessment.objects.get().proposed_by, Assessment.objects.exists()) == (people[1], False)
    assert assessment_acts.settle(differing, by=people[0], **JOINT | changed).agreed_with == people[1]


def test_the_other_is_told_and_has_it_to_do(cast, differing, people):
    assert tasks(people) == ["Enas om bedömningen: Virtuell server"] * 2
    assessment_acts.settle(differing, by=people[0], **JOINT)
    assert [(one.recipient, one.path) for one in Notice.objects.filter(key__startswith="joint_proposed/")] == [
        (people[1], reverse("settle", args=[differing.pk]))
    ]
    assert tasks(people) == ["Enas om bedömningen: Virtuell server"]
    assessment_acts.settle(differing, by=people[1], **JOINT)
    assert tasks(people) == []


def tasks(people):
    return [task["label"] for person in people for task in todo.opinions(person)]


def test_a_proposal_of_who_is_in_conflict_of_interest_counts_no_more(cast, differing, people):
    assessment_acts.settle(differing, by=people[0], **JOINT)
    secrecy_acts.report_conflict(differing.registration, by=people[0], ground="other", text="Vän.")
    cast.walk.judge(differing, cast.supplier, 2, 2)
    differing.refresh_from_db()
    assert assessment_acts.proposal(RequestedService.objects.get(pk=differing.pk)) is None
    assessment_acts.settle(differing, by=people[1], **JOINT)
    assert assessment_acts.settle(differing, by=cast.supplier, **JOINT).agreed_with == people[1]


def test_a_decision_maker_who_has_not_judged_decides_alone(cast, differing):
    made = assessment_acts.settle(differing, by=cast.supplier_boss, **JOINT)
    assert (made.assessed_by, made.agreed_with) == (cast.supplier_boss, None)
    entry = JournalEntry.objects.filter(chain=differing.chain).order_by("number").last()
    assert entry.text.startswith("Bedömningen av Virtuell server avgjordes av Lars Ljung.")


def test_one_who_has_judged_is_one_of_the_two(cast):
    requested_service = cast.walk.request("allocated")
    cast.walk.judge(requested_service, cast.supplier, 3, 0)
    cast.walk.judge(requested_service, cast.supplier_boss, 1, 2)
    assert assessment_acts.settle(requested_service, by=cast.supplier_boss, **JOINT).proposed_by == cast.supplier_boss


def test_no_other_officer_does(cast, differing):
    with pytest.raises(PermissionDenied):
        assessment_acts.settle(differing, by=cast.supplier, **JOINT)


@pytest.mark.parametrize("name", ["other_supplier_boss", "coordinator_boss", "applicant_boss", "admin", "nobody"])
def test_nobody_else_does(cast, differing, name):
    with pytest.raises(PermissionDenied):
        assessment_acts.settle(differing, by=getattr(cast, name), **JOINT)


def test_it_may_be_settled_anew(cast, differing, people):
    cast.walk.agree_on(differing, *people)
    cast.walk.agree_on(differing, *people, security=3)
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


@pytest.mark.parametrize("has_proposed", [True, False])
def test_nothing_is_agreed_on_with_who_is_in_conflict(client, cast, differing, people, has_proposed):
    """Somebody judges instead first, and reads nothing of what was proposed, from a page that was open before too."""
    if has_proposed:
        assessment_acts.settle(differing, by=people[0], **JOINT)
    secrecy_acts.report_conflict(differing.registration, by=people[1], ground="other", text="Vän.")
    differing = RequestedService.objects.get(pk=differing.pk)
    for by in (people[0], cast.supplier_boss):
        with pytest.raises(ValidationError, match="Låt en kollega bedöma i stället"):
            assessment_acts.settle(differing, by=by, **JOINT)
        client.force_login(by)
        said = JOINT | {"security_grounds": "Egna ord.", "cost_grounds": "Egna ord.", "seen": "före"}
        page = client.post(reverse("settle", args=[differing.pk]), said, follow=True)
        assert (page.status_code, "Låt en kollega bedöma i stället" in page.text) == (409, True)
        assert JOINT["cost_grounds"] not in page.text or by == people[0]
    assert not Assessment.objects.exists()
