"""5–6 §§: a description is published when the supplier and the coordinator have both approved it, and not otherwise."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.urls import reverse

from registry.catalogue import acts as catalogue_acts
from registry.models import Membership, Service, ServiceDescription
from registry.models.service import HIGHEST
from registry.ordinance import IN_FORCE, Role

from ... import making
from ...once import made_once
from ...roles import as_owner

pytestmark = pytest.mark.section(5)


@made_once
def draft(cast):
    return catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(summary="Ny text."))


@pytest.fixture
def page(cast, draft):
    return reverse("service_approve", args=[cast.service.pk])


def statuses(service):
    return dict(service.descriptions.values_list("version", "status"))


def test_only_decision_makers_of_the_two_sides_approve(cast, client, draft, page):
    for name, person in cast.people().items():
        client.force_login(person)
        if name in {"supplier_boss", "coordinator_boss"}:
            assert client.get(page).status_code == 200
        else:
            assert client.get(page).status_code == client.post(page, {"seen": draft.content_hash}).status_code == 403
            with pytest.raises(PermissionDenied):
                catalogue_acts.approve(draft, by=person)
    assert statuses(cast.service) == {1: "published", 2: "draft"}


@pytest.mark.parametrize("order", [("supplier_boss", "coordinator_boss"), ("coordinator_boss", "supplier_boss")])
def test_the_second_approval_publishes_and_replaces(cast, client, draft, page, order):
    for person in order:
        assert statuses(cast.service) == {1: "published", 2: "draft"}
        client.force_login(getattr(cast, person))
        assert client.post(page, {"seen": draft.content_hash}).url == reverse("service", args=[cast.service.pk])
    assert statuses(cast.service) == {1: "superseded", 2: "published"}
    first, second = cast.service.descriptions.order_by("version")
    assert first.superseded_at
    assert second.published_at
    assert second.superseded_at is None


def test_the_page_shows_all_that_is_approved_and_what_happens(cast, client, draft, page):
    client.force_login(cast.coordinator_boss)
    html = client.get(page).content.decode()
    for text in making.description(summary="Ny text.").values():
        assert not isinstance(text, str) or text in html
    assert "väntar den på att den andra parten" in html
    catalogue_acts.approve(draft, by=cast.supplier_boss)
    assert "ersätter version 1" in client.get(page).content.decode()
    catalogue_acts.approve(draft, by=cast.coordinator_boss)
    assert client.get(page).status_code == 302


def test_whoever_has_approved_is_not_asked_again(cast, client, draft, page):
    client.force_login(cast.supplier_boss)
    client.post(page, {"seen": draft.content_hash})
    html = client.get(page).content.decode()
    assert "Ni har redan godkänt" in html
    assert 'type="submit">Godkänn' not in html


@pytest.mark.parametrize("seen", ["gammal", "", "a\0b"])
def test_another_text_than_the_one_that_was_read_is_not_approved(cast, client, draft, page, seen):
    client.force_login(cast.coordinator_boss)
    response = client.post(page, {"seen": seen})
    assert response.status_code == 200
    assert response.context["form"].errors
    draft.refresh_from_db()
    assert draft.coordinator_approved_by is None


def test_a_text_that_changed_after_it_was_read_is_not_approved(cast, client, draft, page):
    seen = draft.content_hash
    catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(summary="Något annat."))
    client.force_login(cast.coordinator_boss)
    html = client.post(page, {"seen": seen}).content.decode()
    assert "Beskrivningen har ändrats sedan du läste den." in html
    assert "Något annat." in html


def test_the_checksum_is_of_all_that_is_described(draft):
    seen = {draft.content_hash}
    texts = set(making.description()) - {"personal_data"}
    for name, value in {
        **dict.fromkeys(texts | {"exemption", "subcontractors"}, "x"),
        **dict.fromkeys(HIGHEST, 3),
    }.items():
        setattr(draft, name, value)
        seen.add(draft.content_hash)
    draft.personal_data = not draft.personal_data
    seen.add(draft.content_hash)
    assert len(seen) == 1 + len(texts) + 2 + len(HIGHEST) + 1


def test_one_person_cannot_approve_for_both(cast, draft):
    both = cast.supplier_boss
    catalogue_acts.approve(draft, by=both)
    mandate = cast.coordinator.acting.mandate
    both.acting = Membership.objects.create(
        user=both, mandate=mandate, role=Role.DECISION_MAKER, title="chef", valid_from=IN_FORCE
    )
    with pytest.raises(ValidationError, match="Samma person kan inte godkänna för båda parter"):
        catalogue_acts.approve(draft, by=both)
    assert statuses(cast.service) == {1: "published", 2: "draft"}


def test_what_is_published_cannot_be_approved_again(cast):
    with pytest.raises(ValidationError, match="läget är ”Publicerad”"):
        catalogue_acts.approve(cast.service.descriptions.get(), by=cast.supplier_boss)


@pytest.mark.section(6)
def test_without_a_basis_in_own_operations_the_last_approval_is_refused(cast):
    draft = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(own_operations=" "))
    catalogue_acts.approve(draft, by=cast.supplier_boss)
    with pytest.raises(ValidationError, match="föreskriften om undantag"):
        catalogue_acts.approve(draft, by=cast.coordinator_boss)
    assert Service.objects.published().get(pk=cast.service.pk).published_description.version == 1


PUBLISH = (
    "status = 'published', published_at = now(), supplier_approved_by_id = %(s)s, coordinator_approved_by_id = %(c)s"
)
REFUSED = {
    "published_by_both": PUBLISH.replace("%(c)s", "NULL"),
    "published_with_total_defence": f"{PUBLISH}, total_defence = E' \\n'",
    "published_with_own_operations": f"{PUBLISH}, own_operations = ' ', exemption = ''",
    "approved_by_two_people": PUBLISH.replace("%(c)s", "%(s)s"),
    "one_draft_and_one_published_description": PUBLISH,  # version 1 is still published
    "description_status_tells_the_truth": "published_at = now(), "
    "supplier_approved_by_id = %(s)s, coordinator_approved_by_id = %(c)s",
}


@pytest.mark.section(6)
@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_itself_refuses(cast, draft, constraint):
    people = {"s": cast.supplier_boss.pk, "c": cast.coordinator_boss.pk, "d": draft.pk}
    sql = f"UPDATE registry_servicedescription SET {REFUSED[constraint]} WHERE id = %(d)s"  # noqa: S608
    with pytest.raises(IntegrityError, match=constraint), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, people)
    assert ServiceDescription.objects.get(pk=draft.pk).status == "draft"
