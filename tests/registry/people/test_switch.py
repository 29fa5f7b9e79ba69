"""A person acts in one mandate at a time, chosen among the person's own."""

from datetime import date

import pytest
from django.urls import reverse

from registry.models import Membership
from registry.ordinance import IN_FORCE, Role
from tests import making

pytestmark = pytest.mark.section(4)
PAGE = reverse("mandate_switch")


@pytest.fixture
def both(cast, client):
    """Karin Kö, logged in: officer of the coordinator, and reader for Försäkringskassan as a supplier."""
    reader = Membership.objects.create(
        user=cast.coordinator, mandate=cast.fk_supplier, role=Role.READER, title="utredare", valid_from=IN_FORCE
    )
    client.force_login(cast.coordinator)
    return cast.coordinator.memberships.first(), reader


def acting(client):
    return client.get(reverse("services")).context["acting"]


def test_without_a_choice_it_is_the_first(client, both):
    assert acting(client) == both[0]


def test_the_choice_holds_until_it_is_changed(client, both):
    for chosen in (both[1], both[0], both[1]):
        assert client.post(PAGE, {"membership": chosen.pk}).url == reverse("start")
        assert acting(client) == acting(client) == chosen


def test_the_page_shows_ones_own_and_the_present_one_is_marked(client, both):
    html = client.get(PAGE).content.decode()
    assert html.count('type="radio"') == 2
    assert "Försäkringskassan som samordnande myndighet, handläggare" in html
    assert "Försäkringskassan som leverantörsmyndighet, läsare" in html
    assert client.get(PAGE).context["form"]["membership"].value() == both[0].pk


@pytest.mark.parametrize("chosen", ["", "x", "\0", "-1", "9" * 30])
def test_what_is_not_a_choice_is_refused(client, both, chosen):
    response = client.post(PAGE, {"membership": chosen})
    assert response.status_code == 200
    assert response.context["form"].errors["membership"]
    assert acting(client) == both[0]


def test_nobody_takes_anothers_mandate(cast, client, both):
    response = client.post(PAGE, {"membership": cast.supplier.memberships.get().pk})
    assert response.context["form"].errors == {"membership": ["Välj ett av dina uppdrag."]}
    assert acting(client) == both[0]


def test_a_membership_that_ends_takes_the_choice_with_it(client, both):
    client.post(PAGE, {"membership": both[1].pk})
    Membership.objects.filter(pk=both[1].pk).update(valid_until=date(2025, 6, 1))
    assert acting(client) == both[0]
    assert client.post(PAGE, {"membership": both[1].pk}).status_code == 200


@pytest.mark.parametrize(
    "other", ["foo", "start", "//evil.example", "/\\\\evil.example", "https:evil.example", "\u00b2"]
)
def test_what_is_no_address_of_ours_leads_to_the_start(client, both, other):
    assert client.post(PAGE, {"membership": both[1].pk, "next": other}).url == reverse("start")


def test_a_person_without_a_mandate(cast, client):
    client.force_login(cast.nobody)
    assert "Du har inget uppdrag ännu." in client.get(PAGE).content.decode()


def test_a_visitor_is_asked_to_log_in(cast, client):
    assert client.get(PAGE).url == f"{reverse('login')}?next={PAGE}"


def test_the_ordinance_is_read_by_everybody(client, db):
    html = client.get(reverse("ordinance")).content.decode()
    assert [f'id="p{number}"' in html for number in range(1, 13)] == [True] * 12


def test_people_stand_in_the_swedish_order(cast):
    other = cast.other_supplier.acting.mandate
    order = ["anna Berg", "Anna Östman", "Zara Ek", "Åke Dal", "ärla Falk", "Örjan Ask"]
    for name in sorted(order):
        making.person(name, other)
    officers = Membership.objects.officers_for(other)
    assert [officer.user.name for officer in officers if officer.user.name in order] == order
