"""A supplier takes a service on, with a service of its own (4, 6 §§)."""

import pytest
from django.core.exceptions import ValidationError

from onboarding.allocation import acts as allocation_acts
from registry.catalogue import acts as catalogue_acts
from registry.models import Notice, ServiceCategory

from ... import making


@pytest.mark.section(6)
def test_only_with_a_published_service_of_its_own(cast):
    requested_service = cast.walk.request("allocated")
    unpublished = catalogue_acts.offer(
        by=cast.supplier,
        category=ServiceCategory.objects.get(),
        name="Ny",
        unit="st",
        description=making.description(),
    )
    for service in (cast.other_service, unpublished):
        with pytest.raises(ValidationError, match="egna publicerade tjänster"):
            allocation_acts.accept(requested_service, by=cast.supplier, service=service)
    allocation_acts.accept(requested_service, by=cast.supplier, service=cast.service)
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.delivered_service) == ("accepted", cast.service)


@pytest.mark.section(8)
def test_another_supplier_takes_on_what_was_refused(cast):
    requested_service = cast.walk.request("refused")
    cast.walk.allocate(requested_service, cast.other_supplier)
    allocation_acts.accept(requested_service, by=cast.other_supplier, service=cast.other_service)
    requested_service.refresh_from_db()
    assert (requested_service.service, requested_service.delivered_service) == (cast.service, cast.other_service)


def test_withdrawn_ends_the_allocation(cast):
    requested_service = cast.walk.request("accepted")
    cast.walk.withdraw(requested_service)
    requested_service.refresh_from_db()
    assert (requested_service.status, requested_service.supplier, requested_service.delivered_service) == (
        "withdrawn",
        None,
        None,
    )
    assert requested_service.current_allocation is None


def test_the_agency_and_the_coordinator_are_told(cast):
    cast.walk.request("accepted")
    told = Notice.objects.filter(key__startswith="accepted")
    agency, coordinator = {cast.applicant, cast.applicant_boss, cast.reader}, {cast.coordinator, cast.coordinator_boss}
    assert {notice.recipient for notice in told} == agency | coordinator
