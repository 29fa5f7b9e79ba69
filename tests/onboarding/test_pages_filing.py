"""7 §: the pages on which an agency drafts, reviews and registers its interest."""

import pytest
from django.urls import reverse

from itdrift import outbox
from onboarding.models import InterestRegistration, RequestedService
from onboarding.workflow import Status
from registry.models import Agency

from .pages import statuses

pytestmark = [pytest.mark.django_db, pytest.mark.section(7)]

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


def said(service, **changes):
    return {
        "contact_name": "Anna Åkesson",
        "contact_email": "anna@myndighet.example",
        "need": "Vi behöver säkrare drift.",
        "present_solution": "own",
        "present_cost": "1 250 000,50",
        f"tjanst_{service.pk}": "on",
        f"tjanst_{service.pk}_volym": "12,5",
        f"tjanst_{service.pk}_start": "2027-01-01",
        f"tjanst_{service.pk}_personuppgifter": "ja",
        "sedan": "spara",
        **changes,
    }


def test_a_draft_is_begun_by_officers_of_an_agency_only(client, cast):
    expected = dict.fromkeys(cast.PEOPLE, 403) | {"applicant": 200, "applicant_boss": 200, "stranger": 200}
    assert statuses(client, cast, reverse("case_new")) == expected


@pytest.mark.parametrize("name", ["case_edit", "case_discard"])
def test_a_draft_is_changed_by_its_own_officers_only(client, cast, name):
    own = {"applicant": 200, "applicant_boss": 200, "reader": 403}
    assert statuses(client, cast, reverse(name, args=[cast.walk.draft().pk])) == own | NOBODY_ELSE


def test_a_draft_is_read_by_its_whole_agency_only(client, cast):
    own = {"applicant": 200, "applicant_boss": 200, "reader": 200}
    draft = cast.walk.draft()
    assert statuses(client, cast, reverse("case_review", args=[draft.pk])) == own | NOBODY_ELSE
    client.force_login(cast.reader)
    assert 'type="submit">Anmäl' not in client.get(reverse("case_review", args=[draft.pk])).text
    assert client.post(reverse("case_review", args=[draft.pk]), {"acknowledged": "on"}).status_code == 403


def test_without_a_log_in_every_page_leads_to_it(client, cast):
    draft = cast.walk.draft()
    for name in ["case_edit", "case_review", "case_discard", "case_receipt"]:
        address = reverse(name, args=[draft.pk])
        assert client.get(address).headers["Location"] == f"{reverse('login')}?next={address}"


def test_a_draft_is_saved_with_its_services(client, cast):
    client.force_login(cast.applicant)
    response = client.post(reverse("case_new"), said(cast.service, unmet_need="Larm", unmet_personal_data="nej"))
    draft = InterestRegistration.objects.get()
    assert response.headers["Location"] == reverse("case_edit", args=[draft.pk])
    assert (str(draft.present_cost), draft.agency, draft.is_draft) == ("1250000.50", cast.bolagsverket, True)
    first, second = draft.requested_services.all()
    assert (first.service, str(first.volume), first.personal_data) == (cast.service, "12.50", True)
    assert (second.service, second.unmet_need, second.personal_data) == (None, "Larm", False)


def test_a_draft_is_come_back_to_and_changed(client, cast):
    draft = cast.walk.draft(cast.service, personal_data=True)
    client.force_login(cast.applicant_boss)
    page = client.get(reverse("case_edit", args=[draft.pk]))
    assert page.context["form"][f"tjanst_{cast.service.pk}"].value() is True
    assert page.context["form"][f"tjanst_{cast.service.pk}_personuppgifter"].value() == "ja"
    only_other = said(cast.other_service, sedan="granska")
    response = client.post(reverse("case_edit", args=[draft.pk]), only_other)
    assert response.headers["Location"] == reverse("case_review", args=[draft.pk])
    assert [asked.service for asked in draft.requested_services.all()] == [cast.other_service]


def test_a_service_is_left_out_again_without_clearing_its_details(client, cast):
    draft = cast.walk.draft(cast.service)
    client.force_login(cast.applicant)
    kept = said(cast.service, **{f"tjanst_{cast.service.pk}_volym": "10", f"tjanst_{cast.service.pk}_start": ""})
    del kept[f"tjanst_{cast.service.pk}"]
    client.post(reverse("case_edit", args=[draft.pk]), kept)
    assert not draft.requested_services.exists()


def test_a_service_of_the_catalogue_is_chosen_from_the_start(client, cast):
    client.force_login(cast.applicant)
    page = client.get(reverse("case_new"), {"tjanst": cast.service.pk})
    assert page.context["form"][f"tjanst_{cast.service.pk}"].value() is True
    assert page.context["form"][f"tjanst_{cast.other_service.pk}"].value() is None


