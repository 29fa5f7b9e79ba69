"""8 §: the page on which a supplier refuses, with the letter beside."""

import pytest
from django.urls import reverse

from onboarding import actions
from onboarding.models import Refusal
from onboarding.workflow import Status
from tests.making import LONG_NAME, REASONS, person

pytestmark = pytest.mark.django_db


def refusal(cast, **changes):
    presented_by = cast.supplier.acting.pk
    return {
        "ground": "capacity",
        "reasons": REASONS,
        "presented_by": presented_by,
        "alternatives": "Från mars.",
        **changes,
    }


@pytest.mark.section(8)
def test_refuse(cast, post):
    request = cast.walk.request(Status.ALLOCATED)
    response = post(cast.supplier_boss, "refuse", request, **refusal(cast))
    made = Refusal.objects.get()
    assert response.headers["Location"] == reverse("case", args=[request.registration_id])
    assert (made.reasons, made.presented_by, made.decided_by) == (REASONS, cast.supplier, cast.supplier_boss)


@pytest.mark.section(8)
def test_the_letter_is_looked_at_without_deciding(cast, post):
    request = cast.walk.request(Status.ALLOCATED, by=cast.stranger)
    page = post(cast.supplier_boss, "refuse", request, **refusal(cast, forhandsgranska="ja"))
    letter = page.text.split('class="letter"')[1]
    assert LONG_NAME in letter
    for words in [REASONS, "Kapacitet saknas", "Från mars.", "Lena Leverans, handläggare", "Lars Ljung, it-direktör"]:
        assert words in letter
    assert not Refusal.objects.exists()


@pytest.mark.section(8)
def test_earlier_refusals_of_the_same_service_are_shown(client, cast):
    cast.walk.request(Status.REFUSED)
    cast.walk.request(Status.REFUSED)
    request = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier_boss)
    assert len(client.get(reverse("refuse", args=[request.pk])).context["precedents"]) == 2
    unmet = actions.draft(
        by=cast.applicant,
        answers={"contact_name": "A", "contact_email": "a@b.se", "need": "N", "present_solution": "own"},
        wanted=[{"unmet_need": "Något nytt"}],
    )
    actions.register(unmet, by=cast.applicant, acknowledged=True)
    asked = unmet.requested_services.get()
    cast.walk.allocate(asked)
    assert client.get(reverse("refuse", args=[asked.pk])).context["precedents"] == []


@pytest.mark.section(8)
def test_whoever_decides_does_not_present(client, cast):
    request = cast.walk.request(Status.ALLOCATED)
    person("Rut Revisor", cast.supplier.acting.mandate, role="reader")
    client.force_login(cast.supplier_boss)
    offered = client.get(reverse("refuse", args=[request.pk])).context["form"].fields["presented_by"].queryset
    assert [membership.user for membership in offered] == [cast.supplier]


@pytest.mark.section(8)
@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"reasons": ""},
            "reasons",
            "Ange skälen. Förordningen kräver att den som nekar anslutning anger skälen (8 §).",
        ),
        (
            {"reasons": "Vi hinner inte."},
            "reasons",
            "Skälen är för korta: 12 tecken. Ange minst 50. Förordningen kräver att den som nekar anslutning anger skälen (8 §).",
        ),
        ({"ground": ""}, "ground", "Välj vilken förutsättning som saknas."),
        ({"presented_by": ""}, "presented_by", "Välj vem som har föredragit ärendet."),
        (
            {"presented_by": "x"},
            "presented_by",
            "Välj ett giltigt alternativ. Det valet finns inte bland tillgängliga alternativ.",
        ),
        (
            {"presented_by": "9" * 40},
            "presented_by",
            "Välj ett giltigt alternativ. Det valet finns inte bland tillgängliga alternativ.",
        ),
    ],
)
def test_a_refusal_that_does_not_hold_is_not_made_and_its_text_is_kept(cast, post, changes, field, sentence):
    request = cast.walk.request(Status.ALLOCATED)
    page = post(cast.supplier_boss, "refuse", request, **refusal(cast, **changes))
    assert page.context["form"].errors == {field: [sentence]}
    assert "Från mars." in page.text
    assert not Refusal.objects.exists()
