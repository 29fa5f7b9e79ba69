"""The agency's own diary: everything to those who see the case, otherwise no more than everybody reads."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.diary import acts as diary_acts
from onboarding.models import DiaryEntry, InterestRegistration
from onboarding.secrecy import acts as secrecy_acts

from ... import making

DIARY = "/diarium/"


def called(client, person, **said):
    """The numbers in the person's diary, as it is narrowed."""
    client.force_login(person)
    return [row["called"] for row in client.get(DIARY, said).context["rows"]]


def test_each_agency_reads_its_own(client, cast):
    cast.walk.request("allocated")
    for person, numbers in [
        (cast.applicant, {"BV"}),
        (cast.reader, {"BV"}),
        (cast.coordinator, {"FK"}),
        (cast.supplier, {"SKV"}),
        (cast.other_supplier, set()),
        (cast.stranger, set()),
    ]:
        assert {number.split()[0] for number in called(client, person)} == numbers


def test_what_narrows(client, cast):
    first, second = cast.walk.registered(), cast.walk.request("allocated").registration
    by_hand = {"direction": "out", "counterpart": "Riksrevisionen", "about": "Svar på remiss", "medium": "email"}
    diary_acts.enter_by_hand(first, by=cast.coordinator, on=date.today(), **by_hand)
    all_of_first = {f"{first.diary_number}-{n}" for n in (1, 2)}
    assert set(called(client, cast.coordinator, nummer=first.diary_number)) == all_of_first
    assert called(client, cast.coordinator, motpart="riksrev") == [f"{first.diary_number}-2"]
    assert called(client, cast.coordinator, text="REMISS") == [f"{first.diary_number}-2"]
    assert set(called(client, cast.coordinator, riktning="in")) == {
        f"{case.diary_number}-1" for case in (first, second)
    }
    assert len(called(client, cast.coordinator, fran=date.today(), till=date.today())) == 4
    assert called(client, cast.coordinator, fran="2999-01-01") == []
    assert called(client, cast.coordinator, till="2020-01-01") == []


@pytest.mark.parametrize(
    "wrong",
    [{"fran": "i dag"}, {"riktning": "across"}, {"efter": "20261399_1"}, {"efter": "x"}, {"text": "a\0b"}, {"nummer": "x" * 101}],
)  # fmt: skip
def test_what_is_wrong_counts_as_not_said(client, cast, wrong):
    cast.walk.registered()
    assert len(called(client, cast.coordinator, **wrong)) == 1


def test_a_last_day_before_the_first_is_said(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(DIARY, {"fran": "2026-11-22", "till": "2026-11-21"})
    assert "Ange en dag som inte är före den första." in page.text


def test_hidden_values_only_to_those_who_see_the_case(client, cast):
    case = cast.walk.registered()
    entry = DiaryEntry.objects.get(agency=cast.fk)
    diary_acts.hide(entry, by=cast.coordinator, facts=["counterpart", "about"])
    client.force_login(cast.coordinator)
    assert "Bolagsverket" in client.get(DIARY).text
    other_part = making.person("Fanny Försäkring", cast.fk_supplier)
    client.force_login(other_part)
    page = client.get(DIARY)
    (row,) = page.context["rows"]
    assert (row["called"], row["whom"], row["concerns"]) == (f"{case.diary_number}-1", "Sekretess", "Sekretess")
    assert "Bolagsverket" not in page.text
    assert called(client, other_part, motpart="Bolagsverket") == []
    assert called(client, other_part, text="Intresseanmälan") == []
    assert client.get(reverse("diary_entry", args=[entry.pk])).status_code == 404


def test_a_confidential_case_only_number_and_day_to_those_not_named(client, cast):
    case = cast.walk.registered()
    marked = DiaryEntry.objects.get(agency=cast.fk)
    diary_acts.mark_secret(marked, by=cast.coordinator, provision="18 kap. 8 § OSL")
    secrecy_acts.make_confidential(case, by=cast.coordinator_boss, provision="18 kap. 8 § OSL")
    client.force_login(cast.coordinator_boss)
    page = client.get(DIARY)
    assert ("Bolagsverket" in page.text, page.context["rows"][0]["marked"]) == (True, True)
    client.force_login(cast.coordinator)
    page = client.get(DIARY)
    (row,) = page.context["rows"]
    assert {**row, "pk": 0} == {
        "pk": 0, "day": date.today().isoformat(), "called": f"{case.diary_number}-1", "on": date.today(), "way": "", "direction": "", "whom": "Sekretess",
        "concerns": "Sekretess", "known": False, "hidden": False, "marked": False, "case__registration": case.pk,
    }  # fmt: skip
    assert called(client, cast.coordinator, riktning="in") == []
    assert client.get(reverse("diary_entry", args=[row["pk"]])).status_code == 404


def test_another_agency_s_document_is_not_known_of(client, cast):
    cast.walk.registered()
    entry = DiaryEntry.objects.get(agency=cast.fk)
    for act in ("diary_entry", "hide", "show", "mark_secret"):
        client.force_login(cast.applicant)
        assert client.get(reverse(act, args=[entry.pk])).status_code == 404


def test_a_reader_reads_and_does_nothing(client, cast):
    cast.walk.registered()
    entry = DiaryEntry.objects.get(agency=cast.bolagsverket)
    client.force_login(cast.reader)
    page = client.get(reverse("diary_entry", args=[entry.pk]))
    assert "Sekretessmarkera" not in page.text
    assert client.get(reverse("hide", args=[entry.pk])).status_code == 403


def test_nobody_has_no_diary(client, cast):
    client.force_login(cast.nobody)
    assert client.get(DIARY).status_code == 403


def test_pages_follow_each_other(client, cast, monkeypatch):
    monkeypatch.setattr("onboarding.diary.ledger.PAGE", 3)
    case = cast.walk.registered()
    for n, day in enumerate([1, 3, 2, 3, 1, 2]):
        by_hand = {"direction": "in", "counterpart": "Någon", "about": f"Brev {n}", "medium": "paper"}
        on = date(2026, 1, day)
        diary_acts.enter_by_hand(case, by=cast.coordinator, on=on, late_because="Funnet i arkivet.", **by_hand)
    client.force_login(cast.coordinator)
    seen, address = [], DIARY
    while address:
        page = client.get(address)
        seen += [row["concerns"] for row in page.context["rows"]]
        address = page.context["next"] and f"{DIARY}?efter={page.context['next']}"
    assert seen == ["Intresseanmälan", "Brev 3", "Brev 1", "Brev 5", "Brev 2", "Brev 4", "Brev 0"]


def test_takes_the_same_queries_for_few_and_for_many(client, cast, django_assert_num_queries):
    cast.walk.registered()
    client.force_login(cast.coordinator)
    client.get(DIARY)
    with django_assert_num_queries(4):  # session, person, mandate, rows
        client.get(DIARY)
    for _ in range(3):
        cast.walk.request("allocated")
    with django_assert_num_queries(4):
        assert len(client.get(DIARY).context["rows"]) > 6


def test_the_numbers_of_an_agency_without_a_short_name(client, cast):
    agency = making.agency("Myndigheten utan förkortning", "2021004870")
    officer = making.person("Olle Ord", making.mandate(agency, "applicant"))
    case = cast.walk.registered(by=officer)
    assert called(client, officer) == [f"{agency.pk} {date.today().year}/000001-1"]
    assert InterestRegistration.objects.get(pk=case.pk).diary_number.startswith("FK ")
