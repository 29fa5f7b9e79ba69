"""Raw SQL, past every act: the database itself refuses what 3 and 7 §§ do not allow, by a named rule."""

import pytest
from django.utils import timezone

from onboarding.filing import acts as filing_acts
from onboarding.models import RequestedService

from .. import making
from .raw_sql import refused, refused_change, refused_row

NBSP, ZERO_WIDTH = "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"

# 3 §


@pytest.mark.section(3)
def test_an_agency_under_the_riksdag_registers_nothing(cast):
    ours = cast.walk.draft()
    riksdag = making.agency("Riksrevisionen", "2021006461", kind="riksdag")
    rule = "registers_only_under_the_government"
    assert refused_change("interestregistration", ours.pk, agency_id=riksdag.pk) == rule
    row = making.answers() | {"agency_id": riksdag.pk, "created_by_id": cast.applicant.pk, "other_channel": False}
    blank = "contact_phone signatory own_reference other_channel_reference problems security_effect cost_effect"
    blank += " data_subjects data_role suitability integrations classification_role"
    row |= dict.fromkeys(blank.split(), "") | {"saved_steps": "[]", "form_version": 1, "acknowledgement_version": 1}
    row |= dict.fromkeys(["created_at", "changed_at"], timezone.now())
    assert refused_row("interestregistration", row) == rule


# 7 §


@pytest.mark.section(7)
def test_a_draft_has_no_other_state(cast):
    draft = cast.walk.request("draft")
    for status in ("registered", "withdrawn", "closed"):
        assert refused_change("requestedservice", draft.pk, status=status) == "state_has_its_fact"


@pytest.mark.section(7)
def test_what_is_sent_is_no_draft(cast):
    requested_service = cast.walk.request("registered")
    assert refused_change("requestedservice", requested_service.pk, status="draft") == "state_has_its_fact"
    case, rule = requested_service.registration_id, "registered_stays_registered"
    assert refused_change("interestregistration", case, registered_at=None, diary_number=None) == rule
    assert refused_change("interestregistration", case, diary_number="FK 1") == rule
    assert refused_change("interestregistration", case, agency_id=cast.ifau.pk) == rule
    assert refused("DELETE FROM onboarding_interestregistration") == rule


@pytest.mark.section(7)
def test_a_registration_is_sent_with_its_services(cast):
    draft, now = cast.walk.draft(), timezone.now()
    rule = "registered_with_number_and_acknowledgement"
    assert refused_change("interestregistration", draft.pk, registered_at=now) == rule
    complete = {"registered_at": now, "diary_number": "FK 1", "acknowledged_by_id": cast.applicant.pk}
    assert refused_change("interestregistration", draft.pk, **complete) == "registered_with_its_services"


@pytest.mark.section(7)
def test_a_service_is_asked_for_by_the_agency_of_its_registration(cast):
    requested_service = cast.walk.request("registered")
    assert refused_change("requestedservice", requested_service.pk, agency_id=cast.ifau.pk) == "state_has_its_fact"


def allocation(requested_service, cast, motive="Har plats."):
    return {
        "requested_service_id": requested_service.pk,
        "supplier_id": cast.other_supplier.acting.mandate.pk,
        "motive": motive,
        "allocated_by_id": cast.coordinator.pk,
        "allocated_at": timezone.now(),
    }


@pytest.mark.section(7)
def test_one_current_allocation(cast):
    requested_service = cast.walk.request("allocated")
    assert refused_row("allocation", allocation(requested_service, cast)) == "one_current_allocation"


@pytest.mark.section(7)
def test_nobody_but_the_coordinator_allocates(cast):
    requested_service = cast.walk.request("registered")
    for person in (cast.stranger, cast.supplier_boss, cast.nobody, cast.admin):
        row = allocation(requested_service, cast) | {"allocated_by_id": person.pk}
        assert refused_row("allocation", row) == "coordinator_allocates"


@pytest.mark.section(7)
def test_an_allocation_beside_the_state_gives_no_supplier_sight_of_the_case(cast):
    for status in ("registered", "withdrawn"):
        requested_service = cast.walk.request(status)
        assert refused_row("allocation", allocation(requested_service, cast)) == "allocated_while_it_stands"


@pytest.mark.section(7)
def test_nothing_is_added_to_what_has_come_in(cast):
    requested_service = cast.walk.request("registered")
    row = RequestedService.objects.filter(pk=requested_service.pk).values().get()
    more = {name: value for name, value in row.items() if name != "id"} | {"service_id": cast.other_service.pk}
    assert refused_row("requestedservice", more) == "nothing_is_added_to_what_came_in"


@pytest.mark.section(7)
def test_what_has_ended_is_not_taken_up_again(cast):
    for status in ("withdrawn", "closed"):
        requested_service = cast.walk.request(status)
        for other in {"registered", "withdrawn", "closed"} - {status}:
            assert refused_change("requestedservice", requested_service.pk, status=other) == "what_has_ended_stays"


@pytest.mark.section(7)
def test_an_allocation_has_a_motive(cast):
    requested_service = cast.walk.request("registered")
    for motive in ("", " \n\t ", NBSP, ZERO_WIDTH, "–"):
        assert refused_row("allocation", allocation(requested_service, cast, motive)) == "allocation_has_motive"


@pytest.mark.section(7)
def test_an_allocation_only_ends(cast):
    requested_service, rule = cast.walk.request("allocated"), "allocation_only_ends"
    assert refused("DELETE FROM onboarding_allocation") == rule
    assert refused("UPDATE onboarding_allocation SET motive = 'Annat.'") == rule
    assert refused("UPDATE onboarding_allocation SET ended_at = now()") == "allocated_while_it_stands"
    filing_acts.withdraw(requested_service, by=cast.applicant)
    assert refused("UPDATE onboarding_allocation SET ended_at = NULL") == rule


@pytest.mark.section(7)
def test_no_state_without_its_allocation(cast):
    requested_service, supplier = cast.walk.request("registered"), cast.supplier.acting.mandate.pk
    change = {"status": "allocated", "supplier_id": supplier}
    assert refused_change("requestedservice", requested_service.pk, **change) == "state_has_its_fact"
    cast.walk.allocate(requested_service)
    other = cast.other_supplier.acting.mandate.pk
    assert refused_change("requestedservice", requested_service.pk, supplier_id=other) == "state_has_its_fact"
