"""10 §: an agreement is drawn up over services that suppliers have taken on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.filing import acts as filing_acts
from onboarding.models import Agreement, DiaryEntry
from registry.catalogue import acts as catalogue_acts
from registry.models import JournalEntry, ModelDocument
from registry.ordinance import IN_FORCE

from ... import making

pytestmark = pytest.mark.section(10)


def draw_up(requested_service, by, *more, **changes):
    requested = [requested_service, *more]
    return agreement_acts.draw_up(
        requested_service.registration, by=by, requested_services=requested, content=making.content(**changes)
    )


def test_over_a_service_that_is_taken_on(cast):
    requested_service = cast.walk.request("accepted")
    agreement = draw_up(requested_service, cast.applicant)
    line = agreement.lines.get()
    assert (agreement.status, agreement.number) == ("draft", f"SKV {date.today().year}/000001-3")
    assert (line.requested_service, line.service, line.supplier) == (
        requested_service,
        cast.service,
        cast.supplier.acting.mandate,
    )
    assert (line.volume, line.description_version, line.personal_data) == (10, 1, False)
    assert str(agreement.model_document) == "Modell för överenskommelse, version 1"
    entry = JournalEntry.objects.get(act="onboarding.draw_up")
    assert (entry.text, entry.section) == (f"Överenskommelse {agreement} upprättades.", "10 §")


def test_the_model_is_the_one_in_force(cast):
    coming, gone = date.today() + timedelta(days=1), {"valid_from": IN_FORCE, "valid_until": date.today()}
    ModelDocument.objects.create(kind="agreement", version=2, text="Kommer", valid_from=coming)
    ModelDocument.objects.create(kind="agreement", version=3, text="Gällde", **gone)
    ModelDocument.objects.create(kind="cooperation", version=4, text="En annan", valid_from=IN_FORCE)
    agreement = draw_up(cast.walk.request("accepted"), cast.applicant)
    assert str(agreement.model_document) == "Modell för överenskommelse, version 1"


def two_suppliers(cast):
    """A case with two services, each taken on by a supplier of its own."""
    case = cast.walk.registered(cast.service, cast.other_service)
    one, other = case.requested_services.order_by("pk")
    cast.walk.allocate(one)
    cast.walk.accept(one)
    cast.walk.allocate(other, cast.other_supplier)
    allocation_acts.accept(other, by=cast.other_supplier, service=cast.other_service)
    return one, other


def test_with_more_than_one_supplier(cast):
    one, other = two_suppliers(cast)
    agreement = draw_up(one, cast.applicant, other)
    assert [str(s.agency) for s in agreement.suppliers] == ["Skatteverket", "Trafikverket"]
    seen = {n for n, by in cast.people().items() if Agreement.objects.visible_to(by).exists()}
    parties = {"applicant", "applicant_boss", "reader", "supplier", "supplier_boss"}
    assert seen == parties | {"other_supplier", "other_supplier_boss"}


def test_a_supplier_draws_up_over_its_own_services_only(cast):
    one, other = two_suppliers(cast)
    with pytest.raises(ValidationError, match="har åtagit sig"):
        draw_up(one, cast.supplier, other)
    assert draw_up(other, cast.other_supplier).suppliers == [cast.other_supplier.acting.mandate]


def test_the_supplier_that_refused_does_not_draw_up_for_the_next(cast):
    requested_service = cast.walk.request("refused")
    cast.walk.allocate(requested_service, cast.other_supplier)
    allocation_acts.accept(requested_service, by=cast.other_supplier, service=cast.other_service)
    with pytest.raises(ValidationError, match="har åtagit sig"):
        draw_up(requested_service, cast.supplier)


@pytest.mark.parametrize("status", ["registered", "allocated", "refused", "agreed", "connected", "withdrawn"])
def test_only_over_what_is_taken_on_and_free(cast, status):
    with pytest.raises(ValidationError) as error:
        draw_up(cast.walk.request(status), cast.applicant)
    assert error.value.message_dict == {
        "requested_services": ["Välj tjänster som en leverantörsmyndighet har åtagit sig."]
    }


def test_not_over_nothing_nor_over_another_case(cast):
    requested_service, other = cast.walk.request("accepted"), cast.walk.request("accepted")
    for requested in ([], [other], [requested_service, other]):
        with pytest.raises(ValidationError, match="har åtagit sig"):
            agreement_acts.draw_up(
                requested_service.registration,
                by=cast.applicant,
                requested_services=requested,
                content=making.content(),
            )


def test_a_service_stands_in_one_agreement_at_a_time(cast):
    requested_service = cast.walk.request("accepted")
    first = draw_up(requested_service, cast.applicant)
    with pytest.raises(ValidationError, match="redan i en annan överenskommelse"):
        draw_up(requested_service, cast.supplier)
    agreement_acts.cancel(first, by=cast.applicant, reason="Fel volym.")
    assert draw_up(requested_service, cast.supplier).pk != first.pk


def test_a_mistake_leaves_nothing_behind(cast):
    requested_service = cast.walk.request("accepted")
    with pytest.raises(ValidationError) as error:
        draw_up(requested_service, cast.applicant, term_until=date.today() - timedelta(days=1), exit="")
    assert set(error.value.message_dict) == {"exit"}
    assert not Agreement.objects.exists()
    assert DiaryEntry.objects.filter(agency=cast.skv).count() == 2, "the allocation and the undertaking, no more"


def test_nobody_else_draws_up(cast):
    requested_service = cast.walk.request("accepted")
    with pytest.raises(PermissionDenied):
        draw_up(requested_service, cast.coordinator)


@pytest.mark.parametrize(("asked", "described"), [(True, False), (False, True)])
def test_personal_data_is_asked_for_or_stands_in_the_description(cast, asked, described):
    if described:
        catalogue_acts.describe(cast.service, by=cast.supplier, description=making.description(personal_data=True))
        draft = cast.service.descriptions.get(status="draft")
        catalogue_acts.approve(draft, by=cast.supplier_boss)
        catalogue_acts.approve(draft, by=cast.coordinator_boss)
    agreement = draw_up(cast.walk.request("accepted", personal_data=asked), cast.applicant)
    assert agreement.personal_data
    assert len(agreement.missing_terms()) == 15


def test_a_cancelled_agreement_keeps_the_name_of_its_service(cast):
    requested_service = cast.walk.request("accepted")
    agreement = draw_up(requested_service, cast.applicant)
    agreement_acts.cancel(agreement, by=cast.applicant, reason="Vi väntar.")
    filing_acts.withdraw(requested_service, by=cast.applicant)
    assert [str(line) for line in Agreement.objects.get().lines.all()] == ["Virtuell server"]
