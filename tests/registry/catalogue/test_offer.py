"""4 §: a supplier adds a service, with the first draft of its description."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from registry.catalogue import acts as catalogue_acts
from registry.models import JournalEntry, Service, ServiceCategory

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(4)
PAGE = reverse("service_new")


@made_once
def lagring(cast):
    return ServiceCategory.objects.create(name="Lagring")


def written(category, **changes):
    text = making.description()
    return {**text, "category": category.pk, "name": "Blocklagring", "unit": "terabyte", "intake": "waiting", **changes}


def test_only_a_supplier_offers(cast, client):
    suppliers = {person for person in making.Cast.PEOPLE if "supplier" in person}
    assert {name for name, person in cast.people().items() if may_offer(cast, person)} == suppliers
    for name, person in cast.people().items():
        client.force_login(person)
        expected = 200 if name in suppliers else 403
        assert client.get(PAGE).status_code == client.post(PAGE).status_code == expected


def may_offer(cast, person):
    before = Service.objects.count()
    try:
        service = catalogue_acts.offer(
            by=person, category=cast.service.category, name=f"{person}s", unit="st", description=making.description()
        )
    except PermissionDenied:
        return Service.objects.count() != before
    return service.supplier == person.acting.mandate


def test_a_visitor_is_asked_to_log_in(cast, client):
    assert client.get(PAGE).url == f"{reverse('login')}?next={PAGE}"


def test_the_page_asks_for_every_field(cast, client):
    client.force_login(cast.supplier)
    response = client.get(PAGE)
    html = response.content.decode()
    assert [name for name in response.context["form"].fields if f'name="{name}"' not in html] == []


def test_a_service_is_added_as_a_draft(cast, client, lagring):
    client.force_login(cast.supplier)
    response = client.post(PAGE, written(lagring, included="Rad ett\r\nRad två"))
    service = Service.objects.get(name="Blocklagring")
    assert response.url == reverse("service", args=[service.pk])
    draft = service.draft_description
    assert (draft.version, draft.created_by, draft.personal_data) == (1, cast.supplier, False)
    assert (service.supplier, service.intake) == (cast.supplier.acting.mandate, "waiting")
    assert service.published_description is None
    entry = JournalEntry.objects.get(chain=service.chain)
    assert (entry.act, entry.section, entry.person) == ("registry.offer", "4 §", "Lena Leverans")


FAULTS = {
    "no name": ({"name": " "}, "name", "Ange tjänstens namn."),
    "no category": ({"category": ""}, "category", "Välj den kategori som tjänsten visas under."),
    "a category that is not there": ({"category": "9" * 30}, "category", None),
    "no unit": ({"unit": ""}, "unit", "Ange enheten, till exempel användare eller terabyte."),
    "an intake that is not there": ({"intake": "x"}, "intake", None),
    "no sentence": ({"summary": ""}, "summary", "Beskriv tjänsten i en mening."),
    "no total defence": (
        {"total_defence": "\n"},
        "total_defence",
        "Ange hur totalförsvarets behov har beaktats (5 §).",
    ),
    "no own operations": (
        {"own_operations": "", "exemption": " "},
        "own_operations",
        "Ange den egna it-drift som tjänsten baseras på, eller föreskriften om undantag (6 §).",
    ),
    "too long": ({"summary": "x" * 251}, "summary", None),
    "not text": ({"included": "a\0b"}, "included", None),
    "the name again": ({"name": "Virtuell server"}, None, "Ni har redan en tjänst med det namnet."),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_is_said_and_what_was_written_is_kept(cast, client, lagring, fault):
    changes, field, sentence = fault
    client.force_login(cast.supplier)
    before = Service.objects.count(), JournalEntry.objects.count()
    response = client.post(PAGE, written(lagring, contact="drift@myndighet.example") | changes)
    errors = response.context["form"].errors.get(field or "__all__")
    assert errors == [sentence] if sentence else len(errors) == 1
    assert "drift@myndighet.example" in response.content.decode()
    assert (Service.objects.count(), JournalEntry.objects.count()) == before


@pytest.mark.section(6)
def test_a_prescribed_exemption_stands_instead_of_own_operations(cast, client, lagring):
    client.force_login(cast.supplier)
    response = client.post(PAGE, written(lagring, own_operations="", exemption="SFS 2026:1"))
    assert response.status_code == 302


def test_two_suppliers_may_use_one_name(cast, lagring):
    catalogue_acts.offer(
        by=cast.other_supplier, category=lagring, name="Virtuell server", unit="st", description=making.description()
    )
    with pytest.raises(ValidationError, match="Ni har redan en tjänst med det namnet"):
        catalogue_acts.offer(
            by=cast.supplier, category=lagring, name="Virtuell server", unit="st", description=making.description()
        )
