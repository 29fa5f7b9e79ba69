"""10 §: the page of each act on an agreement, what it asks for and what it says."""

import pytest
from django.urls import reverse

from onboarding.agreement import acts as agreement_acts
from onboarding.models import Agreement, Signature

from ... import making
from ...once import made_once
from ..pages import STRANGERS, statuses

pytestmark = pytest.mark.section(10)

OTHERS = dict.fromkeys(["other_supplier", "other_supplier_boss"], 404) | STRANGERS
COORDINATOR = dict.fromkeys(["coordinator", "coordinator_boss"], 404)
OFFICERS = dict.fromkeys(["applicant", "applicant_boss", "supplier", "supplier_boss"], 200) | {"reader": 403}
BOSSES = {"applicant": 403, "applicant_boss": 200, "supplier": 403, "supplier_boss": 200, "reader": 403}
DRAW_UP = {**OFFICERS, "coordinator": 403, "coordinator_boss": 403}
PAGES = [
    ("revise", "agreement", OFFICERS),
    ("present", "agreement", OFFICERS),
    ("cancel", "agreement", OFFICERS),
    ("reopen", "presented", OFFICERS),
    ("sign", "presented", BOSSES),
]


@made_once
def accepted(cast):
    return cast.walk.request("accepted", personal_data=True)


# Who may


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_those_who_may_do_its_act(client, cast, accepted, page):
    name, make, people = page
    agreement = getattr(cast.walk, make)(accepted)
    assert statuses(client, cast, reverse(name, args=[agreement.pk])) == people | OTHERS | COORDINATOR


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_does_the_act_by_sending_the_form(client, cast, accepted, page):
    name, make, people = page
    agreement = getattr(cast.walk, make)(accepted)
    for who in set(cast.PEOPLE) - {n for n, status in people.items() if status == 200}:
        client.force_login(getattr(cast, who))
        assert client.post(reverse(name, args=[agreement.pk]), {"reason": "Nej."}).status_code in (403, 404)
    status = Agreement.objects.get().status
    assert (status, Signature.objects.count()) == (agreement.status, 0)


@pytest.mark.parametrize("name", ["revise", "present", "cancel", "reopen", "sign"])
def test_in_another_state_the_page_leads_back_and_says_so(client, cast, accepted, name):
    agreement = cast.walk.agree(accepted)
    client.force_login(cast.applicant_boss)
    response = client.get(reverse(name, args=[agreement.pk]), follow=True)
    assert response.redirect_chain == [(reverse("agreement", args=[agreement.pk]), 302)]
    assert "går inte att göra nu: läget är ”Ingången”" in response.text


def test_draw_up_is_for_the_parties_of_the_case(client, cast, accepted):
    address = reverse("draw_up", args=[accepted.registration_id])
    assert statuses(client, cast, address) == DRAW_UP | OTHERS


# Present, take back, sign, cancel


def test_present_waits_for_the_terms(client, post, cast, accepted):
    content = making.content()
    agreement = agreement_acts.draw_up(
        accepted.registration, by=cast.applicant, requested_services=[accepted], content=content
    )
    client.force_login(cast.applicant)
    page = client.get(reverse("present", args=[agreement.pk])).text
    assert "Alla 15 personuppgiftsvillkor ska vara skrivna" in page
    assert '<button class="button button--primary"' not in page
    page = post(cast.applicant, "present", agreement).text
    assert "15 av 15 personuppgiftsvillkor saknas. Alla ska finnas innan någon undertecknar (10 §)." in page


def test_present_and_take_back(client, post, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    post(cast.applicant, "present", agreement)
    assert Agreement.objects.get().status == "ready"
    post(cast.supplier, "reopen", agreement)
    assert Agreement.objects.get().status == "draft"


def test_what_one_has_signed_is_not_taken_back(post, cast, accepted):
    agreement = agreement_acts.sign(cast.walk.presented(accepted), by=cast.supplier_boss)
    assert "Någon har redan undertecknat." in post(cast.applicant, "reopen", agreement).text
    assert Agreement.objects.get().status == "ready"


def test_sign_shows_the_whole_content_and_what_it_means(client, cast, accepted):
    agreement = cast.walk.presented(accepted)
    client.force_login(cast.applicant_boss)
    page = client.get(reverse("sign", args=[agreement.pk])).text
    for text in [*making.terms().values(), *(v for v in making.content().values() if isinstance(v, str))]:
        assert text in page
    assert "Du undertecknar för Bolagsverket, som generaldirektör." in page
    assert "Överenskommelsen ingås när också Skatteverket" in page
    assert ">Underteckna för Bolagsverket</button>" in page


def test_sign(client, post, cast, accepted):
    agreement = cast.walk.presented(accepted)
    post(cast.applicant_boss, "sign", agreement, seen=agreement.content_hash)
    page = client.get(reverse("agreement", args=[agreement.pk])).text
    assert f"Du har undertecknat överenskommelse {agreement}. Nu återstår underskrift för Skatteverket." in page
    client.force_login(cast.supplier_boss)
    assert "Din underskrift är den sista." in client.get(reverse("sign", args=[agreement.pk])).text
    post(cast.supplier_boss, "sign", agreement, seen=agreement.content_hash)
    page = client.get(reverse("agreement", args=[agreement.pk])).text
    assert f"Överenskommelse {agreement} är ingången. Den samordnande myndigheten är underrättad." in page
    assert Agreement.objects.get().status == "in_force"


def test_sign_again(client, post, cast, accepted):
    agreement = agreement_acts.sign(cast.walk.presented(accepted), by=cast.applicant_boss)
    client.force_login(cast.applicant_boss)
    page = client.get(reverse("sign", args=[agreement.pk])).text
    assert "Överenskommelsen är redan undertecknad för er." in page
    assert ">Underteckna för" not in page
    page = post(cast.applicant_boss, "sign", agreement, seen=agreement.content_hash).text
    assert "Överenskommelsen är redan undertecknad för er." in page


@pytest.mark.parametrize(("seen", "status"), [("", 200), ("x", 409), ("a" * 64, 409), ("a" * 100, 200), ("\0", 200)])
def test_what_was_not_shown_is_not_signed(post, cast, accepted, seen, status):
    agreement = cast.walk.presented(accepted)
    page = post(cast.applicant_boss, "sign", agreement, seen=seen)
    assert page.status_code == status
    assert f'name="seen" value="{agreement.content_hash}"' in page.text
    assert page.context["form"].errors
    assert not Signature.objects.exists()


def test_cancel(post, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    page = post(cast.applicant, "cancel", agreement, reason=" ")
    assert page.context["form"].errors == {"reason": ["Ange varför överenskommelsen avbryts."]}
    post(cast.applicant, "cancel", agreement, reason="Vi är inte överens.")
    assert Agreement.objects.get().status == "cancelled"
