"""A person's own lists: kept under a name in one mandate, opened, taken away; nobody else's to see."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.desk import acts as desk_acts
from onboarding.models import SavedFilter
from onboarding.workflow import Status
from registry.models import Membership
from registry.ordinance import IN_FORCE

from ..pages import listed

pytestmark = pytest.mark.usefixtures("db")

QUERY = "lage=open&sort=mal&hos_oss=on"


@pytest.fixture
def kept(cast):
    return desk_acts.save_filter(by=cast.coordinator, name="Att fördela", query=QUERY)


def names(user):
    return [str(saved) for saved in SavedFilter.objects.of(user)]


def test_it_is_ones_own_in_one_mandate(cast, kept):
    other = Membership.objects.create(
        user=cast.coordinator, mandate=cast.fk_supplier, role="officer", title="x", valid_from=IN_FORCE
    )
    assert {name: names(person) for name, person in cast.people().items()} == {key: [] for key in cast.PEOPLE} | {
        "coordinator": ["Att fördela"]
    }
    cast.coordinator.acting = other
    assert names(cast.coordinator) == []


def test_a_name_is_used_once(cast, kept):
    with pytest.raises(ValidationError, match="Du har redan ett sparat urval med det namnet"):
        desk_acts.save_filter(by=cast.coordinator, name=" Att fördela ", query="lage=open")
    assert desk_acts.save_filter(by=cast.coordinator_boss, name="Att fördela", query="").name == "Att fördela"


def test_they_stand_in_the_swedish_order(cast):
    order = ["alla", "Andra", "é-tjänster", "Zon", "Ådalen", "äldst", "Ärenden", "Österut"]
    for name in sorted(order):
        desk_acts.save_filter(by=cast.coordinator, name=name, query="")
    assert names(cast.coordinator) == order


def test_there_is_an_end_to_how_many(cast):
    for number in range(desk_acts.MOST):
        desk_acts.save_filter(by=cast.coordinator, name=f"Urval {number}", query="")
    with pytest.raises(ValidationError, match="Du har redan 30 sparade urval"):
        desk_acts.save_filter(by=cast.coordinator, name="Ett till", query="")


def test_who_acts_for_nobody_keeps_nothing(cast):
    with pytest.raises(PermissionDenied):
        desk_acts.save_filter(by=cast.nobody, name="Mitt", query="")


def test_only_ones_own_is_taken_away(cast, kept):
    for name in set(cast.PEOPLE) - {"coordinator"}:
        with pytest.raises(PermissionDenied):
            desk_acts.delete_filter(kept, by=getattr(cast, name))
    desk_acts.delete_filter(kept, by=cast.coordinator)
    assert names(cast.coordinator) == []


# The pages


def test_what_one_looks_at_is_saved_and_opened(client, cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.coordinator)
    page = client.get(reverse("cases"), {"lage": "open", "hos_oss": "on", "sort": "mal", "efter": "1_1", "x": "y"})
    save = f"{reverse('saved_filters')}?{QUERY}"
    assert save.replace("&", "&amp;") in page.text
    page = client.get(save)
    assert 'name="query" value="lage=open&amp;sort=mal&amp;hos_oss=on"' in page.text
    response = client.post(reverse("saved_filters"), {"name": "Att fördela", "query": QUERY + "&efter=1_1&x=y"})
    assert response["Location"] == f"{reverse('cases')}?{QUERY}"
    [saved] = SavedFilter.objects.of(cast.coordinator)
    assert (saved.name, saved.query) == ("Att fördela", QUERY)
    page = client.get(response["Location"])
    assert listed(page) == [requested_service]
    assert f'href="{reverse("cases")}?{QUERY}" aria-current="page">Att fördela'.replace("&", "&amp;") in page.text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Ge urvalet ett namn."),
        ("  ", "Ge urvalet ett namn."),
        ("Att fördela", "Du har redan ett sparat urval med det namnet."),
        ("x" * 61, "Namnet får ha högst 60 tecken."),
    ],
)
def test_a_name_that_does_not_do_is_said_and_kept(client, cast, kept, name, sentence):
    client.force_login(cast.coordinator)
    page = client.post(reverse("saved_filters"), {"name": name, "query": "lage=open"})
    assert sentence in page.text
    assert 'name="query" value="lage=open"' in page.text
    assert names(cast.coordinator) == ["Att fördela"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "\0",
        "lage=\0&q=\0",
        "a" * 5000,
        "lage=' OR 1=1",
        "sort=mal&sort=inkom",
        "efter=1_1",
        "%00",
        "q=" + "😀" * 100,
    ],
)
def test_any_query_is_a_page_and_only_what_is_understood_is_kept(client, cast, query):
    client.force_login(cast.coordinator)
    assert client.get(f"{reverse('saved_filters')}?{query}").status_code == 200
    response = client.post(reverse("saved_filters"), {"name": "Mitt", "query": query})
    assert response.status_code in (200, 302)
    for saved in SavedFilter.objects.of(cast.coordinator):
        assert client.get(f"{reverse('cases')}?{saved.query}").context["form"].errors == {}
        assert len(saved.query) <= 2000


def test_nobody_else_takes_it_away_or_learns_that_it_is_there(client, cast, kept):
    address = reverse("saved_filter_delete", args=[kept.pk])
    for name in cast.PEOPLE:
        if name != "coordinator":
            client.force_login(getattr(cast, name))
            assert (name, client.post(address).status_code) == (name, 404)
    client.force_login(cast.coordinator)
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == reverse("saved_filters")
    assert names(cast.coordinator) == []


def test_the_page_of_who_has_none_says_what_will_come(client, cast):
    client.force_login(cast.applicant)
    assert "Inga sparade urval än." in client.get(reverse("saved_filters")).text
