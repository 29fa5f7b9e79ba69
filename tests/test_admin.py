"""The administration: open to administrators alone, no side door to any act, and a page for every odd address."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from onboarding.models import Agreement, InterestRegistration
from registry.admin import Plain, ReadOnly
from registry.models import (
    Agency,
    JournalEntry,
    Mandate,
    Membership,
    ModelDocument,
    Preparedness,
    RegisterEdition,
    RegisterEntry,
    Service,
    User,
)
from tests import making
from tests.once import made_once

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OURS = [model for model in MODELS if isinstance(admin.site._registry[model], Plain)]
READ_ONLY = [model for model in MODELS if isinstance(admin.site._registry[model], ReadOnly)]
ODD = [
    "q=%00",
    "q=%25%27%22%5C",
    "p=999999999999999999999",
    "p=-1",
    "p=x",
    "o=99.-99.x",
    "id__exact=99999999999999999999999",
    "id__exact=x",
    "id__in=%00",
    "pk=%00",
    "e=1",
    "all=x",
    "_popup=1",
    "nothing=1",
]
TEXT_FIELD = {Service: "name", JournalEntry: "text", Membership: "title", User: "email", ModelDocument: "kind"}


def named(model):
    return model._meta.label


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@made_once
def filled(cast):
    """One row of each of our models."""
    edition = RegisterEdition.objects.create(name="Registret", as_of=date(2026, 1, 2), source="Provet", digest="0")
    RegisterEntry.objects.create(
        edition=edition, agency=cast.skv, name="SKV", org_number="2021005448", is_preparedness_agency=True
    )
    Preparedness.objects.create(agency=cast.skv, valid_from=date(2026, 1, 1), basis="Provet")
    cast.walk.request("agreed")
    cast.walk.request("refused")
    making.fee(cast)
    making.report(cast)
    return cast


def test_what_is_registered_and_what_can_only_be_read():
    ours = "Agency JournalEntry Mandate Membership ModelDocument Preparedness RegisterEdition RegisterEntry "
    ours += "Service ServiceCategory User"
    assert {named(model) for model in OURS} >= {f"registry.{name}" for name in ours.split()}
    assert {named(model) for model in READ_ONLY} >= {
        f"registry.{name}" for name in "JournalEntry RegisterEdition RegisterEntry Service".split()
    }


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_every_page_answers_an_administrator_and_nobody_else(client, filled, model):
    first = model._default_manager.order_by(
        "pk"
    ).last()  # the first of the journal is of a draft, which nobody else sees
    pages = [address(model, "changelist"), *([address(model, "change", first.pk)] if first else [])]
    assert first or model not in OURS
    for page in pages:
        for person in (None, filled.coordinator_boss, filled.supplier_boss):
            client.logout() if person is None else client.force_login(person)
            assert client.get(page).status_code == 302
        client.force_login(filled.admin)
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=named)
def test_what_acts_have_made_can_only_be_read(client, filled, model):
    client.force_login(filled.admin)
    row = model._default_manager.first()
    before = list(model._default_manager.values())
    for page in (address(model, "add"), address(model, "delete", row.pk)):
        assert client.get(page).status_code == 403
        assert client.post(page, {"post": "yes"}).status_code == 403
    assert client.post(address(model, "change", row.pk), {"text": "Ändrat", "name": "Ändrat"}).status_code == 403
    delete = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model, "changelist"), delete)
    assert list(model._default_manager.values()) == before


def unanswered(client, pages, answers):
    """The pages that are answered with anything else."""
    given = {page: client.get(page).status_code for page in pages}
    return {page: status for page, status in given.items() if status not in answers}


@pytest.mark.parametrize("model", OURS, ids=named)
def test_an_odd_address_is_answered(client, filled, model):
    client.force_login(filled.admin)
    page = address(model, "changelist")
    assert unanswered(client, [f"{page}?{odd}" for odd in ODD], {200, 302, 400}) == {}


@pytest.mark.parametrize("model", TEXT_FIELD, ids=named)
def test_an_odd_condition_is_answered(client, filled, model):
    client.force_login(filled.admin)
    page = f"{address(model, 'changelist')}?{TEXT_FIELD[model]}"
    lookups = ["=%00", "__contains=%00", "__regex=(", "__gt=%00"]
    assert unanswered(client, [f"{page}{lookup}" for lookup in lookups], {302, 400}) == {}


@pytest.mark.parametrize("model", OURS, ids=named)
def test_an_odd_key_is_answered(client, filled, model):
    client.force_login(filled.admin)
    page = address(model, "changelist")
    keys = [f"{page}{key}" for key in ("%00", "x", "99999999999999999999999", "_00")]
    pages = [f"{key}/{page}/" for key in keys for page in ("change", "history", "delete")]
    assert unanswered(client, pages, {302, 403, 404}) == {}


def test_an_odd_autocomplete_is_answered(client, filled):
    client.force_login(filled.admin)
    page = f"{reverse('admin:autocomplete')}?app_label=registry&model_name=mandate&field_name=agency"
    odd = ["term=%00", "term=x&page=99999999999", "term=x&page=x", "term=" + "x" * 5000]
    assert unanswered(client, [f"{page}&{term}" for term in odd], {200, 404}) == {}


@pytest.mark.parametrize(("q", "rows"), [("Anna", 1), ("", 10)])
def test_a_list_asks_as_often_for_many_rows_as_for_one(client, filled, django_assert_num_queries, q, rows):
    client.force_login(filled.admin)
    with django_assert_num_queries(9):
        page = client.get(address(Membership, "changelist"), {"q": q})
    assert len(page.context["cl"].result_list) == rows


@pytest.mark.parametrize("written", ["202100-5521", "2021005521", "162021005521", "202100 5521", " 202100–5521 "])
@pytest.mark.parametrize("model", [Agency, RegisterEntry, Mandate, Membership, InterestRegistration], ids=named)
def test_an_agency_is_found_by_its_number_however_it_is_written(client, filled, model, written):
    client.force_login(filled.admin)
    found = client.get(address(model, "changelist"), {"q": written}).context["cl"].result_list
    by = {Agency: "org_number", RegisterEntry: "org_number", Membership: "mandate__agency__org_number"}
    own = model.objects.filter(**{by.get(model, "agency__org_number"): "2021005521"})
    assert {row.pk for row in found} == {row.pk for row in own}


@pytest.mark.parametrize("model", [Agency, Mandate, Service, User], ids=named)
def test_what_cases_refer_to_is_never_deleted(client, filled, model):
    client.force_login(filled.admin)
    row = model._default_manager.first()
    assert client.get(address(model, "delete", row.pk)).status_code == 403
    delete = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(address(model, "changelist"), delete)
    assert model._default_manager.filter(pk=row.pk).exists()


def test_what_stands_in_the_way_of_a_deletion_is_not_named(client, filled):
    client.force_login(filled.admin)
    model, agreement = ModelDocument.objects.get(), Agreement.objects.get()
    select = {"action": "delete_selected", "_selected_action": [model.pk]}
    for page in (
        client.get(address(ModelDocument, "delete", model.pk)),
        client.post(address(ModelDocument, "changelist"), select),
    ):
        assert ("Något annat hänvisar hit." in page.text, agreement.number in page.text) == (True, False)
    client.post(address(ModelDocument, "delete", model.pk), {"post": "yes"})
    assert ModelDocument.objects.get() == model


@pytest.mark.parametrize("model", [model for model in OURS if admin.site._registry[model].exclude], ids=named)
def test_no_list_is_narrowed_by_what_is_not_shown(client, filled, model):
    client.force_login(filled.admin)
    for field in admin.site._registry[model].exclude:
        for lookup in ("", "__contains", "__to"):
            assert client.get(address(model, "changelist"), {f"{field}{lookup}": "1"}).status_code == 400


def test_a_person_is_added_with_an_address_in_lower_case(client, filled):
    client.force_login(filled.admin)
    person = {"name": "Åsa Ny", "email": "Asa.Ny@Myndighet.example", "usable_password": "true"}
    none = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    words = {"password1": "ett långt och eget lösen", "password2": "ett långt och eget lösen"}
    assert client.post(address(User, "add"), person | words | none).status_code == 302
    assert User.objects.get(name="Åsa Ny").email == "asa.ny@myndighet.example"
    again = client.post(address(User, "add"), person | words | none | {"email": "ASA.ny@myndighet.example"})
    assert "finns redan" in again.content.decode()


@pytest.mark.section(3)
def test_a_mandate_that_is_not_allowed_is_a_sentence_at_the_field(client, filled):
    client.force_login(filled.admin)
    riksdag = Agency.objects.create(name="Riksrevisionen", org_number="2021002690", kind="riksdag")
    fields = {"agency": riksdag.pk, "part": "applicant", "basis": "–", "valid_from": "2026-01-01", "valid_until": ""}
    assert (
        "Bara en myndighet under regeringen kan delta (3 §)."
        in client.post(address(Mandate, "add"), fields).content.decode()
    )
    backwards = fields | {"agency": filled.trv.pk, "valid_until": "2025-01-01"}
    assert "Slutdatum ska vara senare" in client.post(address(Mandate, "add"), backwards).content.decode()
    twice = fields | {"agency": filled.trv.pk, "part": "supplier"}
    assert "har redan det uppdraget" in client.post(address(Mandate, "add"), twice).content.decode()


@pytest.mark.section(4)
def test_a_version_of_a_model_is_never_rewritten(client, filled):
    client.force_login(filled.admin)
    model = ModelDocument.objects.get()
    client.post(address(ModelDocument, "change", model.pk), {"text": "Annat", "version": 7, "valid_from": "2025-02-01"})
    model.refresh_from_db()
    assert (model.text, model.version, model.valid_from) == ("Modell", 1, date(2025, 2, 1))
