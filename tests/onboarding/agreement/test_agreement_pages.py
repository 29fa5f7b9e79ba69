"""10 §: the list of agreements, and the page of each."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from itdrift import outbox
from onboarding import paging
from onboarding.agreement import acts as agreement_acts
from onboarding.models import Agreement, Document

from ... import making
from ...once import made_once
from ..pages import STRANGERS, statuses
from .test_draw_up import two_suppliers

pytestmark = pytest.mark.section(10)

PARTIES = dict.fromkeys(["applicant", "applicant_boss", "reader", "supplier", "supplier_boss"], 200)
OTHERS = dict.fromkeys(["other_supplier", "other_supplier_boss"], 404) | STRANGERS
COORDINATOR = ["coordinator", "coordinator_boss"]


@made_once
def accepted(cast):
    return cast.walk.request("accepted", personal_data=True)


def see(client, person, agreement):
    client.force_login(person)
    return client.get(reverse("agreement", args=[agreement.pk])).text


def buttons(page):
    """The filled button, and then the words of the others."""
    acts = page.split('<div class="button-group">')[1].split("</div>")[0] if "button-group" in page else ""
    found = [part.split(">", 1) for part in acts.split('<a class="button ')[1:]]
    words = {words.split("<")[0]: "button--primary" in kind for kind, words in found}
    assert sum(words.values()) <= 1
    return sorted(words, key=lambda w: not words[w])


# The list


def test_each_sees_its_own(client, cast, accepted):
    cast.walk.agreement(accepted)
    cast.walk.presented(cast.walk.request("accepted"))
    cast.walk.agree(cast.walk.request("accepted"))
    own = dict.fromkeys(["applicant", "reader", "supplier"], 3) | {"coordinator": 1}
    for name in cast.PEOPLE:
        client.force_login(getattr(cast, name))
        rows = client.get(reverse("agreements")).context["rows"]
        assert len(rows) == own.get(name.removesuffix("_boss"), 0)


def test_a_row_tells_who_what_where_and_since_when(client, cast):
    one, other = two_suppliers(cast)
    agreement = cast.walk.agreement(one, other)
    in_force = cast.walk.agree(cast.walk.request("accepted"))
    client.force_login(cast.applicant)
    page = client.get(reverse("agreements")).text
    for words in (
        f">{agreement}</a>",
        "Virtuell server, Lagring",
        "Skatteverket, Trafikverket",
        "Utkast",
        "Ingången",
        f">{in_force.in_force_on:%Y-%m-%d}</time>",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("stranger", "Inga överenskommelser än. De upprättas från ärendet"),
        ("coordinator", "Inga överenskommelser är ingångna än."),
    ],
)
def test_an_empty_list_says_what_will_come(client, cast, person, words):
    client.force_login(getattr(cast, person))
    assert words in client.get(reverse("agreements")).text


@pytest.mark.parametrize("person", ["applicant", "coordinator", "supplier"])
def test_the_list_takes_as_many_queries_with_many_rows_as_with_one(client, cast, django_assert_num_queries, person):
    client.force_login(getattr(cast, person))
    cast.walk.agree(cast.walk.request("accepted"))
    with django_assert_num_queries(5):
        client.get(reverse("agreements"))
    cast.walk.agreement(*two_suppliers(cast))
    cast.walk.agree(cast.walk.request("accepted"))
    with django_assert_num_queries(5):
        client.get(reverse("agreements"))


def test_pages_follow_each_other_newest_first(client, cast, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    made = [cast.walk.agreement(cast.walk.request("accepted")) for _ in range(5)]
    client.force_login(cast.supplier)
    found, following = [], ""
    while following is not None:
        page = client.get(reverse("agreements"), {"efter": following})
        found.append(page.context["rows"])
        following = page.context["next"]
    assert found == [made[:2:-1], made[2:0:-1], made[:1]]


@pytest.mark.parametrize("key", ["x", "1", "1_2_3", "9" * 40 + "_1", "1_" + "9" * 40, "\0", "1_1\n"])
def test_a_broken_key_gives_the_first_page(client, cast, key):
    agreement = cast.walk.agreement(cast.walk.request("accepted"))
    client.force_login(cast.applicant)
    page = client.get(reverse("agreements"), {"efter": key})
    assert (page.status_code, page.context["rows"]) == (200, [agreement])


# The page


@pytest.mark.parametrize(("make", "coordinator"), [("agreement", 404), ("presented", 404), ("agree", 200)])
def test_the_page_is_for_the_parties_and_once_it_is_in_force_for_the_coordinator(
    client, cast, accepted, make, coordinator
):
    agreement = getattr(cast.walk, make)(accepted)
    found = statuses(client, cast, reverse("agreement", args=[agreement.pk]))
    assert found == PARTIES | OTHERS | dict.fromkeys(COORDINATOR, coordinator)


def test_an_unknown_agreement_is_not_found(client, cast):
    client.force_login(cast.applicant)
    for pk in (1, 10**30):
        assert client.get(f"/overenskommelser/{pk}/").status_code == 404


def test_a_draft_without_its_terms_says_what_is_missing_and_leads_to_each(client, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    terms = making.terms() | {"security": "", "audits": " "}
    agreement_acts.revise(agreement, by=cast.applicant, content={}, terms=terms, sub_processors=[])
    page = see(client, cast.applicant, agreement)
    revise = reverse("revise", args=[agreement.pk])
    assert "Nej. 2 av 15 personuppgiftsvillkor återstår att skriva." in page
    assert "Villkor om personuppgifter: 13 av 15" in page
    assert page.count(f'<a href="{revise}#id_') == 15
    assert page.count(">Saknas</span>") == 2 + 2  # the terms, and the signatures
    assert page.count("Inte skrivet än.") == 2
    assert f'href="{revise}#id_security">Skriv de villkor som saknas</a>' in page
    assert buttons(page) == ["Skriv de villkor som saknas", "Avbryt överenskommelsen"]
    assert buttons(see(client, cast.reader, agreement)) == []


def test_a_complete_draft_is_presented(client, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    page = see(client, cast.supplier, agreement)
    assert "Allt är skrivet." in page
    assert buttons(page) == ["Lägg fram för undertecknande", "Ändra", "Avbryt överenskommelsen"]
    assert buttons(see(client, cast.reader, agreement)) == []


def test_without_personal_data_no_terms_are_asked_for(client, cast):
    page = see(client, cast.applicant, cast.walk.agreement(cast.walk.request("accepted")))
    assert "Behövs inte" in page
    assert "Alla 15 villkor" not in page


def test_presented_it_is_signed_by_those_who_may(client, cast, accepted):
    agreement = cast.walk.presented(accepted)
    page = see(client, cast.applicant_boss, agreement)
    assert "Ja. Den väntar på underskrift för Bolagsverket och Skatteverket." in page
    assert buttons(page) == ["Underteckna för Bolagsverket", "Ta tillbaka för ändring", "Avbryt överenskommelsen"]
    assert buttons(see(client, cast.supplier_boss, agreement))[0] == "Underteckna för Skatteverket"
    assert buttons(see(client, cast.supplier, agreement)) == ["Ta tillbaka för ändring", "Avbryt överenskommelsen"]


def test_who_has_signed_and_who_has_not(client, cast, accepted):
    agreement = agreement_acts.sign(cast.walk.presented(accepted), by=cast.applicant_boss)
    page = see(client, cast.applicant_boss, agreement)
    assert "Den väntar på underskrift för Skatteverket." in page
    assert "Göran Öberg, generaldirektör, " in page
    assert page.count(">Undertecknad</span>") == 1
    assert buttons(page) == ["Avbryt överenskommelsen"]


def test_in_force_it_has_its_document_and_leads_on_to_the_connection(client, cast, accepted):
    agreement = cast.walk.agree(accepted)
    assert "PDF-filen håller på att upprättas" in see(client, cast.supplier, agreement)
    outbox.perform_waiting()
    document = Document.objects.get(agreement=agreement)
    page = see(client, cast.supplier, agreement)
    assert f'href="{reverse("document", args=[document.pk])}">Överenskommelsen (PDF)</a>' in page
    assert "Den är undertecknad av alla parter och gäller från och med" in page
    assert buttons(page) == ["Markera Virtuell server som ansluten"]
    for person in (cast.applicant_boss, cast.coordinator_boss):
        assert buttons(see(client, person, agreement)) == []
    cast.walk.connect(accepted)
    assert buttons(see(client, cast.supplier, agreement)) == []


def test_a_cancelled_one_is_kept_with_its_reason(client, cast, accepted):
    agreement = agreement_acts.cancel(cast.walk.agreement(accepted), by=cast.applicant, reason="Fel <volym>.")
    cast.walk.withdraw(accepted)
    page = see(client, cast.supplier, agreement)
    assert "Överenskommelsen avbröts innan den ingicks." in page
    assert f"avbröts: {escape('Fel <volym>.')}" in page
    assert "Virtuell server" in page
    assert buttons(page) == []


def test_the_history_is_of_this_agreement_alone(client, cast, accepted):
    agreement = cast.walk.agree(accepted)
    client.force_login(cast.coordinator)
    history = client.get(reverse("agreement", args=[agreement.pk])).context["history"]
    acts = ("draw_up", "revise", "present", "sign", "sign", "enter")
    assert [entry.act for entry in history] == [f"onboarding.{act}" for act in acts]


def test_what_is_written_is_shown_as_written(client, cast, accepted):
    agreement = cast.walk.agreement(accepted)
    agreement_acts.revise(
        agreement,
        by=cast.applicant,
        content=making.content(exit="<script>alert(1)</script>"),
        terms=making.terms(),
        sub_processors=[{"name": "A & B", "task": "<b>Drift</b>"}],
    )
    page = see(client, cast.supplier, Agreement.objects.get())
    assert "<script>" not in page
    assert "A &amp; B" in page
    assert "&lt;b&gt;Drift&lt;/b&gt;" in page
