"""How often an act asks the database: read once, written at once. Literal, so that nobody adds to it unseen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.filing import acts as filing_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal.acts import as_it_stands
from onboarding.workflow import Status
from registry.acts import fingerprint

from ..making import decision


def statements(act):
    """(how many statements the act took, the transaction's own two among them; what it returned)."""
    with CaptureQueriesContext(connection) as captured:
        returned = act()
    return len(captured), returned


@pytest.fixture
def numbered(cast):
    """The agencies' series of this year have begun, as after the first case of the year."""
    cast.walk.request(Status.AGREED)


def test_from_the_draft_to_the_supplier(cast, numbered):
    drafting, case = statements(cast.walk.draft)
    registering, case = statements(lambda: filing_acts.register(case, by=cast.applicant, acknowledged=True))
    requested_service = case.requested_services.get()
    allocating, _ = statements(lambda: cast.walk.allocate(requested_service))
    accepting, _ = statements(lambda: cast.walk.accept(requested_service))
    assert (drafting, registering, allocating, accepting) == (9, 18, 18, 18)


def test_a_refusal(cast, numbered):
    requested_service = cast.walk.request(Status.ALLOCATED)
    seen = as_it_stands(requested_service, None, [])
    refusing, _ = statements(
        lambda: refusal_acts.refuse(requested_service, by=cast.supplier_boss, seen=seen, **decision(cast.supplier))
    )
    assert refusing == 24


def test_the_signatures_of_an_agreement(cast, numbered):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    signing, _ = statements(lambda: agreement_acts.sign(agreement, by=cast.applicant_boss))
    entering, _ = statements(lambda: agreement_acts.sign(agreement, by=cast.supplier_boss))
    assert (signing, entering) == (12, 25)


def test_the_whole_way(cast, numbered):
    to_the_agreement, _ = statements(lambda: cast.walk.request(Status.AGREED))
    to_the_connection, _ = statements(lambda: cast.walk.request(Status.CONNECTED))
    assert (to_the_agreement, to_the_connection) == (158, 180)


def test_many_allocated_at_once_take_twelve_each(cast, numbered):
    def many(count):
        requested_services = [cast.walk.request(Status.REGISTERED) for _ in range(count)]
        chosen = [
            (requested_service, cast.supplier.acting.mandate, fingerprint(requested_service.standing))
            for requested_service in requested_services
        ]
        return lambda: allocation_acts.allocate_many(chosen, by=cast.coordinator, motive="Har plats.")

    assert [statements(many(count))[0] for count in (1, 3)] == [20, 44]
