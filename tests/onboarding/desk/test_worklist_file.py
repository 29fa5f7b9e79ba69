"""The list as a file: what is on the page, narrowed and sorted as it is, all its pages, and nothing else."""

import csv
import logging
from datetime import datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from onboarding import paging
from onboarding.desk import worklist
from onboarding.filing import acts as filing_acts
from onboarding.workflow import Status

pytestmark = pytest.mark.usefixtures("db")


def fetched(client, said=None):
    """The rows of the CSV file, the headings first."""
    text = client.get(reverse("cases_csv"), said or {}).getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def in_xlsx(client, said=None):
    response = client.get(reverse("cases_xlsx"), said or {})
    rows = load_workbook(BytesIO(response.getvalue())).active.iter_rows(values_only=True)
    return [[str(cell).removesuffix(" 00:00:00") if cell is not None else "" for cell in row] for row in rows]


def numbers(rows):
    return [row[0] for row in rows[1:]]


def test_a_row_tells_what_the_page_tells_in_dates_and_numbers(client, cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.coordinator)
    today = timezone.localdate()
    [head, row] = fetched(client)
    number, target = requested_service.registration.diary_number, today + timedelta(days=30)
    facts = ["Bolagsverket", "Virtuell server", "Fördelad", "Skatteverket", "Skatteverket"]
    assert head == list(worklist.FILE_COLUMNS)
    assert row == [number, *facts[:2], "10", *facts[2:], str(target), str(today), "0"]
    sheet = load_workbook(BytesIO(client.get(reverse("cases_xlsx")).getvalue())).active
    [titles, cells] = sheet.iter_rows()
    assert [cell.value for cell in titles] == head
    assert [cell.value for cell in cells] == [
        number, *facts[:2], 10, *facts[2:], datetime.combine(target, time.min), datetime.combine(today, time.min), 0
    ]  # fmt: skip
    assert all(cell.font.bold for cell in titles)
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A1:J2", "A2")


def test_each_column_of_a_sheet_is_as_wide_as_what_stands_in_it(client, cast):
    """A date in too narrow a column is shown as ###, and a number cut off."""
    cast.walk.request(Status.ALLOCATED)
    client.force_login(cast.coordinator)
    sheet = load_workbook(BytesIO(client.get(reverse("cases_xlsx")).getvalue())).active
    for column in sheet.iter_cols():
        longest = max(len(str(cell.value).removesuffix(" 00:00:00")) for cell in column)
        assert longest < sheet.column_dimensions[column[0].column_letter].width <= 60


@pytest.mark.parametrize("said", [{}, {"sort": "inkom"}, {"lage": "registered"}, {"q": "ifau"}, {"sort": "-myndighet"}])
def test_the_file_is_the_list_with_all_its_pages(client, cast, monkeypatch, said):
    monkeypatch.setattr(paging, "PAGE", 1)
    for status, who in [
        (Status.REGISTERED, cast.applicant),
        (Status.ALLOCATED, cast.applicant),
        (Status.REGISTERED, cast.stranger),
    ]:
        cast.walk.request(status, by=who)
    client.force_login(cast.coordinator)
    shown, following = [], ""
    while following is not None:
        page = client.get(reverse("cases"), {**said, "efter": following})
        shown += [row["number"] for row in page.context["rows"]]
        following = page.context["next"]
    assert numbers(fetched(client, {**said, "efter": "1_1"})) == shown
    assert numbers(in_xlsx(client, said)) == shown


WRONG = {
    "fran=2026-13-45": "Inkom från och med: Ange dagen som ÅÅÅÅ-MM-DD.",
    "lage=okand": "Läge: Välj ett av alternativen i listan.",
    "fran=2026-06-02&till=2026-06-01": "Till-dagen ska vara samma dag som från-dagen eller senare.",
    "sort=x": "Sortera: Välj ett av alternativen i listan.",
    "myndighet=finns+inte": "Myndighet: Ingen myndighet stämmer med det du skrev.",
    "myndighet=verket": "Myndighet: Flera stämmer. Skriv mer av namnet.",
}


