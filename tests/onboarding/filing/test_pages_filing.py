"""7 §: the pages on which an agency begins a draft, reviews, hands over and registers its interest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itdrift import outbox
from onboarding.filing import acts as filing_acts
from onboarding.filing.draft import NO_SERVICE
from onboarding.letters import acts as letters_acts
from onboarding.models import InterestRegistration, RequestedService
from onboarding.workflow import Status
from registry.models import Agency

from ... import making
from ..letters.files import PDF, upload
from ..pages import statuses
from .drafts import KEYS, fresh, states

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.section(7)]

NOBODY_ELSE = {
    "stranger": 404,
    "coordinator": 404,
    "coordinator_boss": 404,
    "supplier": 404,
    "supplier_boss": 404,
    "other_supplier": 404,
    "other_supplier_boss": 404,
    "nobody": 404,
    "admin": 404,
}


# Who


def test_a_draft_is_begun_by_officers_of_an_agency_only(client, cast):
    expected = dict.fromkeys(cast.PEOPLE, 403) | {"applicant": 200, "applicant_boss": 200, "stranger": 200}
    assert statuses(client, cast, reverse("draft")) == expected
    assert not InterestRegistration.objects.exists(), "looking begins nothing"


@pytest.mark.parametrize("name", ["edit", "discard", "hand_over", *KEYS])
def test_a_draft_is_changed_by_its_own_officers_only(client, cast, name):
    own = {"applicant": 200, "applicant_boss": 200, "reader": 403}
    place = [cast.walk.draft().pk]
    address = reverse("edit_step", args=[*place, name]) if name in KEYS else reverse(name, args=place)
    assert statuses(client, cast, address) == own | NOBODY_ELSE


def test_a_draft_is_read_by_its_whole_agency_only(client, cast):
    own = {"applicant": 200, "applicant_boss": 200, "reader": 200}
    draft = cast.walk.draft()
    assert statuses(client, cast, reverse("register", args=[draft.pk])) == own | NOBODY_ELSE
    client.force_login(cast.reader)
    page = client.get(reverse("register", args=[draft.pk])).text
    assert 'type="submit">Anmäl' not in page
    assert "Ändra" not in page
    assert client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"}).status_code == 403


def test_without_a_log_in_every_page_leads_to_it(client, cast):
    draft = cast.walk.draft()
    places = [reverse(name, args=[draft.pk]) for name in "edit register discard hand_over".split()]
    for address in [*places, reverse("edit_step", args=[draft.pk, "behov"])]:
        assert client.get(address).headers["Location"] == f"{reverse('login')}?next={address}"


@pytest.mark.parametrize("key", ["finns-inte", "BEHOV", "0"])
def test_a_step_that_does_not_exist(client, cast, empty, key):
    client.force_login(cast.applicant)
    assert client.get(reverse("edit_step", args=[empty.pk, key])).status_code == 404


# Beginning


def test_a_draft_begins_empty_but_for_who_began_it(client, cast):
    client.force_login(cast.applicant)
    response = client.post(reverse("draft"))
    draft = InterestRegistration.objects.get()
    assert response.headers["Location"] == reverse("edit", args=[draft.pk])
    assert (draft.contact_name, draft.contact_email) == (cast.applicant.name, cast.applicant.email)
    assert states(draft) == ["Klart", *["Inte påbörjat"] * 6]


def test_a_service_of_the_catalogue_is_chosen_from_the_start(client, cast):
    client.force_login(cast.applicant)
    page = client.get(reverse("draft"), {"tjanst": cast.service.pk})
    assert f'name="tjanst" value="{cast.service.pk}"' in page.text
    client.post(reverse("draft"), {"tjanst": cast.service.pk})
    assert [requested_service.service for requested_service in RequestedService.objects.all()] == [cast.service]


@pytest.mark.parametrize("value", ["0", "-1", "x", "\x00", "9" * 40, "1' or '1", "", "12.5", "999999"])
def test_any_origin_gives_the_page_and_a_draft(client, cast, value):
    client.force_login(cast.applicant)
    assert client.get(reverse("draft"), {"tjanst": value}).status_code == 200
    assert client.post(reverse("draft"), {"tjanst": value}).status_code == 302
    assert not RequestedService.objects.exists()


def test_a_service_that_is_not_published_is_not_chosen(client, cast):
    client.force_login(cast.applicant)
    client.post(reverse("draft"), {"tjanst": making.unpublished(cast).pk})
    assert not RequestedService.objects.exists()


# The list, the review and the sending


def test_the_list_says_where_each_step_stands(save, client, cast, empty):
    save(empty, "behov", need="Drift.", sedan="senare")
    save(empty, "nytta")
    page = client.get(reverse("edit", args=[empty.pk]))
    assert states(empty) == [
        "Inte påbörjat",
        "Inte påbörjat",
        "Påbörjat",
        "Inte påbörjat",
        "Inte påbörjat",
        "Inte påbörjat",
        "Inte påbörjat",
    ]
    assert "0 av 7 steg är klara" in page.text


def test_the_review_says_what_is_missing_in_words_and_links_to_it(client, cast, empty):
    client.force_login(cast.applicant)
    page = client.get(reverse("register", args=[empty.pk]))
    assert [lack.text for lack in page.context["draft"].lacks] == [
        "Ange en kontaktperson.",
        "Ange kontaktpersonens e-postadress.",
        "Svara ja eller nej på om frågor om säkerhetsskydd behöver hanteras i en annan kanal.",
        "Beskriv vad ni behöver, och varför.",
        "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter.",
        "Välj vilken lösning ni har i dag.",
        "Svara ja eller nej på om uppgifterna omfattas av sekretess.",
    ]
    assert f"{reverse('edit_step', args=[empty.pk, 'kontakt'])}#id_contact_name" in page.text
    assert 'type="submit">Anmäl' not in page.text


@pytest.mark.parametrize("full", [True, False])
def test_every_link_of_the_review_leads_to_a_field_of_its_page(client, cast, full):
    draft = (
        cast.walk.draft(cast.service, cast.other_service, personal_data=True)
        if full
        else filing_acts.draft(by=cast.applicant)
    )
    if full:
        filing_acts.edit(
            draft, by=cast.applicant, wanted=[{"service": cast.service}, {"service": None, "unmet_need": "Larm"}]
        )
    client.force_login(cast.applicant)
    page = client.get(reverse("register", args=[draft.pk]))
    draft = page.context["draft"]
    links = {(lack.step.key, lack.anchor) for lack in draft.lacks}
    links |= {(p.step.key, a.anchor) for p in page.context["sheet"] for g in p.groups for a in g.answers if a.applies}
    pages = {key: client.get(reverse("edit_step", args=[draft.case.pk, key])).text for key in KEYS}
    assert [(key, anchor) for key, anchor in links if f'id="{anchor}"' not in pages[key]] == []


def test_an_old_classification_is_pointed_out(client, cast):
    draft = cast.walk.draft(classification_on="2024-01-01")
    client.force_login(cast.applicant)
    address = reverse("register", args=[draft.pk])
    assert "äldre än ett år" not in client.get(address).text
    draft.requested_services.update(integrity=1)
    assert "äldre än ett år" in client.get(address).text


def test_interest_is_registered_only_when_it_is_acknowledged(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    page = client.post(reverse("register", args=[draft.pk]), {})
    assert list(page.context["form"].errors) == ["acknowledged"]
    assert InterestRegistration.objects.get().is_draft
    response = client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"})
    assert response.headers["Location"] == reverse("case_receipt", args=[draft.pk])
    assert list(RequestedService.objects.values_list("status", flat=True)) == [Status.REGISTERED]


def test_a_draft_that_names_no_service_is_not_registered(client, cast):
    draft = cast.walk.draft()
    draft.requested_services.all().delete()
    client.force_login(cast.applicant)
    page = client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [NO_SERVICE]


@pytest.mark.section(3)
def test_an_agency_that_is_no_longer_under_the_government_does_not_register(client, cast):
    draft = cast.walk.draft()
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(kind="riksdag")
    client.force_login(cast.applicant)
    page = client.post(reverse("register", args=[draft.pk]), {"acknowledged": "on"})
    assert page.context["form"].non_field_errors() == ["Bara en myndighet under regeringen kan anmäla intresse (3 §)."]


def test_the_officer_hands_over_where_a_decision_maker_sends(client, cast):
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(decision_maker_sends=True)
    draft = cast.walk.draft()
    review, hand_over = (reverse(name, args=[draft.pk]) for name in ("register", "hand_over"))
    client.force_login(cast.applicant)
    assert "Hos er är det en beslutsfattare som anmäler" in client.get(review).text
    assert client.post(review, {"acknowledged": "on"}).status_code == 403
    assert "Göran Öberg, generaldirektör" in client.get(hand_over).text
    assert client.post(hand_over).headers["Location"] == review
    client.force_login(cast.applicant_boss)
    assert "Granska och anmäl intresset" in client.get(reverse("start")).text
    assert client.post(review, {"acknowledged": "on"}).status_code == 302


def test_an_incomplete_draft_is_not_handed_over(client, cast, empty):
    client.force_login(cast.applicant)
    page = client.post(reverse("hand_over", args=[empty.pk]))
    assert "Ange en kontaktperson." in page.context["form"].non_field_errors()
    assert fresh(empty).handed_over_at is None


def test_the_receipt_gives_the_number_and_the_document_once_it_is_made(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.reader)
    address = reverse("case_receipt", args=[case.pk])
    assert "Framställs nu" in client.get(address).text
    outbox.perform_waiting()
    page = client.get(address)
    assert case.diary_number in page.text
    assert (
        "väljer var och en under Aviseringar" in page.text,
        "<h1>Aviseringar</h1>" in client.get(reverse("notices")).text,
    ) == (True, True)
    assert reverse("document", args=[case.documents.get().pk]) in page.text


def test_a_receipt_is_for_what_is_sent(client, cast):
    client.force_login(cast.applicant)
    assert client.get(reverse("case_receipt", args=[cast.walk.draft().pk])).status_code == 404


def test_a_draft_is_thrown_away(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    response = client.post(reverse("discard", args=[draft.pk]))
    assert response.headers["Location"] == reverse("cases")
    assert not InterestRegistration.objects.exists()


def test_the_case_page_shows_the_same_answers_as_the_review(client, cast):
    draft = cast.walk.draft(**making.full_answers())
    client.force_login(cast.applicant)
    before = client.get(reverse("register", args=[draft.pk])).context["sheet"]
    filing_acts.register(draft, by=cast.applicant, acknowledged=True)
    for person in (cast.applicant, cast.coordinator):
        client.force_login(person)
        page = client.get(reverse("case_whole", args=[draft.pk]))
        assert page.context["file"].sheet == before
        assert "Flera avbrott i månaden" in page.text


def test_the_review_shows_what_was_asked_and_answered_and_the_files(client, cast):
    draft = cast.walk.draft(present_solution="none", present_cost=None)
    letters_acts.attach(draft, by=cast.applicant, files=[upload("Kravlista.pdf"), upload("Bild.pdf", PDF + b"2")])
    client.force_login(cast.applicant)
    page = client.get(reverse("register", args=[draft.pk]))
    groups = [group for part in page.context["sheet"] for group in part.groups if group.answers]
    assert page.text.count(">Ändra<") == len(groups) + 1  # and of the files
    assert all(name in page.text for name in ("Kravlista.pdf", "Bild.pdf"))
    assert ("Nuvarande kostnad per år" in page.text, "Inte tillämpligt" in page.text) == (False, False)
    assert page.text.count("<dt>Inte besvarat</dt>") == sum(
        any(answer.applies and not answer.text for answer in group.answers) for group in groups
    )
    assert "2 filer" in client.get(reverse("edit", args=[draft.pk])).text


def test_the_pages_take_as_many_queries_with_many_services_as_with_one(client, cast):
    expected = {"draft": 3, "edit": 8, "behov": 10, "nytta": 8, "krav": 8, "register": 8}
    client.force_login(cast.applicant)
    for services in [[cast.service], [cast.service, cast.other_service]]:
        draft = cast.walk.draft(*services)
        found = {}
        for name in expected:
            place = [] if name == "draft" else [draft.pk]
            address = reverse("edit_step", args=[*place, name]) if name in KEYS else reverse(name, args=place)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found[name] = len(queries)
        assert found == expected
