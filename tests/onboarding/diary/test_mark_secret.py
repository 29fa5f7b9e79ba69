"""5 kap. 5 § OSL: a marking names its provision, its day and its agency; it warns, and its history stays."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from onboarding.diary import acts as diary_acts
from onboarding.diary import ledger
from onboarding.models import DiaryEntry, SecrecyMarking
from registry.models import JournalEntry

from ...once import made_once
from ..raw_sql import refused, refused_change, refused_row

PROVISION = "18 kap. 8 § 3 OSL"
WARNING = "Markeringen är en varningssignal. Sekretessen ska alltid prövas när någon begär ut handlingen."


@made_once
def entry(cast):
    cast.walk.registered()
    return DiaryEntry.objects.get(agency=cast.fk)


def test_names_provision_day_and_agency(cast, entry):
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision=PROVISION, covers="bilaga 2")
    assert (marking.provision, marking.covers) == (PROVISION, "bilaga 2")
    assert (marking.agency, marking.marked_on, marking.marked_by) == (cast.fk, date.today(), cast.coordinator)
    told = JournalEntry.objects.get(act="onboarding.mark_secret")
    assert (told.text, told.chain) == (f"Handling {entry} sekretessmarkerades: {PROVISION}.", entry.chain)


@pytest.mark.parametrize("provision", ["", "  ", "sekretess", "7", "8 §", "18 kap."])
def test_needs_a_provision(cast, entry, provision):
    with pytest.raises(ValidationError, match=r"bestämmelse|tomt"):
        diary_acts.mark_secret(entry, by=cast.coordinator, provision=provision)


def test_the_same_once_while_it_stands(cast, entry):
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision=PROVISION)
    with pytest.raises(ValidationError, match="redan den markeringen"):
        diary_acts.mark_secret(entry, by=cast.coordinator_boss, provision=f" {PROVISION} ")
    diary_acts.unmark(marking, by=cast.coordinator)
    assert diary_acts.mark_secret(entry, by=cast.coordinator_boss, provision=PROVISION).pk


def test_is_taken_away_once_and_stays_to_be_read(cast, entry):
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision=PROVISION)
    assert [row["marked"] for row in ledger.of_case(entry.case.registration, cast.coordinator)] == [True]
    gone = diary_acts.unmark(marking, by=cast.coordinator_boss)
    assert (gone.removed_by, bool(gone.removed_at)) == (cast.coordinator_boss, True)
    assert [row["marked"] for row in ledger.of_case(entry.case.registration, cast.coordinator)] == [False]
    with pytest.raises(ValidationError, match="redan borttagen"):
        diary_acts.unmark(marking, by=cast.coordinator)
    assert JournalEntry.objects.filter(act="onboarding.unmark").count() == 1


def test_another_agency_takes_nothing_away(cast, entry):
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision=PROVISION)
    for by in (cast.applicant, cast.supplier, cast.stranger, cast.nobody, cast.admin):
        with pytest.raises(PermissionDenied):
            diary_acts.unmark(marking, by=by)


def test_raw_sql_neither_changes_nor_deletes(cast, entry):
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision=PROVISION)
    assert refused("DELETE FROM onboarding_secrecymarking") == "marking_stays"
    assert refused_change("secrecymarking", marking.pk, provision="19 kap. 3 §") == "marking_stays"
    assert refused_change("secrecymarking", marking.pk, removed_at="2026-01-01") == "marking_removed_by_somebody"
    diary_acts.unmark(marking, by=cast.coordinator)
    assert refused_change("secrecymarking", marking.pk, removed_at=None, removed_by_id=None) == "marking_stays"
    row = {"entry_id": entry.pk, "provision": PROVISION, "covers": "", "agency_id": cast.skv.pk}
    row |= {"marked_on": date.today(), "marked_by_id": cast.supplier.pk}
    assert refused_row("secrecymarking", row) == "marked_by_the_agency"
    assert refused_row("secrecymarking", row | {"agency_id": cast.fk.pk, "provision": "7"}) == (
        "marking_names_its_provision"
    )


def test_page_with_the_warning_and_the_history(client, cast, entry):
    client.force_login(cast.coordinator)
    page = f"/diarium/{entry.pk}/"
    assert WARNING in client.get(f"{page}markera/").text
    done = client.post(f"{page}markera/", {"chosen": PROVISION, "covers": "hela handlingen"}, follow=True)
    assert WARNING in done.text
    assert "Antecknad" in done.text
    marking = SecrecyMarking.objects.get()
    gone = client.post(f"/diarium/markering/{marking.pk}/ta-bort/", follow=True)
    assert "Borttagen" in gone.text
    again = client.post(f"/diarium/markering/{marking.pk}/ta-bort/", follow=True)
    assert "Markeringen är redan borttagen." in again.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "chosen"),
        ({"chosen": "99 kap."}, "chosen"),
        ({"chosen": "annan"}, "other"),
        ({"chosen": "annan", "other": "hemligt"}, "other"),
        ({"chosen": "annan", "other": "18 kap.\0"}, "other"),
        ({"chosen": PROVISION, "covers": "x" * 201}, "covers"),
    ],
)
def test_bad_input_is_said_at_its_field(client, cast, entry, said, field):
    client.force_login(cast.coordinator)
    response = client.post(f"/diarium/{entry.pk}/markera/", said)
    assert list(response.context["form"].errors) == [field]
    assert not SecrecyMarking.objects.exists()


def test_another_provision_is_written(client, cast, entry):
    client.force_login(cast.coordinator)
    client.post(f"/diarium/{entry.pk}/markera/", {"chosen": "annan", "other": "18 kap. 2 § OSL"})
    assert SecrecyMarking.objects.get().provision == "18 kap. 2 § OSL"
