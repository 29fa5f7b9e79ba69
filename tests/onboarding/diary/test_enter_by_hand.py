"""5 kap. 1 § OSL: what comes on paper or by e-mail is registered too, as soon as it has come in."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.diary import acts as diary_acts
from onboarding.models import DiaryEntry
from onboarding.secrecy import acts as secrecy_acts
from registry.models import JournalEntry

from ..test_matrix import is_done

TUESDAY = date(2026, 11, 24)


def facts(**changes):
    said = {"direction": "in", "on": date.today(), "counterpart": "Riksdagens ombudsmän", "about": "Remiss"}
    return {**said, "medium": "paper", **changes}


def enter(case, by, **changes):
    return diary_acts.enter_by_hand(case, by=by, **facts(**changes))


def test_takes_the_next_number_in_the_agency_s_own_diary(cast):
    case = cast.walk.registered()
    entry = enter(case, cast.coordinator)
    assert str(entry) == f"{case.diary_number}-2"
    assert (entry.agency, entry.medium, entry.registered_by) == (cast.fk, "paper", cast.coordinator)
    assert DiaryEntry.objects.filter(agency=cast.bolagsverket).count() == 1
    told = JournalEntry.objects.get(act="onboarding.enter_by_hand")
    assert told.text == f"Handling {entry} registrerades för hand."


def test_each_party_in_a_case_that_is_sent(cast):
    case = cast.walk.request("allocated").registration
    done = {name for name, by in cast.people().items() if is_done(lambda by=by: enter(case, by))}
    assert done == {"applicant", "applicant_boss", "coordinator", "coordinator_boss", "supplier", "supplier_boss"}


def test_a_draft_is_in_no_diary(cast):
    with pytest.raises(ValidationError, match="utkast"):
        enter(cast.walk.draft(), cast.applicant)


def test_no_day_that_has_not_been(cast):
    case = cast.walk.registered()
    with pytest.raises(ValidationError) as error:
        enter(case, cast.coordinator, on=date.today() + timedelta(days=1))
    assert list(error.value.message_dict) == ["on"]


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (TUESDAY, False),
        (date(2026, 11, 23), False),  # Monday: one working day
        (date(2026, 11, 22), True),  # Sunday: Monday and Tuesday have passed
        (date(2026, 11, 20), True),
        (date(2025, 1, 2), True),
    ],
)
def test_a_reason_when_more_than_a_working_day_has_passed(cast, on, late):
    case = cast.walk.registered()
    with time_machine.travel(TUESDAY.isoformat() + "T12:00:00+01:00"):
        if late:
            with pytest.raises(ValidationError) as error:
                enter(case, cast.coordinator, on=on, late_because=" ")
            assert list(error.value.message_dict) == ["late_because"]
            assert enter(case, cast.coordinator, on=on, late_because="Låg i fel postfack.").on == on
        else:
            assert enter(case, cast.coordinator, on=on).on == on


def test_no_reason_when_only_holidays_have_passed(cast):
    case = cast.walk.registered()
    with time_machine.travel("2026-12-28T12:00:00+01:00"):
        assert enter(case, cast.coordinator, on=date(2026, 12, 23)).late_because == ""


def test_from_whom_is_asked_but_for_what_is_drawn_up(cast):
    case = cast.walk.registered()
    for direction in ("in", "out"):
        with pytest.raises(ValidationError) as error:
            enter(case, cast.coordinator, direction=direction, counterpart=" ")
        assert list(error.value.message_dict) == ["counterpart"]
    assert enter(case, cast.coordinator, direction="drawn_up", counterpart="").counterpart == ""


def test_a_conflict_of_interest_takes_the_right_away(cast):
    case = cast.walk.registered()
    secrecy_acts.report_conflict(case, by=cast.coordinator, ground="other", text="Min syster arbetar där.")
    case = type(case).objects.get(pk=case.pk)
    with pytest.raises(PermissionDenied):
        enter(case, cast.coordinator)


def test_page(client, cast):
    case = cast.walk.registered()
    client.force_login(cast.coordinator)
    page = f"/arenden/{case.pk}/registrera/"
    assert client.get(page).status_code == 200
    done = client.post(page, facts(about="<b>Remiss</b>"), follow=True)
    assert f"{case.diary_number}-2" in done.text
    assert "&lt;b&gt;Remiss" in done.text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"direction": "across"}, "direction"),
        ({"direction": ""}, "direction"),
        ({"medium": "program"}, "medium"),
        ({"on": "i går"}, "on"),
        ({"on": "2999-01-01"}, "on"),
        ({"on": "0026-11-22"}, "on"),
        ({"on": "2026-01-02"}, "late_because"),
        ({"counterpart": ""}, "counterpart"),
        ({"counterpart": "A\0B"}, "counterpart"),
        ({"about": ""}, "about"),
        ({"about": "x" * 251}, "about"),
    ],
)
def test_bad_input_is_said_at_its_field_and_the_text_is_kept(client, cast, said, field):
    case = cast.walk.registered()
    client.force_login(cast.coordinator)
    response = client.post(f"/arenden/{case.pk}/registrera/", facts(**said) | {"late_because": ""})
    assert list(response.context["form"].errors) == [field]
    assert said.get("counterpart") == "A\0B" or facts(**said)["counterpart"] in response.text
    assert DiaryEntry.objects.filter(agency=cast.fk).count() == 1


def test_it_stands_on_the_page_of_the_case_for_the_own_agency_alone(client, cast):
    case = cast.walk.request("allocated").registration
    entry = enter(case, cast.coordinator, about="Brev om pärmar")
    page = reverse("case_whole", args=[case.pk])
    client.force_login(cast.coordinator)
    text = client.get(page).text
    assert f"{entry}</a>" in text
    assert f"Handling {entry} registrerades för hand." in text
    client.force_login(cast.applicant)
    assert "pärmar" not in client.get(page).text
    assert "för hand" not in client.get(page).text
