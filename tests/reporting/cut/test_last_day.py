"""What counts on the last day of the year, and no longer or not yet on the day after (11 §)."""

from datetime import date

import pytest

from fees.prices import acts as prices_acts
from onboarding.agreement import acts as agreement_acts
from registry.catalogue import acts as catalogue_acts
from registry.models import Preparedness, RegisterEdition
from reporting.cut import cut, effects
from reporting.cut.span import Span
from reporting.models import Report

from ... import making
from ...roles import as_owner

pytestmark = pytest.mark.section(11)
LAST, AFTER = date(2026, 12, 31), date(2027, 1, 1)
OF_2026 = Span(2026, date(2026, 1, 1), LAST)


def row(number, service="Virtuell server", year=2026):
    indicator = cut(Report(year=year))["indicators"][number - 1]
    return next(row for row in indicator["rows"] if row["service"] == service)


@pytest.mark.parametrize(("until", "counted"), [(LAST, True), (date(2026, 12, 30), False), (None, True)])
def test_a_connection_counts_while_its_agreement_holds(cast, time_machine, until, counted):
    time_machine.move_to("2026-03-01T09:00:00+01:00")
    requested_service = cast.walk.request("accepted")
    agreement = agreement_acts.draw_up(
        requested_service.registration,
        by=cast.applicant,
        requested_services=[requested_service],
        content=making.content(term_until=until),
    )
    agreement_acts.present(agreement, by=cast.applicant)
    for by in (cast.applicant_boss, cast.supplier_boss):
        agreement_acts.sign(agreement, by=by)
    requested_service.refresh_from_db()
    cast.walk.connect(requested_service)
    assert effects.connections(OF_2026).exists() is counted


@pytest.mark.parametrize(("until", "counted"), [(LAST, 3), (AFTER, 4)])
def test_a_preparedness_agency_is_one_on_the_last_day(year, until, counted):
    Preparedness.objects.filter(agency=year.bolagsverket).update(valid_until=until)
    share = row(2)
    assert (share["numerator"], share["denominator"]) == (counted - 3, counted)


@pytest.mark.parametrize(("ended", "counted"), [(LAST, 0), (AFTER, 1)])
def test_an_agency_that_ends_later_is_itself_still(year, ended, counted):
    year.bolagsverket.ended_on = ended
    year.bolagsverket.save()
    share = row(1)
    assert (share["numerator"], share["comment"]) == (counted, "")  # who ended without an heir is nobody outside either


def test_who_is_in_no_edition_is_told_of(year):
    with as_owner():  # the program takes nothing out of an edition
        RegisterEdition.objects.get().entries.filter(agency=year.bolagsverket).delete()
    told = row(1)
    assert (told["numerator"], told["comment"]) == (
        0,
        "Anslutna som inte finns i registerutgåvan och inte räknas: 1.",
    )


def test_a_fee_in_another_unit_is_not_compared(year):
    year.service.unit = "virtuell kärna"
    year.service.save()
    prices_acts.set_fee(
        year.service,
        by=year.supplier_boss,
        component="running",
        amount=40,
        valid_from=date(2028, 1, 1),
        decision_reference="Beslut 2",
        consulted_on=date(2026, 10, 1),
    )
    told = row(5, year=2027)
    assert (told["state"], told["value"]) == ("missing", None)
    assert told["comment"] == "Avgiften för 2028 är inte bestämd, eller har en annan enhet."


def test_a_fee_that_ended_before_the_year_was_not_charged_in_it(year):
    of = {number: [fee["amount"] for fee in cut(Report(year=number))["fees"]] for number in (2026, 2027)}
    assert of == {2026: [110, 100], 2027: [100, 110]}


def test_a_service_is_there_since_its_first_version(year, time_machine):
    time_machine.move_to("2026-12-31T23:30:00+01:00")
    draft = catalogue_acts.describe(year.service, by=year.supplier, description=making.description())
    for by in (year.supplier_boss, year.coordinator_boss):
        catalogue_acts.approve(draft, by=by)
    (told,) = [one for one in cut(Report(year=2026))["services"] if one["name"] == "Virtuell server"]
    assert (told["description_version"], told["available_from"]) == ("2", "2026-02-02")


@pytest.mark.section(7)
def test_what_is_closed_unmet_is_to_be_judged_though_nothing_waits(cast, time_machine):
    time_machine.move_to("2026-06-01T09:00:00+02:00")
    cast.walk.request("closed")
    duty = next(duty for duty in cut(Report(year=2026))["obligations"] if duty["section"] == "7 §")
    assert duty["state"] == "judge"
