"""4 §: the list of services, open to everybody, with what each person may see of it."""

import pytest
from django.urls import reverse

from registry.catalogue import acts as catalogue_acts
from registry.models import Service

from ... import making
from ...once import made_once

pytestmark = pytest.mark.section(4)
LIST = reverse("services")
VISITOR = "visitor"
EVERYBODY = [VISITOR, *making.Cast.PEOPLE]
PARTIES = {"supplier", "supplier_boss", "coordinator", "coordinator_boss"}


@made_once
def draft(cast):
    """A service that has not been published."""
    return catalogue_acts.offer(
        by=cast.supplier,
        category=cast.service.category,
        name="Hemlig nyhet",
        unit="kluster",
        description=making.description(summary="Kluster i drift."),
        intake="closed",
    )


@pytest.fixture
def look(cast, client):
    """The page as the person sees it; returns the response."""

    def get(person, address=LIST, **asked):
        client.logout()
        if person != VISITOR:
            client.force_login(getattr(cast, person))
        return client.get(address, asked)

    return get


def page_of(service):
    return reverse("service", args=[service.pk])


def who_reads(look, words, address=LIST, **asked):
    """Those whose page says the words."""
    return {person for person in EVERYBODY if words in look(person, address, **asked).content.decode()}


def names(response):
    return [row["name"] for row in response.context["rows"]]


def test_everybody_sees_what_is_published_and_its_parties_the_drafts(look, draft):
    for person in EVERYBODY:
        seen = ["Hemlig nyhet"] if person in PARTIES else []
        response = look(person)
        assert names(response) == [*seen, "Lagring", "Virtuell server"]
        assert ("Utkast" in response.content.decode()) is bool(seen)
        assert look(person, page_of(draft)).status_code == (200 if seen else 404)


def test_only_the_parties_see_that_a_new_version_is_drafted(cast, look):
    catalogue_acts.describe(
        cast.service, by=cast.supplier, description=making.description(summary="Ännu inte offentlig.")
    )
    page = page_of(cast.service)
    assert who_reads(look, "Ny version på gång") == PARTIES
    assert who_reads(look, "Utkast till version 2", page) == PARTIES
    assert who_reads(look, "Ännu inte offentlig.", page) == set()
    assert who_reads(look, "Ännu inte offentlig.", page, version=2) == PARTIES


ASKED = {
    "all": ({}, ["Lagring", "Virtuell server"]),
    "a name": ({"q": "LAGR"}, ["Lagring"]),
    "a supplier": ({"q": "trafikv"}, ["Lagring"]),
    "a category": ({"q": "server"}, ["Lagring", "Virtuell server"]),
    "a sentence": ({"q": "svensk statlig"}, ["Lagring", "Virtuell server"]),
    "å, ä and ö in capitals": ({"q": "SÄKERHETSKOPIERING"}, ["Lagring", "Virtuell server"]),
    "nothing like it": ({"q": "kaffe"}, []),
    "signs of the database": ({"q": "%_"}, []),
    "an intake": ({"mottagande": "open"}, ["Lagring", "Virtuell server"]),
    "another intake": ({"mottagande": "waiting"}, []),
}


def test_what_is_asked_for_is_found(look):
    assert {words: names(look(VISITOR, **asked)) for words, (asked, _) in ASKED.items()} == {
        words: found for words, (_, found) in ASKED.items()
    }


def test_supplier_and_category_narrow(cast, look):
    assert names(look(VISITOR, leverantor=cast.other_service.supplier_id)) == ["Lagring"]
    assert names(look(VISITOR, leverantor=cast.fk_supplier.pk)) == []
    assert names(look(VISITOR, kategori=cast.service.category_id, mottagande="open")) == ["Lagring", "Virtuell server"]


def test_the_search_does_not_tell_of_drafts(cast, look, draft):
    catalogue_acts.describe(
        cast.service, by=cast.supplier, description=making.description(summary="Ännu inte offentlig.")
    )
    assert names(look(VISITOR, q="offentlig")) == names(look(VISITOR, q="nyhet")) == []


ODD = [
    {"q": "a\0b"},
    {"q": "x" * 101},
    {"leverantor": "9" * 30},
    {"leverantor": "\0"},
    {"leverantor": "-1"},
    {"kategori": "server"},
    {"mottagande": "nej"},
]


def test_what_cannot_be_understood_is_said_and_left_out(look):
    for asked in ODD:
        response = look(VISITOR, **asked)
        assert names(response) == ["Lagring", "Virtuell server"]
        assert list(response.context["form"].errors) == list(asked)


def test_a_version_that_is_not_there_is_the_one_in_force(cast, look):
    for version in ["0", "-1", "x", "\0", "9" * 30, "7"]:
        response = look(VISITOR, page_of(cast.service), version=version)
        assert response.context["description"].version == 1


def test_earlier_versions_can_be_read(cast, look):
    draft = catalogue_acts.describe(
        cast.service, by=cast.supplier, description=making.description(summary="Nya servrar.")
    )
    catalogue_acts.approve(draft, by=cast.supplier_boss)
    catalogue_acts.approve(draft, by=cast.coordinator_boss)
    assert "Nya servrar." in look(VISITOR, page_of(cast.service)).content.decode()
    before = look(VISITOR, page_of(cast.service), version=1).content.decode()
    assert "Virtuella servrar i en svensk statlig datahall." in before
    assert "Den gäller inte längre." in before


def test_nothing_yet(db, client):
    assert "Inga tjänster ännu." in client.get(LIST).content.decode()


def test_nothing_found(look):
    assert "Ingen tjänst stämmer med det du söker." in look(VISITOR, q="kaffe").content.decode()


def test_each_is_offered_what_they_may_do(cast, look):
    page = page_of(cast.service)
    assert who_reads(look, ">Anmäl intresse</a>", page) == {"applicant", "applicant_boss", "stranger"}
    assert who_reads(look, ">Logga in och anmäl intresse</a>", page) == {VISITOR}
    assert who_reads(look, ">Skriv ny tjänstebeskrivning</a>", page) == {"supplier", "supplier_boss"}
    assert who_reads(look, ">Lägg till tjänst</a>") == {person for person in EVERYBODY if "supplier" in person}


def test_a_draft_is_offered_for_approval_to_those_who_decide(look, draft):
    assert who_reads(look, "Läs och godkänn", page_of(draft)) == {"supplier_boss", "coordinator_boss"}
    assert who_reads(look, "Ändra utkastet", page_of(draft)) == {"supplier", "supplier_boss"}
    assert who_reads(look, "nmäl intresse", page_of(draft)) == set()


def test_a_visitor_comes_back_to_the_filing_of_the_same_service(cast, look):
    html = look(VISITOR, page_of(cast.service)).content.decode()
    assert f"{reverse('login')}?next={reverse('draft')}%3Ftjanst%3D{cast.service.pk}" in html


@pytest.mark.parametrize("more", [0, 8])
def test_the_list_asks_as_often_for_many_rows_as_for_few(cast, client, django_assert_num_queries, more):
    for number in range(more):
        making.service(cast.supplier, cast.supplier_boss, cast.coordinator_boss, name=f"Server {number}")
    with django_assert_num_queries(3):
        response = client.get(LIST)
    assert len(response.context["rows"]) == 2 + more == Service.objects.published().count()
    client.force_login(cast.supplier)
    with django_assert_num_queries(6):
        client.get(LIST)