@pytest.mark.parametrize("value", ["0", "-1", "x", "\x00", "9" * 40, "1' or '1", "", "12.5"])
def test_any_origin_gives_the_page(client, cast, value):
    client.force_login(cast.applicant)
    assert client.get(reverse("case_new"), {"tjanst": value}).status_code == 200


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("need", "", "Beskriv vad ni behöver, och varför."),
        ("need", "Drift\x00", "Null-tecken är inte tillåtna."),
        ("contact_name", "", "Ange en kontaktperson."),
        ("contact_email", "anna", "Fyll i en giltig e-postadress."),
        ("present_solution", "", "Välj vilken lösning ni har i dag."),
        ("present_solution", "moln", "Välj ett giltigt alternativ. moln finns inte bland tillgängliga alternativ."),
        ("present_cost", "många", "Fyll i ett tal."),
        ("present_cost", "-1", "Ange kostnaden som noll eller mer."),
        ("tjanst_volym", "0", "Volymen ska vara större än noll."),
        ("tjanst_volym", "nan", "Fyll i ett tal."),
        ("tjanst_start", "2027-02-30", "Fyll i ett giltigt datum."),
        ("tjanst_personuppgifter", "", "Svara ja eller nej på om leverantörsmyndigheten ska behandla personuppgifter."),
        ("unmet_need", "x" * 251, "Säkerställ att detta värde har som mest 250 tecken (den har 251)."),
    ],
)
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_saved(client, cast, field, wrong, sentence):
    name = field.replace("tjanst_", f"tjanst_{cast.service.pk}_")
    client.force_login(cast.applicant)
    page = client.post(reverse("case_new"), said(cast.service, **{name: wrong, "need": "Kvar."} | {name: wrong}))
    assert page.context["form"].errors[name] == [sentence]
    assert page.context["form"]["own_reference"].value() in (None, "")
    assert name == "need" or "Kvar." in page.text
    assert not InterestRegistration.objects.exists()


def test_details_of_a_service_that_is_not_chosen_are_not_silently_lost(client, cast):
    client.force_login(cast.applicant)
    data = said(cast.service, **{f"tjanst_{cast.other_service.pk}_volym": "3"})
    page = client.post(reverse("case_new"), data)
    errors = page.context["form"].errors
    assert list(errors) == [f"tjanst_{cast.other_service.pk}"]
    assert not InterestRegistration.objects.exists()


def test_the_review_is_not_reached_without_a_service_but_the_draft_is_saved(client, cast):
    client.force_login(cast.applicant)
    data = said(cast.service)
    del data[f"tjanst_{cast.service.pk}"]
    data |= {f"tjanst_{cast.service.pk}_volym": "", f"tjanst_{cast.service.pk}_start": ""}
    page = client.post(reverse("case_new"), data | {"sedan": "granska"})
    assert page.context["form"].non_field_errors() == [
        "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."
    ]
    assert client.post(reverse("case_new"), data).status_code == 302


def test_what_a_colleague_has_sent_meanwhile_is_not_changed_and_the_text_is_kept(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.applicant)
    page = client.post(reverse("case_edit", args=[case.pk]), said(cast.service, need="Min nya text."))
    assert page.context["form"].non_field_errors() == ["Intresseanmälan är redan skickad och kan inte ändras."]
    assert "Min nya text." in page.text
    case.refresh_from_db()
    assert case.need != "Min nya text."
    assert client.get(reverse("case_edit", args=[case.pk])).headers["Location"] == reverse("case", args=[case.pk])


def test_interest_is_registered_only_when_it_is_acknowledged(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    page = client.post(reverse("case_review", args=[draft.pk]), {})
    assert list(page.context["form"].errors) == ["acknowledged"]
    assert InterestRegistration.objects.get().is_draft
    response = client.post(reverse("case_review", args=[draft.pk]), {"acknowledged": "on"})
    assert response.headers["Location"] == reverse("case_receipt", args=[draft.pk])
    assert list(RequestedService.objects.values_list("status", flat=True)) == [Status.REGISTERED]


def test_a_draft_that_names_no_service_is_not_registered(client, cast):
    draft = cast.walk.draft()
    draft.requested_services.all().delete()
    client.force_login(cast.applicant)
    page = client.post(reverse("case_review", args=[draft.pk]), {"acknowledged": "on"})
    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == [
        "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."
    ]


@pytest.mark.section(3)
def test_an_agency_that_is_no_longer_under_the_government_does_not_register(client, cast):
    draft = cast.walk.draft()
    Agency.objects.filter(pk=cast.bolagsverket.pk).update(kind="riksdag")
    client.force_login(cast.applicant)
    page = client.post(reverse("case_review", args=[draft.pk]), {"acknowledged": "on"})
    assert page.context["form"].non_field_errors() == ["Bara en myndighet under regeringen kan anmäla intresse (3 §)."]


def test_the_receipt_gives_the_number_and_the_document_once_it_is_made(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.reader)
    address = reverse("case_receipt", args=[case.pk])
    assert "Framställs nu" in client.get(address).text
    outbox.perform_waiting()
    page = client.get(address)
    assert case.diary_number in page.text
    assert reverse("document", args=[case.documents.get().pk]) in page.text


def test_a_receipt_is_for_what_is_sent(client, cast):
    client.force_login(cast.applicant)
    assert client.get(reverse("case_receipt", args=[cast.walk.draft().pk])).status_code == 404


def test_a_draft_is_thrown_away(client, cast):
    draft = cast.walk.draft()
    client.force_login(cast.applicant)
    response = client.post(reverse("case_discard", args=[draft.pk]))
    assert response.headers["Location"] == reverse("cases")
    assert not InterestRegistration.objects.exists()


def test_the_form_takes_as_many_queries_with_many_services_as_with_one(client, cast, django_assert_num_queries):
    client.force_login(cast.applicant)
    draft = cast.walk.draft(cast.service, cast.other_service)
    with django_assert_num_queries(6):
        client.get(reverse("case_new"))
    with django_assert_num_queries(8):
        client.get(reverse("case_edit", args=[draft.pk]))
