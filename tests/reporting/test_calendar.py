"""The calendar backwards from 31 March, and the reminders on the way."""

from datetime import date

import pytest
from django.core import mail

from itdrift import outbox
from itdrift.models import Job
from registry.models import JournalEntry, Notice
from reporting import notices
from reporting.account import acts as account_acts
from reporting.calendar import calendar, earliest, latest_answer, season, with_today
from reporting.models import DataRequest, Report
from reporting.tasks import hold_calendar

from .conftest import work

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


@pytest.mark.parametrize("day", ["2027-01-01", "2027-02-20", "2027-03-24"])
def test_the_calendar_opens_the_year_once_also_when_it_is_late(cast, time_machine, day):
    reminded(time_machine, day)
    report = Report.objects.get()
    assert (report.year, report.opened_by) == (2026, None)
    assert JournalEntry.objects.get(act="reporting.open_report").person == "Kalendern"
    reminded(time_machine, day)
    assert Report.objects.get() == report


def test_the_year_is_not_opened_before_it_is_over(cast, time_machine):
    assert reminded(time_machine, "2026-12-31") == []
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2027-01-08", "2027-02-15"),
        ("2027-02-01", "2027-02-15"),
        ("2027-02-10", "2027-02-24"),  # late: the supplier still gets fourteen days
        ("2027-03-25", "2027-03-30"),  # very late: the day before it has to be left
    ],
)
def test_the_calendar_asks_all_suppliers_once_also_when_it_is_late(cast, time_machine, day, due):
    told = reminded(time_machine, day)
    assert {"lars", "lena", "tove", "ture"} <= {who for event, who in told if event == "requested"}
    assert {(f"{data_request.due}", data_request.sent_by) for data_request in DataRequest.objects.all()} == {
        (due, None)
    }
    assert DataRequest.objects.count() == Report.objects.get().suppliers().count()
    assert "requested" not in {event for event, _ in reminded(time_machine, day)}


def test_nobody_is_asked_before_the_day_or_when_no_day_is_left(cast, time_machine):
    reminded(time_machine, "2027-01-07")
    assert not DataRequest.objects.exists()
    assert ("late", "karin") in reminded(time_machine, "2027-04-01")
    assert not DataRequest.objects.exists()


