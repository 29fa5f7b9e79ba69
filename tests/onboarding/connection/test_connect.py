"""10 § first paragraph: connected only after the agreement, on a day that has been."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.connection import acts as connection_acts
from onboarding.models import Connection
from registry.models import JournalEntry

from ... import making

pytestmark = pytest.mark.section(10)

TODAY = date.today()


def test_from_the_day_the_agreement_is_in_force(cast):
    requested_service = cast.walk.request("agreed")
    connection = connection_acts.connect(requested_service, by=cast.supplier, connected_on=TODAY)
    requested_service.refresh_from_db()
    assert (requested_service.status, connection.connected_on, connection.recorded_by) == (
        "connected",
        TODAY,
        cast.supplier,
    )
    assert connection.agreement.lines.get().requested_service == requested_service
    entry = JournalEntry.objects.get(act="onboarding.connect")
    assert entry.text == f"Bolagsverket anslöts till Virtuell server den {TODAY}."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (TODAY - timedelta(days=1), "kan inte ha gjorts före överenskommelsen"),
        (TODAY + timedelta(days=1), "Dagen har inte varit än"),
    ],
)
def test_not_before_the_agreement_nor_ahead_of_time(cast, day, sentence):
    requested_service = cast.walk.request("agreed")
    with pytest.raises(ValidationError) as error:
        connection_acts.connect(requested_service, by=cast.supplier, connected_on=day)
    assert sentence in error.value.message_dict["connected_on"][0]
    assert not Connection.objects.exists()


def test_not_while_the_agreement_is_still_to_come_in_force(cast):
    requested_service = cast.walk.request("accepted")
    content = making.content(term_from=TODAY + timedelta(days=10))
    agreement = agreement_acts.draw_up(
        requested_service.registration, by=cast.applicant, requested_services=[requested_service], content=content
    )
    agreement_acts.present(agreement, by=cast.applicant)
    for by in (cast.applicant_boss, cast.supplier_boss):
        agreement_acts.sign(agreement, by=by)
    with pytest.raises(ValidationError, match="gäller från"):
        connection_acts.connect(requested_service, by=cast.supplier, connected_on=TODAY)


@pytest.mark.parametrize("make", ["agreement", "presented"])
def test_not_by_an_agreement_that_is_not_entered(cast, make):
    requested_service = cast.walk.request("accepted")
    getattr(cast.walk, make)(requested_service)
    with pytest.raises(ValidationError, match="läget är ”Åtagen”"):
        connection_acts.connect(requested_service, by=cast.supplier, connected_on=TODAY)


def test_once(cast):
    requested_service = cast.walk.request("connected")
    with pytest.raises(ValidationError, match="läget är ”Ansluten”"):
        connection_acts.connect(requested_service, by=cast.supplier, connected_on=TODAY)


def test_by_its_supplier_alone(cast):
    requested_service = cast.walk.request("agreed")
    for by in (cast.applicant, cast.coordinator, cast.other_supplier):
        with pytest.raises(PermissionDenied):
            connection_acts.connect(requested_service, by=by, connected_on=TODAY)


def test_the_agency_and_the_coordinator_are_told(cast):
    requested_service = cast.walk.request("agreed")
    outbox.perform_waiting()
    mail.outbox.clear()
    cast.walk.connect(requested_service)
    outbox.perform_waiting()
    agency = [cast.applicant, cast.applicant_boss, cast.reader]
    expected = sorted(p.email for p in [*agency, cast.coordinator, cast.coordinator_boss])
    assert sorted(m.to[0] for m in mail.outbox) == expected
