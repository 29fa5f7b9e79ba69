"""4 §: a supplier declares what it can take on of a service; what it said before is kept and shown."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from registry.acts import fingerprint
from registry.catalogue import acts as catalogue_acts
from registry.models import Capacity, JournalEntry

from ... import making
from ...locking import locked
from ...roles import as_owner

pytestmark = pytest.mark.section(4)


@pytest.fixture
def page(cast):
    return reverse("declare_capacity", args=[cast.service.pk])


def declare(cast, by=None, **said):
    return catalogue_acts.declare_capacity(cast.service, by=by or cast.supplier, **{"intake": "waiting", **said})


def test_the_latest_holds_and_the_earlier_are_kept(cast):
    declare(cast, intake="open", free_units=Decimal(40))
    declare(cast, free_units=Decimal("2.5"), comment="Ny hall i höst.")
    cast.service.refresh_from_db()
    assert cast.service.intake == "waiting"
    assert [(c.intake, c.free_units, c.note, c.declared_by) for c in cast.service.capacities.all()] == [
        ("waiting", Decimal("2.50"), "Ny hall i höst.", cast.supplier),
        ("open", Decimal(40), "", cast.supplier),
    ]


def test_two_who_declare_at_once_do_so_one_after_the_other(cast):
    assert locked(lambda: declare(cast)) == "service journal"


def test_is_journalled(cast):
    declare(cast, free_units=Decimal(40))
    entry = JournalEntry.objects.filter(chain=cast.service.chain).last()
    assert (entry.act, entry.section, entry.text) == (
        "registry.declare_capacity",
        "4 §",
        "Kapaciteten för Virtuell server uppgavs: väntelista. Ledig volym (server): 40.",
    )


def test_only_its_own_supplier(cast):
    for name, person in cast.people().items():
        if name not in {"supplier", "supplier_boss"}:
            with pytest.raises(PermissionDenied):
                declare(cast, by=person)
    assert not Capacity.objects.exists()


def test_all_suppliers_and_the_coordinator_read_it_and_its_own_supplier_writes(client, cast, page):
    declare(cast, comment="Ny hall i höst.")
    readers = "coordinator coordinator_boss supplier supplier_boss other_supplier other_supplier_boss".split()
    for name, person in cast.people().items():
        client.force_login(person)
        response = client.get(page)
        assert response.status_code == (200 if name in readers else 403)
        writes = name in {"supplier", "supplier_boss"}
        assert client.post(page, {}).status_code == (200 if writes else 403)
        if name in readers:
            assert (response.context["form"] is not None, "Ny hall i höst." in response.text) == (writes, True)
    assert Capacity.objects.count() == 1


def test_a_service_that_only_others_know_of_is_not_there(client, cast):
    hidden = making.unpublished(cast)
    client.force_login(cast.other_supplier)
    assert client.get(reverse("declare_capacity", args=[hidden.pk])).status_code == 404


def test_the_page_begins_with_what_holds_and_saves_what_is_said(client, cast, page):
    declare(cast, intake="open", free_units=Decimal(40))
    client.force_login(cast.supplier)
    form = client.get(page).context["form"]
    assert (form["intake"].value(), form["free_units"].value()) == ("open", Decimal(40))
    said = {"intake": "waiting", "free_units": "1 200,5", "comment": "", "seen": form["seen"].value()}
    assert client.post(page, said).url == page
    assert Capacity.objects.first().free_units == Decimal("1200.50")


def test_nobody_overwrites_what_a_colleague_has_declared_meanwhile(client, cast, page):
    client.force_login(cast.supplier)
    seen = client.get(page).context["form"]["seen"].value()
    declare(cast, by=cast.supplier_boss, free_units=Decimal(7))
    again = client.post(page, {"intake": "closed", "free_units": "", "comment": "Mitt.", "seen": seen})
    assert ("Tar emot nya", "Väntelista") in again.context["form"].theirs
    assert "Mitt." in again.text
    assert Capacity.objects.count() == 1
    with pytest.raises(ValidationError, match="Någon har sparat medan du skrev"):
        declare(cast, seen=fingerprint(0))


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"intake": ""}, "intake", "Välj om ni tar emot nya anslutningar."),
        ({"free_units": "många"}, "free_units", "Skriv ett tal, till exempel 120 eller 12,5."),
        ({"free_units": "-1"}, None, "Den lediga volymen ska vara noll eller mer."),
        (
            {"intake": "closed", "free_units": "3"},
            None,
            "En tjänst som är stängd har ingen ledig volym. Ändra mottagandet eller volymen.",
        ),
        ({"comment": "x" * 251}, "comment", None),
        ({"comment": "a\x00"}, "comment", "Null-tecken är inte tillåtna."),
    ],
)
def test_a_wrong_answer_is_said_and_nothing_is_saved(client, cast, page, said, field, sentence):
    client.force_login(cast.supplier)
    response = client.post(page, {"intake": "open", "free_units": "", "comment": "Kvar."} | said)
    errors = response.context["form"].errors[field or "__all__"]
    assert sentence is None or errors == [sentence]
    assert not Capacity.objects.exists()


def test_the_database_keeps_what_was_declared(cast):
    declare(cast)
    for sql in ("UPDATE registry_capacity SET note = 'x'", "DELETE FROM registry_capacity"):
        with pytest.raises(IntegrityError) as refused, as_owner(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert refused.value.__cause__.diag.constraint_name == "capacity_is_never_changed"


def test_the_service_page_leads_there(client, cast, page):
    for person, words in [(cast.supplier, "Uppge kapacitet"), (cast.coordinator, "Uppgiven kapacitet")]:
        client.force_login(person)
        assert f'<a href="{page}">{words}</a>' in client.get(reverse("service", args=[cast.service.pk])).text
    client.force_login(cast.applicant)
    assert page not in client.get(reverse("service", args=[cast.service.pk])).text