def test_whom_the_coordinator_has_asked_is_not_asked_again(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    account.ask(account.open(), cast.supplier.acting.mandate)
    told = reminded(time_machine, "2027-01-08")
    assert {who for event, who in told if event == "requested"} == {"tove", "ture"}


def test_each_step_in_its_turn(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    report = account.open()
    account.ask(report, due=date(2027, 3, 30))
    assert reminded(time_machine, "2027-01-09") == []
    assert {event for event, _ in reminded(time_machine, "2027-03-01")} == {"make"}
    account.made(report)
    assert {event for event, _ in reminded(time_machine, "2027-03-02")} == {"share"}
    account_acts.share(Report.objects.get(), by=cast.coordinator)
    work()
    assert {event for event, _ in reminded(time_machine, "2027-03-25")} == {"decide", "due"}
    account.decided(report)
    assert {event for event, _ in reminded(time_machine, "2027-03-26")} == {"send"}
    account_acts.send_report(Report.objects.get(), by=cast.coordinator, on=date(2027, 3, 26), how="Med e-post")
    assert reminded(time_machine, "2027-04-02") == []


def test_daily_in_the_week_before_31_march(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    report = account.open()
    account.ask(report, due=date(2027, 3, 30))
    account.made(report)
    account_acts.share(Report.objects.get(), by=cast.coordinator)
    work()
    days = ["2027-03-24", "2027-03-25", "2027-03-25", "2027-03-26", "2027-03-31", "2027-04-01", "2027-04-02"]
    told = [{event for event, _ in reminded(time_machine, day)} & {"decide", "late"} for day in days]
    assert told == [{"decide"}, {"decide"}, set(), {"decide"}, {"decide"}, {"late"}, set()]


def test_the_week_begins_seven_days_before(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    account.decided()
    days = ["2027-03-20", "2027-03-23", "2027-03-24", "2027-03-25"]
    assert [{event for event, _ in reminded(time_machine, day)} for day in days] == [{"send"}, set(), set(), {"send"}]


def test_an_edition_that_was_replaced_need_not_be_sent(cast, account, time_machine):
    time_machine.move_to("2027-01-05T09:00:00+01:00")
    first = account.decided()
    account.decided(account_acts.correct_report(first, by=cast.coordinator_boss, reason="En avgift var fel."))
    second = Report.objects.get(edition=2)
    assert {event for event, _ in reminded(time_machine, "2027-01-06")} == {"send"}
    account_acts.send_report(second, by=cast.coordinator, on=date(2027, 1, 6), how="Med e-post")
    assert reminded(time_machine, "2027-03-25") == []


@pytest.mark.parametrize(("year", "last"), [(2026, ""), (2028, "Den sista arbetsdagen dessförinnan är 2029-03-29.")])
def test_the_last_working_day_is_named_when_31_march_is_none(cast, year, last):
    for event in ("decide", "send"):
        mail.outbox.clear()
        notices.remind(year, event, date(year + 1, 3, 25))
        outbox.perform_waiting()
        assert {last in m.body for m in mail.outbox} == {True}
        assert ("sista arbetsdagen" in mail.outbox[0].body) == bool(last)


def test_a_silent_supplier_is_escalated_with_what_it_does_to_the_date(cast, winter, time_machine):
    winter.ask(winter.open(), cast.supplier.acting.mandate)
    reminded(time_machine, "2027-02-16")
    assert "escalated" not in {event for event, _ in reminded(time_machine, "2027-02-22")}  # a week after the day
    told = [found for found in reminded(time_machine, "2027-02-23") if found[0] == "escalated"]
    assert sorted(told) == [("escalated", "kurt"), ("escalated", "lars")]
    letter = Notice.objects.filter(key__startswith="reporting/escalated").first()
    assert "tidigast 2027-03-26" in letter.text
    assert "efter 2027-03-10" in letter.text


@pytest.mark.parametrize(
    ("answered", "sending"),
    [
        ("2027-02-15", "2027-03-26"),
        ("2027-03-08", "2027-03-29"),
        ("2027-03-10", "2027-03-31"),
        ("2027-03-11", "2027-04-01"),
    ],
)
def test_what_a_late_answer_does_to_the_date(answered, sending):
    assert f"{earliest(2026, date.fromisoformat(answered))['sending']}" == sending
    assert f"{latest_answer(2026)}" == "2027-03-10"


@pytest.fixture
def one_waited_for(cast, winter):
    """All suppliers are asked; it is noted that all but Skatteverket do not answer."""
    for data_request in winter.asked().requests.exclude(supplier=cast.supplier.acting.mandate):
        winter.silence(data_request)


@pytest.mark.usefixtures("one_waited_for")
def test_a_supplier_is_reminded_and_late_runs_catch_up(time_machine):
    assert reminded(time_machine, "2027-01-31") == []
    assert reminded(time_machine, "2027-02-01") == [("due", "lars"), ("due", "lena")]  # 14 days before
    assert reminded(time_machine, "2027-02-02") == []
    assert reminded(time_machine, "2027-02-10") == [("due", "lars"), ("due", "lena")]  # two days late for the seventh
    assert reminded(time_machine, "2027-02-14") == [("due", "lars"), ("due", "lena")]
    assert reminded(time_machine, "2027-02-15") == []
    late = reminded(time_machine, "2027-02-20")
    assert sorted(late) == [("overdue", name) for name in ("karin", "kurt", "lars", "lena")]
    assert reminded(time_machine, "2027-02-21") == []


def test_who_has_answered_is_not_reminded(winter, time_machine):
    report = winter.asked()
    winter.answered(report)
    winter.settle(report)
    assert reminded(time_machine, "2027-02-14") == []


def test_nobody_is_asked_for_the_years_before_the_program(cast, time_machine):
    reminded(time_machine, "2027-01-08")
    assert list(Report.objects.values_list("year", flat=True)) == [2026]


@pytest.mark.usefixtures("one_waited_for")
def test_the_letters_say_what_to_do(time_machine):
    reminded(time_machine, "2027-02-20")
    outbox.perform_waiting()
    subjects = {m.subject for m in mail.outbox if "2026" in m.subject and "noterat" not in m.subject}
    assert subjects == {
        "Underlag till redovisningen för 2026 behövs senast 2027-02-15",
        "Underlag från Skatteverket till redovisningen för 2026 är försenat",
    }
    assert all("http://127.0.0.1:8000/redovisning/" in m.body for m in mail.outbox if m.subject in subjects)
