"""The page on which the coordinator writes down what came by letter, e-mail or telephone."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.models import InterestRegistration
from registry.models import Membership

from ... import making
from ..letters.files import upload

pytestmark = pytest.mark.section(7)
PAGE = "/arenden/skriv-in/"


def written(cast, **changes):
    """What the page sends."""
    return {
        "agency": "Bolagsverket",
        "came_by": "letter",
        "came_on": str(date.today()),
        "came_from": "Göran Öberg, generaldirektör",
        "files": [upload("Brev.pdf")],
        "need": "Vi vill ha servrar.",
        "services": [cast.service.pk],
        "unmet_need": "",
        "acknowledged": "on",
        **changes,
    }


def test_the_list_of_cases_leads_to_it_for_the_coordinator_alone(client, cast):
    found = {}
    for who in ("coordinator", "coordinator_boss", "applicant", "supplier", "nobody"):
        client.force_login(cast.people()[who])
        found[who] = PAGE in client.get(reverse("cases")).text
    assert found == {
        "coordinator": True,
        "coordinator_boss": True,
        "applicant": False,
        "supplier": False,
        "nobody": False,
    }


def test_it_leads_to_the_case(client, cast):
    client.force_login(cast.coordinator)
    page = client.post(PAGE, written(cast, unmet_need="Något som ingen har.", contact_name="Anna Åkesson"), follow=True)
    case = InterestRegistration.objects.get()
    assert page.redirect_chain == [(reverse("case", args=[case.pk]), 302)]
    assert f"Intresseanmälan är inskriven och har fått diarienummer {case.diary_number}." in page.text
    assert [str(one) for one in case.requested_services.order_by("pk")] == ["Virtuell server", "Något som ingen har."]
    assert (case.agency, case.contact_name) == (cast.bolagsverket, "Anna Åkesson")
    assert "kan logga in här än" not in page.text


def test_that_nobody_at_the_agency_can_read_it_is_said(client, cast):
    Membership.objects.filter(mandate__part="applicant", mandate__agency=cast.bolagsverket).delete()
    client.force_login(cast.coordinator)
    page = client.post(PAGE, written(cast), follow=True)
    assert "Ingen hos Bolagsverket kan logga in här än" in page.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"agency": ""}, "agency"),
        ({"agency": "Verket som inte finns"}, "agency"),
        ({"came_by": ""}, "came_by"),
        ({"came_by": "form"}, "came_by"),
        ({"came_on": ""}, "came_on"),
        ({"came_on": "i går"}, "came_on"),
        ({"came_on": "2999-01-01"}, "came_on"),
        ({"came_on": "0026-11-22"}, "came_on"),
        ({"came_on": "2026-01-02"}, "late_because"),
        ({"came_from": " "}, "came_from"),
        ({"files": []}, "files"),
        ({"came_by": "telephone", "files": []}, "call_note"),
        ({"need": ""}, "need"),
        ({"need": "Hej 😀"}, "need"),
        ({"services": []}, "__all__"),
        ({"services": ["999999"]}, "services"),
        ({"contact_email": "anna"}, "contact_email"),
        ({"acknowledged": ""}, "acknowledged"),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_text_is_kept(client, cast, said, field):
    client.force_login(cast.coordinator)
    page = client.post(PAGE, written(cast, **said))
    assert list(page.context["form"].errors) == [field]
    assert not said.keys().isdisjoint({"came_from"}) or "Göran Öberg, generaldirektör" in page.text
    assert not InterestRegistration.objects.exists()


def test_an_agency_that_several_are_called_like_is_asked_about(client, cast):
    making.agency("Bolagsprövningen", "2021002676")
    client.force_login(cast.coordinator)
    page = client.post(PAGE, written(cast, agency="Bolags"))
    assert page.context["form"].errors["agency"] == [
        "Flera stämmer: Bolagsprövningen och Bolagsverket. Skriv hela namnet eller numret."
    ]
