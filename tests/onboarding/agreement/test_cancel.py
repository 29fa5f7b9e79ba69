"""An agreement that comes to nothing is cancelled, with the reason; the services stay taken on."""

import pytest
from django.core.exceptions import ValidationError

from onboarding.agreement import acts as agreement_acts
from registry.models import JournalEntry

pytestmark = pytest.mark.section(10)


@pytest.mark.parametrize("make", ["agreement", "presented"])
def test_with_a_reason(cast, make):
    requested_service = cast.walk.request("accepted")
    agreement = getattr(cast.walk, make)(requested_service)
    agreement_acts.cancel(agreement, by=cast.supplier, reason="Vi är inte överens om volymen.")
    agreement.refresh_from_db()
    requested_service.refresh_from_db()
    assert (agreement.status, requested_service.status) == ("cancelled", "accepted")
    entry = JournalEntry.objects.get(act="onboarding.cancel")
    assert entry.text == f"Överenskommelse {agreement} avbröts: Vi är inte överens om volymen."
    assert entry.facts == {"reason": "Vi är inte överens om volymen."}


def test_also_when_one_has_signed(cast):
    agreement = cast.walk.presented(cast.walk.request("accepted"))
    agreement_acts.sign(agreement, by=cast.supplier_boss)
    assert agreement_acts.cancel(agreement, by=cast.applicant, reason="Vi avstår.").status == "cancelled"
    with pytest.raises(ValidationError, match="går inte att göra nu"):
        agreement_acts.sign(agreement, by=cast.applicant_boss)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_not_without_a_reason(cast, reason):
    agreement = cast.walk.agreement(cast.walk.request("accepted"))
    with pytest.raises(ValidationError) as error:
        agreement_acts.cancel(agreement, by=cast.applicant, reason=reason)
    assert error.value.message_dict == {"reason": ["Ange varför överenskommelsen avbryts."]}
    agreement.refresh_from_db()
    assert agreement.status == "draft"


def test_what_is_entered_is_not_cancelled(cast):
    agreement = cast.walk.agree(cast.walk.request("accepted"))
    with pytest.raises(ValidationError, match="läget är ”Ingången”"):
        agreement_acts.cancel(agreement, by=cast.applicant, reason="För sent.")


@pytest.mark.parametrize("act", ["withdraw", "refuse"])
def test_the_service_is_free_afterwards(cast, act):
    requested_service = cast.walk.request("accepted")
    agreement = cast.walk.agreement(requested_service)
    with pytest.raises(ValidationError, match="Avbryt den överenskommelsen först"):
        getattr(cast.walk, act)(requested_service)
    agreement_acts.cancel(agreement, by=cast.applicant, reason="Vi avstår.")
    getattr(cast.walk, act)(requested_service)
