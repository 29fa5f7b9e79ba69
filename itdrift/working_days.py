"""Which days are working days in Sweden: not Saturdays, Sundays or holidays, nor the three eves that count as such.

Lagen (1989:253) om allmänna helgdagar; the eves and Saturdays by 2 § lagen (1930:173) om beräkning av lagstadgad tid.
"""

from datetime import date, timedelta

from dateutil.easter import easter

SATURDAY = 5
# New Year's Day, Epiphany, 1 May, the National Day, Christmas with its eve, New Year's Eve: (month, day).
FIXED = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
# Good Friday, Easter Monday, Ascension Day, in days after Easter Sunday. Whit Sunday is a Sunday.
FROM_EASTER = {-2, 1, 39}


def is_working_day(day: date) -> bool:
    """Return whether the day is one from Monday to Friday and no holiday."""
    if day.weekday() >= SATURDAY or (day.month, day.day) in FIXED or _is_midsummer_eve(day):
        return False
    return (day - easter(day.year)).days not in FROM_EASTER


def _is_midsummer_eve(day: date) -> bool:
    """Return whether it is the Friday from 19 to 25 June; All Saints' Day and Midsummer Day are Saturdays."""
    return day.weekday() == SATURDAY - 1 and day.month == 6 and 19 <= day.day <= 25


def working_days(start: date, end: date) -> int:
    """Return how many working days there are after `start`, to and with `end`."""
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def last_working_day(day: date) -> date:
    """Return the day itself if it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
