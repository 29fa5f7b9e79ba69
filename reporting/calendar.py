"""The year of an account runs backwards from 31 March (11 §). Only that day is law; the others are what we aim at."""

from dataclasses import dataclass
from datetime import date, timedelta

from registry.ordinance import IN_FORCE

LAW, AIM = "lagkrav", "mål"
REMINDED_DAYS_BEFORE = (14, 7, 1)  # the answer is due; when several of them have come the closest reminder is sent


@dataclass(frozen=True)
class KeyDate:
    """Has a name for the program, a day, a text for people, a kind (lagkrav or mål), and a state: done, late, or ""."""

    name: str
    day: date
    text: str
    kind: str = AIM
    state: str = ""


def calendar(year: int) -> list[KeyDate]:
    """Return the key dates of the account for `year`, the earliest first; the last is 31 March of the year after."""
    after = year + 1
    return [
        KeyDate("cut_off", date(year, 12, 31), f"Brytdag för {year} års uppgifter"),
        KeyDate("requests", date(after, 1, 8), "Underlag begärs från leverantörsmyndigheterna"),
        KeyDate("answers", date(after, 2, 15), "Leverantörsmyndigheterna har lämnat underlag"),
        KeyDate("draft", date(after, 3, 1), "Utkast till leverantörsmyndigheterna"),
        KeyDate("decision", date(after, 3, 24), "Beslut om redovisningen"),
        KeyDate("sending", date(after, 3, 31), "Redovisning till regeringen", LAW),
    ]


# The fewest days that we count on from one step to the next: what a late supplier does to the date (an aim, not law).
SHORTEST = (("draft", 5), ("decision", 14), ("sending", 2))


def earliest(year, answered):
    """Return the earliest days of what is left when the last answer comes on the day `answered`: {name: day}.

    No step comes before its day in the calendar. The last, "sending", is held against 31 March (11 §).
    """
    found, day = {}, answered
    for name, days in SHORTEST[:-1]:
        day = max(day + timedelta(days=days), day_of(name, year))
        found[name] = day
    return {**found, "sending": day + timedelta(days=SHORTEST[-1][1])}


def latest_answer(year):
    """Return the last day on which an answer can come for the account still to be left by 31 March."""
    return day_of("sending", year) - timedelta(days=sum(days for _, days in SHORTEST))


def with_today(year, today):
    """Return the calendar with today in its place, as a date of its own where it is none of the others."""
    days = calendar(year)
    if today not in [key.day for key in days]:
        days.append(KeyDate("today", today, "I dag", ""))
    return sorted(days, key=lambda key: key.day)


def day_of(name: str, year: int) -> date:
    """Return the day of one key date."""
    return next(key.day for key in calendar(year) if key.name == name)


def season(today):
    """Return the year that is being accounted for, or will be next: until 31 March the year before."""
    return today.year - 1 if today <= day_of("sending", today.year - 1) else today.year


def years_until(today):
    """Return the years for which an account can be opened: they have begun, and the ordinance was in force."""
    return list(range(IN_FORCE.year, today.year + 1))
