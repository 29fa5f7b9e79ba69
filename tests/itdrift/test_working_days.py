"""Which days are working days in Sweden."""

from datetime import date, timedelta

import pytest
from django.db import connection

from itdrift.working_days import is_working_day, last_working_day, working_days


@pytest.mark.parametrize(
    ("year", "free"),
    [
        # from Monday to Friday, as the almanac has them
        (
            2026,
            "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
        ),
        (
            2027,
            "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
        ),
        (
            2024,
            "01-01 03-29 04-01 05-01 05-09 06-06 06-21 12-24 12-25 12-26 12-31",
        ),
    ],
)
def test_the_days_from_monday_to_friday_that_are_free(year, free):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    days.append(date(year, 12, 31))
    found = {f"{day:%m-%d}" for day in days if day.weekday() < 5 and not is_working_day(day)}
    assert " ".join(sorted(found)) == free


def test_no_saturday_or_sunday():
    assert not is_working_day(date(2026, 11, 28))
    assert not is_working_day(date(2026, 11, 29))
    assert is_working_day(date(2026, 11, 30))


def test_over_christmas():
    assert working_days(date(2026, 12, 23), date(2026, 12, 28)) == 1
    assert working_days(date(2026, 12, 23), date(2026, 12, 27)) == 0
    assert working_days(date(2026, 12, 23), date(2026, 12, 23)) == 0


def test_the_last_working_day_to_and_with_a_day():
    assert last_working_day(date(2027, 3, 31)) == date(2027, 3, 31)
    assert last_working_day(date(2029, 3, 31)) == date(2029, 3, 29)  # a Saturday, after Good Friday


def test_the_database_has_the_same_days(db):
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range(100 * 365)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, is_working_day(day) FROM unnest(%s::date[]) AS day", [days])
        assert dict(cursor.fetchall()) == {day: is_working_day(day) for day in days}
