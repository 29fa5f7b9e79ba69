"""The calendar backwards from 31 March, and the reminders on the way."""

from datetime import date

import pytest
from django.core import mail

from itdrift import outbox
from itdrift.models import Job
from reporting.calendar import calendar, season, with_today
from reporting.tasks import hold_calendar

pytestmark = pytest.mark.section(11)


def test_the_dates_of_a_year():
    assert [(key.name, f"{key.day}", key.kind) for key in calendar(2026)] == [
        ("cut_off", "2026-12-31", "mål"),
        ("requests", "2027-01-08", "mål"),
        ("answers", "2027-02-15", "mål"),
        ("draft", "2027-03-01", "mål"),
        ("decision", "2027-03-24", "mål"),
        ("sending", "2027-03-31", "lagkrav"),
    ]


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 11, 22), 2026), (date(2027, 1, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)],
)
def test_the_year_that_is_being_accounted_for(today, year):
    assert season(today) == year


def test_today_has_its_place():
    days = with_today(2026, date(2027, 2, 20))
    assert [key.name for key in days].index("today") == 3
    assert len(with_today(2026, date(2027, 2, 15))) == 6


def reminded(time_machine, day):
    """The reminders that the morning of the day sends: [(event, address)]."""
    time_machine.move_to(f"{day}T06:00:00+01:00")
    before = set(Job.objects.values_list("pk", flat=True))
    hold_calendar()
    keys = Job.objects.exclude(pk__in=before).order_by("pk").values_list("key", "arguments__to")
    return [(key.split("/")[2], to.split(".")[0]) for key, to in keys]


@pytest.mark.parametrize(
    ("day", "event"),
    [
        ("2026-12-31", None),
        ("2027-01-01", "open"),
        ("2027-02-20", "open"),
        ("2027-03-24", "open"),
        ("2027-04-01", "late"),
    ],
)
def test_the_coordinator_is_told_to_open(cast, time_machine, day, event):
    expected = [(event, "karin"), (event, "kurt")] if event else []
    assert reminded(time_machine, day) == expected
    assert reminded(time_machine, day) == []


def test_each_step_in_its_turn(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    report = account.open()
    assert reminded(time_machine, "2027-01-07") == []
    assert {event for event, _ in reminded(time_machine, "2027-01-08")} == {"request"}
    account.ask(report, due=date(2027, 3, 30))
    assert reminded(time_machine, "2027-01-09") == []
    assert {event for event, _ in reminded(time_machine, "2027-03-01")} == {"make"}
    account.made(report)
    assert {event for event, _ in reminded(time_machine, "2027-03-25")} == {"decide", "due"}
    account.decided(report)
    assert reminded(time_machine, "2027-04-02") == []


def test_a_supplier_is_reminded_and_late_runs_catch_up(cast, account, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    account.ask(account.open(), cast.supplier.acting.mandate)
    assert reminded(time_machine, "2027-01-31") == []
    assert reminded(time_machine, "2027-02-01") == [("due", "lars"), ("due", "lena")]  # 14 days before
    assert reminded(time_machine, "2027-02-02") == []
    assert reminded(time_machine, "2027-02-10") == [("due", "lars"), ("due", "lena")]  # two days late for the seventh
    assert reminded(time_machine, "2027-02-14") == [("due", "lars"), ("due", "lena")]
    assert reminded(time_machine, "2027-02-15") == []
    late = reminded(time_machine, "2027-02-20")
    assert sorted(late) == [("overdue", name) for name in ("karin", "kurt", "lars", "lena")]
    assert reminded(time_machine, "2027-02-21") == []


def test_who_has_answered_is_not_reminded(cast, account, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    report = account.open()
    account.ask(report, cast.supplier.acting.mandate)
    account.answered(report)
    assert reminded(time_machine, "2027-02-14") == []


def test_nobody_is_asked_for_the_years_before_the_program(cast, time_machine):
    assert {event for event, _ in reminded(time_machine, "2027-01-02")} == {"open"}
    keys = list(Job.objects.filter(key__contains="reporting/open").values_list("key", flat=True))
    assert all("/2026/" in key for key in keys)


def test_the_letters_say_what_to_do(cast, account, time_machine):
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    account.ask(account.open(), cast.supplier.acting.mandate)
    reminded(time_machine, "2027-02-20")
    outbox.perform_waiting()
    subjects = {message.subject for message in mail.outbox if "2026" in message.subject}
    assert subjects == {
        "Underlag till redovisningen för 2026 behövs senast 2027-02-15",
        "Underlag från Skatteverket till redovisningen för 2026 är försenat",
    }
    assert all("http://127.0.0.1:8000/redovisning/" in m.body for m in mail.outbox if m.subject in subjects)
