"""Golden figures for a year counted by hand (11 §)."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from onboarding.models import Refusal
from registry.catalogue import acts as catalogue_acts
from reporting.cut import cases, cut
from reporting.data import acts as data_acts
from reporting.models import Report

from ... import making
from ...making import LONG_NAME, REASONS
from ...once import made_once
from ...roles import as_owner

pytestmark = pytest.mark.section(11)
NO_MINUTES = {"agreed_minutes": None, "available_minutes": None}
SKV, TRV, FK = "Skatteverket", "Trafikverket", "Försäkringskassan"


@made_once
def figures(year, account):
    report = account.asked()
    account.answered(report)
    return cut(report)


def rows(figures, number):
    indicator = figures["indicators"][number - 1]
    names = ("service", "state", "value", "numerator", "denominator")
    return [tuple(row[name] for name in names) for row in indicator["rows"]]


def test_the_frame(figures):
    assert figures["year"] == 2026
    assert figures["period"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert figures["cut_at"].startswith("2027-01-08T09:00")
    assert figures["coordinator"] == FK
    assert figures["register_edition"] == {
        "name": "Myndighetsregistret",
        "as_of": "2026-01-02",
        "source": "Påhittad",
        "agencies": 7,
        "preparedness": 4,
    }
    assert [s["agency"] for s in figures["suppliers"]] == [FK, SKV, TRV]
    assert json.loads(json.dumps(figures)) == figures


def test_the_offering(figures):
    assert [(s["name"], s["supplier"], s["status"], s["description_version"]) for s in figures["services"]] == [
        ("Lagring", TRV, "open", "1"),
        ("Virtuell server", SKV, "open", "1"),
    ]
    assert [(c["date"], c["change"]) for c in figures["service_changes"]] == [("2026-02-02", "Ny tjänst.")] * 2


@pytest.mark.section(7)
def test_registrations_and_lead_times(figures):
    assert figures["registrations"] == {
        "received": 3,
        "requested_services": 4,
        "allocated": 3,
        "awaiting_allocation": 1,
        "awaiting_from_before": 0,
        "withdrawn": 0,
        "closed": 0,
        "median_days_to_allocation": 4,  # 4, 4 and 2 days
        "by_supplier": [
            {"supplier": SKV, "allocated": 3, "refused": 1, "agreed": 1, "withdrawn": 0, "in_progress": 1},
            {"supplier": TRV, "allocated": 1, "refused": 1, "agreed": 0, "withdrawn": 0, "in_progress": 0},
        ],
    }


@pytest.mark.section(7)
def test_what_waits_from_the_year_before_and_what_is_closed_unmet_is_told(year, time_machine):
    closed = year.walk.registered(year.other_service).requested_services.get()
    time_machine.move_to("2027-12-31T23:30:00+01:00")
    year.walk.close(closed)
    time_machine.move_to("2028-01-01T00:30:00+01:00")
    made = cut(Report(year=2027))
    told = made["registrations"]
    assert [told[name] for name in ("received", "awaiting_allocation", "awaiting_from_before", "closed")] == [
        1,
        0,
        1,
        1,
    ]
    duty = next(row for row in made["obligations"] if row["section"] == "7 §")
    assert (duty["state"], duty["evidence"]) == (
        "judge",
        "0 av 1 efterfrågade tjänster är fördelade, 0 väntar på fördelning. Från tidigare år väntar 1. "
        "Utan fördelning har 1 avslutats.",
    )


@pytest.mark.section(7)
def test_what_is_withdrawn_is_told_whether_it_was_allocated_or_not(year, time_machine):
    time_machine.move_to("2027-03-01T09:00:00+01:00")
    allocated, registered, late = (year.walk.request(status) for status in ("allocated", "registered", "allocated"))
    time_machine.move_to("2027-12-31T23:30:00+01:00")
    for requested_service in (allocated, registered):
        year.walk.withdraw(requested_service)
    time_machine.move_to("2028-01-01T00:30:00+01:00")
    year.walk.withdraw(late)
    told = cut(Report(year=2027))["registrations"]
    assert [told[name] for name in ("requested_services", "allocated", "awaiting_allocation", "withdrawn")] == [
        3,
        2,
        0,
        2,
    ]
    assert told["by_supplier"] == [
        {"supplier": SKV, "allocated": 2, "refused": 0, "agreed": 0, "withdrawn": 1, "in_progress": 1}
    ]


@pytest.mark.section(4)
def test_the_intake_is_that_of_the_last_day(year, time_machine):
    for at, intake in (("2026-12-31T23:30:00+01:00", "waiting"), ("2027-01-01T00:30:00+01:00", "closed")):
        time_machine.move_to(at)
        catalogue_acts.declare_capacity(year.service, by=year.supplier, intake=intake)
    assert [row["status"] for row in cut(Report(year=2026))["services"]] == ["open", "waiting_list"]


def test_availability_only_where_hours_are_agreed_and_always_there(year, account):
    report = account.asked()
    account.answer(account.data_request(report, year.skv), availability_state="not_applicable", **NO_MINUTES)
    data_request = data_acts.confirm(account.data_request(report, year.skv), by=year.supplier_boss)
    sixth = cut(report)["indicators"][5]["rows"][1]
    assert (sixth["service"], sixth["state"], sixth["value"]) == ("Virtuell server", "missing", None)
    with as_owner(), connection.cursor() as cursor:
        # as a description from before the program asked for the hours
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE registry_servicedescription DISABLE TRIGGER USER")
        cursor.execute("UPDATE registry_servicedescription SET opening_hours = ' '")
        cursor.execute("ALTER TABLE registry_servicedescription ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    sixth = cut(report)["indicators"][5]["rows"][1]
    assert (sixth["state"], sixth["comment"]) == ("not_applicable", "Ingen överenskommen öppettid.")
    data_acts.question(data_request, by=year.coordinator, text="Vad ingår?")
    with pytest.raises(ValidationError, match="Ingen öppettid är överenskommen"):
        account.answer(data_request)


@pytest.mark.section(8)
def test_every_refusal_of_the_year_with_its_reasons(figures):
    first, second = figures["refusals"]
    assert (first["date"], first["supplier"], first["agency"], first["service"]) == (
        "2026-03-10",
        TRV,
        "Bolagsverket",
        "Lagring",
    )
    assert first["reasons"] == "Lagringen är full. " * 5
    assert first["afterwards"] == "Fördelad på nytt till Skatteverket 2026-04-01."
    assert (second["agency"], second["reasons"]) == (LONG_NAME, REASONS)
    assert second["afterwards"] == "Den samordnande myndigheten har avslutat ärendet."


def test_a_refusal_that_would_be_left_out_stops_the_cut(year, monkeypatch):
    monkeypatch.setattr(cases, "_refusal", lambda refusal: {})
    count = Refusal.objects.during(2026).count()
    monkeypatch.setattr(type(Refusal.objects.all()), "count", lambda self: count + 1)
    with pytest.raises(cases.IncompleteError):
        cut(Report(year=2026))


@pytest.mark.section(10)
def test_agreements_not_yet_notified(figures):
    (agreement,) = figures["agreements"]
    assert (agreement["in_force_on"], agreement["notified_on"], agreement["agency"]) == (
        "2026-04-01",
        "2026-04-01",
        "Bolagsverket",
    )
    assert (agreement["suppliers"], agreement["services"], agreement["personal_data"]) == (
        [SKV],
        ["Virtuell server"],
        False,
    )


@pytest.mark.section(12)
def test_fees(figures):
    assert [(f["service"], f["amount"], f["valid_from"], f["valid_to"], f["change"]) for f in figures["fees"]] == [
        ("Lagring", 110, "2026-01-01", "2026-12-31", None),
        ("Virtuell server", 100, "2026-01-01", "2026-12-31", None),
    ]


def test_the_seven_indicators(figures):
    assert rows(figures, 1) == [("Lagring", "measured", 0, 0, 7), ("Virtuell server", "measured", 14.3, 1, 7)]
    assert rows(figures, 2) == [("Lagring", "measured", 0, 0, 4), ("Virtuell server", "measured", 25, 1, 4)]
    assert rows(figures, 3) == [
        ("Lagring", "missing", None, None, None),
        ("Virtuell server", "measured", 40, None, None),
    ]
    assert rows(figures, 4)[1] == ("Virtuell server", "estimated", 12500, 500000, 40)
    assert rows(figures, 5) == [
        ("Lagring", "measured", -9.1, 100, 110),
        ("Virtuell server", "measured", 10, 110, 100),
    ]
    assert rows(figures, 6)[1] == ("Virtuell server", "measured", 99.9, 159840, 160000)
    assert rows(figures, 7)[1] == ("Virtuell server", "measured", 71.3, 5, 6)
    assert [i["known"] for i in figures["indicators"]] == [2, 2, 1, 1, 2, 1, 1]
    assert "2027" in figures["indicators"][4]["rule"]


def test_the_requests_and_what_is_missing(figures):
    assert [(r["supplier"], r["state"], r["answered"]) for r in figures["requests"]] == [
        (FK, "waiting", None),
        (SKV, "answered", "2027-01-08"),
        (TRV, "waiting", None),
    ]
    assert figures["gaps"] == [
        f"{FK} har ännu inte lämnat begärt underlag.",
        f"{TRV} har ännu inte lämnat begärt underlag.",
        "Kostnad per enhet är uppskattad för Virtuell server (Skatteverket). Fördelad efter minnesmängd.",
    ]


def test_the_duties(figures):
    assert {o["section"]: o["state"] for o in figures["obligations"]} == {
        "4 § 1": "met",
        "5 § 1": "met",
        "6 §": "met",
        "7 §": "judge",
        "8 §": "met",
        "9 §": "not_applicable",
        "10 § första stycket": "met",
        "10 § andra stycket": "not_applicable",
        "10 § tredje stycket": "met",
        "11 § andra stycket": "judge",
        "12 §": "met",
    }


def test_a_duty_that_nothing_fell_under_is_told_in_words(account, cast):
    duties = {duty["section"]: duty for duty in cut(account.open(2025))["obligations"]}
    assert [section for section, duty in duties.items() if "0 av 0" in duty["evidence"]] == []
    assert (duties["8 §"]["state"], duties["8 §"]["evidence"]) == (
        "not_applicable",
        "Inga beslut att neka har fattats.",
    )


@pytest.mark.parametrize(("answered_on", "state"), [("2027-02-15", "answered"), ("2027-02-16", "late")])
def test_what_came_in_time_is_not_late_because_of_a_question_back(year, account, time_machine, answered_on, state):
    report = account.asked()
    time_machine.move_to(f"{answered_on}T23:30:00+01:00")
    data_request = account.answered(report)
    time_machine.move_to("2027-03-01T09:00:00+01:00")
    question = data_acts.question(data_request, by=year.coordinator, text="Vad ingår?")
    data_acts.answer_question(question, by=year.supplier, answer="Allt.")
    data_acts.confirm(data_request, by=year.supplier_boss)
    (told,) = [row for row in cut(report)["requests"] if row["supplier"] == SKV]
    assert (told["answered"], told["state"]) == (answered_on, state)


def test_later_events_do_not_change_the_year(figures, year, time_machine):
    time_machine.move_to("2027-02-01T09:00:00+01:00")
    year.walk.request("connected", by=year.applicant)
    year.walk.request("refused")
    later = cut(Report.objects.get())
    unchanged = ["services", "service_changes", "registrations", "refusals", "fees", "indicators"]
    assert {name: later[name] for name in unchanged} == {name: figures[name] for name in unchanged}
    assert len(later["agreements"]) == 2  # the first account after the signing notifies


def test_a_year_that_is_not_over_says_so(cast, time_machine):
    time_machine.move_to("2026-11-22T09:00:00+01:00")
    figures = cut(Report(year=2026))
    assert figures["period"]["to"] == "2026-11-22"
    assert figures["gaps"][0] == "Året är inte slut. Uppgifterna gäller till och med 2026-11-22."


def test_a_merged_agency_is_counted_once_as_its_heir(year):
    year.bolagsverket.ended_on, year.bolagsverket.successor = "2026-07-01", year.ifau
    year.bolagsverket.save()
    assert rows(cut(Report(year=2026)), 1)[1] == ("Virtuell server", "measured", 14.3, 1, 7)
    assert rows(cut(Report(year=2026)), 2)[1][2] == 0


def test_a_suppliers_own_use_is_not_counted(year):
    year.bolagsverket.ended_on, year.bolagsverket.successor = "2026-07-01", year.skv
    year.bolagsverket.save()
    assert rows(cut(Report(year=2026)), 1)[1][3] == 0


def test_without_a_register_there_is_no_share(db, time_machine):
    time_machine.move_to("2026-02-02T09:00:00+01:00")
    making.cast()
    figures = cut(Report(year=2026))
    assert {row["state"] for row in figures["indicators"][0]["rows"]} == {"missing"}
    assert "Ingen registerutgåva är inläst" in figures["gaps"][1]


def test_the_cut_takes_the_same_queries_for_few_and_many(year, account, django_assert_num_queries):
    report = account.asked()
    with django_assert_num_queries(46):
        cut(report)
    for _ in range(3):
        year.walk.request("connected")
        year.walk.request("refused")
    with django_assert_num_queries(46):
        cut(report)
