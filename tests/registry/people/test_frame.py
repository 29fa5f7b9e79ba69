"""What every page shows of the person: the mandate acted in, whether there are others, and how much is new."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from registry.models import Agency, Mandate, Membership, Notice
from registry.ordinance import IN_FORCE, Part, Role

from ...onboarding import many_cases
from ...roles import as_owner

pytestmark = pytest.mark.usefixtures("db")
ABOUT = "about"  # a page that reads nothing of its own
ANALYZE = "ANALYZE registry_membership; ANALYZE registry_mandate; ANALYZE registry_agency"


def hold(person, number):
    """The person holds so many mandates more, each of an agency of its own."""
    agencies = Agency.objects.bulk_create(
        Agency(name=f"Myndighet {n}", org_number="2021005489", kind="administrative") for n in range(number)
    )
    mandates = Mandate.objects.bulk_create(
        Mandate(agency=agency, part=Part.APPLICANT, valid_from=IN_FORCE, basis="SFS 2024:1005") for agency in agencies
    )
    Membership.objects.bulk_create(
        Membership(user=person, mandate=mandate, role=Role.OFFICER, title="handläggare", valid_from=IN_FORCE)
        for mandate in mandates
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(ANALYZE)  # as the database does by itself in a while


@pytest.mark.parametrize("chosen", [False, True], ids=["the first", "chosen"])
def test_costs_the_same_whoever_holds_one_mandate_or_336(client, cast, django_assert_num_queries, chosen):
    client.force_login(cast.supplier)
    with django_assert_num_queries(3):  # session, person, mandate
        assert "Byt uppdrag" not in client.get(reverse(ABOUT)).text
    hold(cast.supplier, 335)
    if chosen:
        last = cast.supplier.memberships.last()
        client.post(reverse("mandate_switch"), {"membership": last.pk})
    with django_assert_num_queries(3):
        page = client.get(reverse(ABOUT)).text
    assert "Byt uppdrag" in page
    assert ("Myndighet 334" if chosen else "Skatteverket") in page
    assert many_cases.blocks(lambda: client.get(reverse(ABOUT))) < 100


def test_a_mandate_that_is_over_is_none_to_switch_to(client, cast):
    hold(cast.supplier, 1)
    cast.supplier.memberships.filter(mandate__agency__name="Myndighet 0").update(valid_until=timezone.localdate())
    client.force_login(cast.supplier)
    assert "Byt uppdrag" not in client.get(reverse(ABOUT)).text


@pytest.mark.parametrize("person", ["coordinator", "nobody"])
def test_counts_what_the_person_has_not_read(client, cast, person):
    person = getattr(cast, person)
    client.force_login(person)
    assert "Aviseringar</a>" in client.get(reverse(ABOUT)).text
    Notice.objects.bulk_create(Notice(recipient=person, key=str(n), subject="Nytt", path="/") for n in range(3))
    Notice.objects.filter(recipient=person, key="0").update(read_at=timezone.now())
    assert 'aria-label="Aviseringar, 2 olästa">Aviseringar (2)</a>' in client.get(reverse(ABOUT)).text


@pytest.mark.parametrize(("until", "current"), [(None, True), (IN_FORCE, False)])
def test_a_membership_in_a_mandate_that_is_over_is_none(until, current):
    mandate = Mandate(valid_from=IN_FORCE, valid_until=until)
    assert Membership(mandate=mandate, valid_from=IN_FORCE).is_current() == current