@pytest.mark.parametrize("query", WRONG)
@pytest.mark.parametrize("name", ["cases_csv", "cases_xlsx"])
def test_a_file_of_another_list_than_was_asked_for_is_refused(client, cast, name, query):
    client.force_login(cast.coordinator)
    answer = client.get(f"{reverse(name)}?{query}")
    assert answer.status_code == 400
    assert WRONG[query] in answer.text


@pytest.mark.parametrize("name", ["cases_csv", "cases_xlsx"])
def test_each_gets_what_they_may_see(client, cast, name):
    mine = cast.walk.request(Status.ALLOCATED).registration.diary_number
    others = cast.walk.request(Status.REGISTERED, by=cast.stranger).registration.diary_number
    cast.walk.draft()
    read = fetched if name == "cases_csv" else in_xlsx
    seen = {}
    for person, user in cast.people().items():
        client.force_login(user)
        seen[person] = set(numbers(read(client)))
    of_case = "applicant applicant_boss reader supplier supplier_boss".split()
    everything = {key: {mine, others} for key in ["coordinator", "coordinator_boss"]}
    assert seen == {key: set() for key in cast.PEOPLE} | {key: {mine} for key in of_case} | everything | {
        "stranger": {others}
    }


def test_a_confidential_case_is_in_no_file_of_those_not_named(client, cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED), cast.applicant)
    named = {"applicant", "applicant_boss", "coordinator_boss", "supplier_boss"}  # see making: the bosses know of it
    for name, person in cast.people().items():
        client.force_login(person)
        expected = [case.diary_number] if name in named else []
        assert [row["number"] for row in client.get(reverse("cases")).context["rows"]] == expected
        assert (name, numbers(fetched(client)), numbers(in_xlsx(client))) == (name, expected, expected)
        assert numbers(fetched(client, {"q": case.diary_number})) == expected


def test_what_somebody_wrote_is_no_formula(client, cast):
    case = cast.walk.draft()
    case.requested_services.update(service=None, volume=None, unmet_need='=HYPERLINK("x");1')
    filing_acts.register(case, by=cast.applicant, acknowledged=True)
    client.force_login(cast.coordinator)
    assert fetched(client)[1][2] == in_xlsx(client)[1][2] == '\'=HYPERLINK("x");1'


def test_the_file_is_kept_by_nobody_and_its_name_tells_nothing(client, cast, caplog):
    caplog.set_level(logging.INFO, "onboarding")
    client.force_login(cast.coordinator)
    response = client.get(reverse("cases_csv"), {"q": "hemligt ord"})
    assert response.headers["Content-Disposition"] == f'attachment; filename="arenden-{timezone.localdate()}.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert [record.getMessage() for record in caplog.records if record.name == "onboarding.desk.views"] == [
        f"The list of cases is fetched as csv by user {cast.coordinator.pk}"
    ]
    xlsx = client.get(reverse("cases_xlsx"))
    assert xlsx.headers["Content-Disposition"] == f'attachment; filename="arenden-{timezone.localdate()}.xlsx"'
    assert xlsx.getvalue()[:2] == b"PK"


@pytest.mark.parametrize(("person", "count"), [("applicant", 5), ("coordinator", 5), ("supplier", 5), ("nobody", 5)])
def test_the_file_takes_as_many_queries_with_many_rows_as_with_one(
    client, cast, django_assert_num_queries, person, count
):
    client.force_login(getattr(cast, person))
    said = {"lage": "open", "sort": "mal"}
    for statuses in [[Status.ALLOCATED], [Status.REGISTERED, Status.REFUSED, Status.ACCEPTED]]:
        for status in statuses:
            cast.walk.request(status)
        with django_assert_num_queries(count):
            fetched(client, said)
