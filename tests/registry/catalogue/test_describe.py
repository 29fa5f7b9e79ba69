"""4 §: the supplier keeps the description, in versions."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from registry.catalogue import acts as catalogue_acts
from registry.models import JournalEntry

from ... import making
from ...locking import locked

pytestmark = pytest.mark.section(4)
TEXT = making.description()


@pytest.fixture
def page(cast):
    return reverse("service_describe", args=[cast.service.pk])


def test_only_its_own_supplier_describes(cast, client, page):
    for name, person in cast.people().items():
        allowed = name in {"supplier", "supplier_boss"}
        client.force_login(person)
        assert client.get(page).status_code == client.post(page).status_code == (200 if allowed else 403)
        if not allowed:
            with pytest.raises(PermissionDenied):
                catalogue_acts.describe(cast.service, by=person, description=making.description())


def test_a_service_that_only_others_see_is_not_there(cast, client):
    draft = catalogue_acts.offer(
        by=cast.supplier,
        category=cast.service.category,
        name="Ny",
        unit="st",
        description=making.description(),
    )
    client.force_login(cast.other_supplier)
    assert client.get(reverse("service_describe", args=[draft.pk])).status_code == 404
    assert client.get(reverse("service_describe", args=[10**30])).status_code == 404


def test_the_page_begins_with_the_text_in_force(cast, client, page):
    client.force_login(cast.supplier)
    assert "Virtuella servrar i en svensk statlig datahall." in client.get(page).content.decode()


def test_a_new_version_is_a_draft_beside_the_one_in_force(cast, client, page):
    client.force_login(cast.supplier)
    response = client.post(page, TEXT | {"summary": "Nya servrar."})
    assert response.url == reverse("service", args=[cast.service.pk])
    assert [(d.version, d.status, d.summary) for d in cast.service.descriptions.all()] == [
        (2, "draft", "Nya servrar."),
        (1, "published", "Virtuella servrar i en svensk statlig datahall."),
    ]
    assert JournalEntry.objects.filter(chain=cast.service.chain).last().facts == {"version": 2}


def test_two_who_write_at_once_do_so_one_after_the_other(cast):
    describe = partial(catalogue_acts.describe, cast.service, by=cast.supplier, description=making.description())
    assert locked(describe) == "service journal"


@pytest.mark.parametrize("by", ["supplier_boss", "coordinator_boss"])
def test_a_changed_draft_loses_its_approvals(cast, by):
    draft = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(summary="Ett."))
    catalogue_acts.approve(draft, by=getattr(cast, by))
    again = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(summary="Två."))
    assert again.pk == draft.pk
    again.refresh_from_db()
    assert [(person, at) for _, person, at in again.approvals] == [(None, None), (None, None)]
    assert cast.service.descriptions.count() == 2


def test_the_page_warns_that_approvals_fall(cast, client, page):
    draft = catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description())
    client.force_login(cast.supplier)
    assert "båda godkänna det på nytt" not in client.get(page).content.decode()
    catalogue_acts.approve(draft, by=cast.coordinator_boss)
    assert "båda godkänna det på nytt" in client.get(page).content.decode()


def test_what_is_wrong_is_said_and_nothing_is_saved(cast, client, page):
    client.force_login(cast.supplier)
    response = client.post(page, TEXT | {"total_defence": "", "included": "Det som skrevs."})
    assert response.context["form"].errors == {"total_defence": ["Ange hur totalförsvarets behov har beaktats (5 §)."]}
    assert "Det som skrevs." in response.content.decode()
    assert cast.service.descriptions.count() == 1


def test_the_highest_class_is_asked_for_and_shown(cast, client, page):
    client.force_login(cast.supplier)
    classes = {"highest_confidentiality": "2", "highest_integrity": "3", "highest_availability": ""}
    assert list(client.post(page, {**TEXT, "highest_integrity": "4"}).context["form"].errors) == ["highest_integrity"]
    assert client.post(page, {**TEXT, **classes}).status_code == 302
    draft = cast.service.descriptions.get(version=2)
    assert (draft.highest_confidentiality, draft.highest_integrity, draft.highest_availability) == (2, 3, None)
    shown = client.get(reverse("service", args=[cast.service.pk]), {"version": 2}).text
    assert "Konfidentialitet: 2 – Betydande<br>Riktighet: 3 – Allvarlig</dd>" in shown
    assert (
        "<dt>Högsta informationsklass</dt><dd>Inte angiven</dd>"
        in client.get(reverse("service", args=[cast.service.pk])).text
    )


def test_whether_personal_data_are_processed_is_answered_before_anything_is_said_of_it(cast, client, page):
    client.force_login(cast.supplier)
    unanswered = {name: value for name, value in TEXT.items() if name != "personal_data"}
    assert list(client.post(page, unanswered).context["form"].errors) == ["personal_data"]
    for answer in ("True", "False"):
        assert client.post(page, TEXT | {"personal_data": answer}).status_code == 302
        assert str(cast.service.descriptions.get(version=2).personal_data) == answer
        assert client.get(page).context["form"]["personal_data"].value() == answer
