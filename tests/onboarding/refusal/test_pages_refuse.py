"""8 §: the page on which a supplier refuses, with the letter beside."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from onboarding.filing import acts as filing_acts
from onboarding.models import Refusal, RefusalGround
from onboarding.models.taking_part import WHO_PRESENTED
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal.letter import preview
from onboarding.workflow import Status

from ... import making
from ...making import LONG_NAME, REASONS, decision, person

pytestmark = pytest.mark.usefixtures("db")


def refusal(cast, **changes):
    presented_by = cast.supplier.acting.pk
    return decision(cast.supplier, **{"presented_by": presented_by, "alternatives": "Från mars.", **changes})


@pytest.mark.section(8)
def test_refuse(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    response = post(cast.supplier_boss, "refuse", requested_service, **refusal(cast))
    made = Refusal.objects.get()
    assert response.headers["Location"] == reverse("case", args=[requested_service.registration_id])
    assert (made.reasons, made.presented_by, made.decided_by) == (REASONS, cast.supplier, cast.supplier_boss)


@pytest.mark.section(8)
def test_the_letter_is_looked_at_without_deciding(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED, by=cast.stranger)
    page = post(cast.supplier_boss, "refuse", requested_service, **refusal(cast, forhandsgranska="ja"))
    letter = page.text.split('class="letter"')[1]
    assert LONG_NAME in letter
    people = ["fattats av it-direktör Lars Ljung", "varit handläggare Lena Leverans"]
    for words in [REASONS, "Kapacitet saknas", "Från mars.", *people, "[ges när beslutet fattas]"]:
        assert words in letter
    assert not Refusal.objects.exists()


@pytest.mark.section(8)
def test_the_letter_beside_is_the_letter_that_is_made(cast, post):
    """The same template with the same context: the same text, but for what is given when it is decided."""
    requested_service = cast.walk.request(Status.ALLOCATED)
    said = refusal(cast, refused_volume="3", provisions="6 § förordningen (2024:1005)", others="", nobody_else="on")
    page = post(cast.supplier_boss, "refuse", requested_service, **said, forhandsgranska="ja")
    beside = page.text.split('class="letter"')[1].split("</article>")[0]
    post(cast.supplier_boss, "refuse", requested_service, **said)
    made = preview(Refusal.objects.get())
    assert words(made) == words(beside.replace("[ges när beslutet fattas]", Refusal.objects.get().diary_number))


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html.split("<table", 1)[1]).split())


@pytest.mark.section(8)
def test_the_letter_shows_what_is_still_to_be_written(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier_boss)
    letter = client.get(reverse("refuse", args=[requested_service.pk])).text.split('class="letter"')[1]
    for wanted in ["[Förutsättning som saknas]", "[Skälen, som ni skriver dem]", "[föredragande]"]:
        assert wanted in letter


@pytest.mark.section(8)
def test_only_grounds_that_are_in_use_are_offered(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    RefusalGround.objects.filter(code="technology").update(retired_on=date.today())
    client.force_login(cast.supplier_boss)
    offered = client.get(reverse("refuse", args=[requested_service.pk])).context["form"].fields["ground"].queryset
    assert [ground.pk for ground in offered] == ["capacity", "competence", "security_level", "operations", "other"]


@pytest.mark.section(8)
def test_whether_the_agency_has_been_heard_is_asked_only_when_it_has_not(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier_boss)
    address = reverse("refuse", args=[requested_service.pk])
    assert "not_communicated" in client.get(address).context["form"].fields
    by = date.today() + timedelta(days=7)
    sent = refusal_acts.communicate(requested_service, by=cast.supplier, text="Vi överväger att neka.", reply_by=by)
    assert "har tid kvar att svara" in client.get(address).text
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta till mars.")
    page = client.get(address)
    assert "not_communicated" not in page.context["form"].fields
    assert page.context["form"].fields["opinion"].required
    assert "Vi kan vänta till mars." in page.text


@pytest.mark.section(8)
def test_a_refusal_after_hearing_the_agency(cast, post):
    requested_service = cast.walk.request(Status.ALLOCATED)
    by = date.today() + timedelta(days=7)
    sent = refusal_acts.communicate(requested_service, by=cast.supplier, text="Vi överväger att neka.", reply_by=by)
    refusal_acts.reply(sent, by=cast.applicant, reply="Vi kan vänta till mars.")
    post(cast.supplier_boss, "refuse", requested_service, **refusal(cast))
    assert Refusal.objects.get().not_communicated == ""


@pytest.mark.section(8)
def test_earlier_refusals_of_the_same_service_are_shown(client, cast):
    cast.walk.request(Status.REFUSED)
    cast.walk.request(Status.REFUSED)
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.supplier_boss)
    assert len(client.get(reverse("refuse", args=[requested_service.pk])).context["precedents"]) == 2
    unmet = filing_acts.draft(
        by=cast.applicant,
        answers=making.answers(),
        wanted=[{"unmet_need": "Något nytt", "personal_data": False}],
    )
    filing_acts.register(unmet, by=cast.applicant, acknowledged=True)
    requested_service = unmet.requested_services.get()
    cast.walk.allocate(requested_service)
    assert client.get(reverse("refuse", args=[requested_service.pk])).context["precedents"] == []


@pytest.mark.section(8)
def test_whoever_decides_does_not_present(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    person("Rut Revisor", cast.supplier.acting.mandate, role="reader")
    client.force_login(cast.supplier_boss)
    offered = client.get(reverse("refuse", args=[requested_service.pk])).context["form"].fields["presented_by"].queryset
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
            "Skälen är för korta: 12 bokstäver och siffror. Ange minst 50. Förordningen kräver att den som nekar anslutning anger skälen (8 §).",
        ),
        ({"account": ""}, "account", "Beskriv fallet för redovisningen till regeringen (11 §)."),
        (
            {"not_communicated": ""},
            "not_communicated",
            "Låt myndigheten yttra sig först, eller ange varför det inte behövs.",
        ),
        (
            {"not_communicated_why": ""},
            "not_communicated_why",
            "Förklara varför myndigheten inte får yttra sig före beslutet.",
        ),
        (
            {"nobody_else": ""},
            "others",
            "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen).",
        ),
        (
            {"others": "Eva"},
            "others",
            "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen).",
        ),
        *(
            (
                {"nobody_else": "", "others": nothing},
                "others",
                "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen).",
            )
            for nothing in ("-", ".", "\N{WAVING HAND SIGN}")
        ),
        ({"alternatives": "Från mars.\0"}, "alternatives", "Null-tecken är inte tillåtna."),
        ({"ground": ""}, "ground", "Välj vilken förutsättning som saknas."),
        ({"presented_by": ""}, "presented_by", WHO_PRESENTED),
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
    requested_service = cast.walk.request(Status.ALLOCATED)
    page = post(cast.supplier_boss, "refuse", requested_service, **refusal(cast, **changes))
    assert page.context["form"].errors == {field: [sentence]}
    assert "Från mars." in page.text
    assert not Refusal.objects.exists()
