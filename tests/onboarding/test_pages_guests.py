"""The exception: named people let into one case, and out again."""

import pytest
from django.urls import reverse

from onboarding import actions

from .pages import statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast):
    return cast.walk.request("allocated").registration


def let_in(case):
    return {grant.user.name for grant in case.guests.select_related("user")}


def test_the_page_is_for_decision_makers_of_the_agency_and_the_coordinator(client, cast, case):
    expected = dict.fromkeys(cast.PEOPLE, 404)
    expected |= dict.fromkeys(["applicant", "reader", "coordinator", "supplier", "supplier_boss"], 403)
    expected |= dict.fromkeys(["applicant_boss", "coordinator_boss"], 200)
    assert statuses(client, cast, reverse("guests", args=[case.pk])) == expected


def test_a_draft_has_no_guests(client, cast):
    client.force_login(cast.applicant_boss)
    assert client.get(reverse("guests", args=[cast.walk.draft().pk])).status_code == 404


def test_a_person_is_let_in_and_out_again(client, cast, case):
    client.force_login(cast.applicant_boss)
    address = reverse("guests", args=[case.pk])
    assert client.post(address, {"person": cast.nobody.email.upper()}).headers["Location"] == address
    assert let_in(case) == {"Nils Ingen"}
    assert "Nils Ingen" in client.get(address).text
    out = reverse("let_out", args=[case.pk, cast.nobody.pk])
    assert client.get(out).status_code == 405
    assert client.post(out).headers["Location"] == address
    assert let_in(case) == set()


def test_only_they_let_anybody_out(client, cast, case):
    actions.let_in(case, by=cast.applicant_boss, person=cast.nobody)
    for name in set(cast.PEOPLE) - {"applicant_boss", "coordinator_boss"}:
        client.force_login(getattr(cast, name))
        assert client.post(reverse("let_out", args=[case.pk, cast.nobody.pk])).status_code in (403, 404)
    assert let_in(case) == {"Nils Ingen"}


@pytest.mark.parametrize("person", [0, 10**30])
def test_nobody_is_let_out_who_was_not_let_in(client, cast, case, person):
    client.force_login(cast.applicant_boss)
    assert client.post(reverse("let_out", args=[case.pk, person])).status_code == 404


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "Ange personens e-postadress."),
        ("nils", "Fyll i en giltig e-postadress."),
        ("ingen@annan.example", "Det finns ingen inloggning med den adressen. Kontrollera den."),
    ],
)
def test_an_address_that_is_nobodys_is_said_at_the_field(client, cast, case, address, sentence):
    client.force_login(cast.applicant_boss)
    page = client.post(reverse("guests", args=[case.pk]), {"person": address})
    assert page.context["form"].errors == {"person": [sentence]}
    assert page.context["form"]["person"].value() == address
    assert let_in(case) == set()
