"""The list of cases narrowed to an agency that people write in words: one hit, several to choose from, none."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.desk import acts as desk_acts
from onboarding.workflow import Status
from registry.models import Agency, RegisterEdition, RegisterEntry

from ..pages import listed

pytestmark = pytest.mark.usefixtures("db")
LIST = reverse("cases")


@pytest.fixture
def look(client, cast):
    """The list as the person gets it, after what it leads on to."""

    def get(said, person="coordinator"):
        client.force_login(getattr(cast, person))
        return client.get(LIST, said, follow=True)

    return get


@pytest.mark.parametrize("person", ["coordinator", "supplier"])
def test_one_hit_narrows_and_its_address_holds_for_good(look, cast, person):
    mine = cast.walk.request(Status.ALLOCATED)
    cast.walk.request(Status.ALLOCATED, by=cast.stranger)
    page = look({"myndighet": "bolags", "q": "", "lage": "open", "efter": "_"}, person)
    address = f"{LIST}?myndighet={cast.bolagsverket.pk}&lage=open"
    assert (page.redirect_chain, listed(page)) == ([(address, 302)], [mine])
    assert 'value="Bolagsverket"' in page.text
    cast.bolagsverket.name = "Verket för bolag"
    cast.bolagsverket.save()
    again = look({"myndighet": cast.bolagsverket.pk, "lage": "open"}, person)
    assert (again.redirect_chain, listed(again)) == ([], [mine])
    assert 'value="Verket för bolag"' in again.text


def test_a_former_name_leads_to_the_agency(look, cast):
    mine = cast.walk.request(Status.REGISTERED)
    edition = RegisterEdition.objects.create(name="Registret", as_of=date(2020, 1, 2), source="SCB", digest="x")
    RegisterEntry.objects.create(
        edition=edition, agency=cast.bolagsverket, name="PRV Bolag", org_number="2021005489", kind="administrative",
        is_preparedness_agency=False,
    )  # fmt: skip
    assert listed(look({"myndighet": "prv bolag"})) == [mine]


def test_several_hits_are_links_that_keep_the_other_conditions(look, cast):
    cast.walk.request(Status.REGISTERED)
    Agency.objects.filter(pk=cast.trv.pk).update(ended_on=date(2026, 1, 2), short_name="TRV")
    page = look({"myndighet": "verket", "lage": "open", "sort": "mal"})
    assert [agency for _, agency, _ in page.context["hits"]] == [cast.bolagsverket, cast.skv, cast.trv]
    assert f'<a href="{LIST}?myndighet={cast.skv.pk}&amp;lage=open&amp;sort=mal">Skatteverket</a>' in page.text
    assert "TRV, 202100-6297, upphörde 2026-01-02" in page.text
    assert "<table" not in page.text
    assert "Inget ärende stämmer" not in page.text
    assert 'id="villkor"' in page.text
    assert 'name="myndighet" value="verket"' in page.text


def test_of_very_many_the_first_are_shown_and_the_page_says_so(look, cast):
    Agency.objects.bulk_create(
        Agency(name=f"Nämnd {n:03}", org_number=f"20{n:08}", kind="administrative") for n in range(30)
    )
    page = look({"myndighet": "nämnd"})
    assert "Fler än 20 myndigheter stämmer" in page.text
    assert ("Nämnd 019</a>" in page.text, "Nämnd 020</a>" in page.text) == (True, False)


def test_none_is_said_at_the_field_and_the_rest_counts(look, cast):
    mine = cast.walk.request(Status.REGISTERED)
    for written in ["kaffe", "%", "x" * 10_000, "\0"]:
        page = look({"myndighet": written, "lage": "registered"})
        assert list(page.context["form"].errors) == ["myndighet"]
        assert 'id="id_myndighet_error"' in page.text
        assert listed(page) == [mine]


def test_the_file_is_of_the_same_agency(client, cast):
    cast.walk.request(Status.REGISTERED)
    other = cast.walk.request(Status.REGISTERED, by=cast.stranger)
    client.force_login(cast.coordinator)
    text = client.get(reverse("cases_csv"), {"myndighet": "ifau"}).getvalue().decode("utf-8-sig")
    assert [line.split(";")[0] for line in text.split("\r\n")[1:-1]] == [other.registration.diary_number]


def test_what_is_saved_is_the_key_however_it_was_written(client, cast):
    client.force_login(cast.coordinator)
    query = f"myndighet={cast.ifau.pk}"
    for written in ["ifau", str(cast.ifau.pk), "202100-4870", "arbetsmarknads utvärdering"]:
        assert client.get(reverse("saved_filters"), {"myndighet": written}).context["query"] == query
    saved = desk_acts.save_filter(by=cast.coordinator, name="IFAU", query=query)
    page = client.get(f"{LIST}?{saved.query}").text
    assert f'href="{LIST}?{query}" aria-current="page">IFAU' in page


def test_an_applicant_looks_up_nobody(look, cast):
    mine = cast.walk.request(Status.REGISTERED)
    page = look({"myndighet": "verket"}, "applicant")
    assert (page.redirect_chain, listed(page)) == ([], [mine])
