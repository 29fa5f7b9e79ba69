"""The steps say how far the year of an account has come, and what a late supplier does to the date, in words (11 §)."""

from dataclasses import replace

from ..calendar import day_of, earliest, latest_answer, with_today
from ..workflow import HEARD


def completed(report, today):
    """Return the names of the calendar's steps that are completed."""
    statuses = dict(report.requests.values_list("supplier", "status"))
    suppliers = set(report.suppliers().values_list("pk", flat=True))
    steps = {
        "cut_off": today > day_of("cut_off", report.year),
        "requests": suppliers <= statuses.keys(),
        "answers": suppliers <= {supplier for supplier, status in statuses.items() if status in HEARD},
        "draft": report.shared_at is not None,
        "decision": not report.is_open,
        "sending": not report.is_open and hasattr(report, "dispatch"),
    }
    return {name for name, is_done in steps.items() if is_done}


def of_year(year, reports, today):
    """Return the calendar of a year, marked when its first edition is among the reports; else with today in its place."""
    report = next((report for report in reports if (report.year, report.edition) == (year, 1)), None)
    return marked(report, completed(report, today), today) if report else with_today(year, today)


def marked(report, steps, today):
    """Return the calendar with today in its place, each of its days marked as done, late or neither."""
    for key in with_today(report.year, today):
        state = "done" if key.name in steps else "late" if key.kind and key.day < today else ""
        yield replace(key, state=state)


def delays(report, requests, today):
    """Return what is waited for, as sentences, and what it does to the date; requests: DataRequests with their suppliers.

    It is [] when nobody is waited for, and for a new edition, which has no day to be left by.
    """
    waited = [data_request for data_request in requests if data_request.status not in HEARD]
    if not waited or report.edition > 1:
        return []
    last = f"Senaste dag som underlag kan komma: {latest_answer(report.year):%Y-%m-%d} (mål)."
    return [*(_delay(data_request, today) for data_request in waited), last]


def _delay(data_request, today):
    agency, late = data_request.supplier.agency, (today - data_request.due).days
    if late <= 0:
        return f"Underlaget från {agency} ska lämnas senast {data_request.due:%Y-%m-%d} (mål)."
    return f"Underlaget från {agency} är {_days(late)} försenat. {_effect(data_request.report.year, today)}"


def _effect(year, today):
    """Tell what it does to the date that an answer comes today."""
    sending, deadline = earliest(year, today)["sending"], day_of("sending", year)
    if sending > deadline:
        return (
            f"Kommer det i dag hinner redovisningen inte lämnas i tid: tidigast {sending:%Y-%m-%d} (mål), "
            f"{_days((sending - deadline).days)} efter lagkravet {deadline:%Y-%m-%d}."
        )
    left = (deadline - sending).days
    margin = f"{_days(left)} före lagkravet" if left else "samma dag som lagkravet"
    return f"Kommer det i dag kan redovisningen lämnas tidigast {sending:%Y-%m-%d} (mål), {margin} {deadline:%Y-%m-%d}."


def _days(number):
    return f"{number} dag" if number == 1 else f"{number} dagar"
