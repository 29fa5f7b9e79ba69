"""A new edition says in words what is another than in the one before it, figure by figure (11 §)."""

from itdrift.templatetags.swedish import tal

from ..models import Chapter, Report
from .figures import in_words
from .wording import ABSENT, fields, parted

# Each list: how its entries are told apart, what they are called, and what says nothing about the year itself.
LISTS = {
    "suppliers": (("agency",), "Leverantörsmyndighet", ()),
    "services": (("key",), "Tjänst", ()),
    "service_changes": (("service", "supplier", "date", "change"), "Förändring i utbudet", ()),
    "by_supplier": (("supplier",), "Fördelade tjänster hos", ()),
    "refusals": (("number",), "Beslut att neka anslutning", ()),
    "agreements": (("number",), "Överenskommelse", ("notified_in",)),  # of course the last edition told of it
    "prioritisations": (("number",), "Prioritering", ()),
    "fees": (("service", "supplier", "component", "valid_from"), "Avgift", ()),
    "requests": (("supplier",), "Underlag från", ("sent", "due")),
}
REGISTER = {
    "name": "Registerutgåvan",
    "agencies": "Myndigheter i registerutgåvan",
    "preparedness": "Beredskapsmyndigheter i registerutgåvan",
}
COUNTS = {
    "received": "Mottagna intresseanmälningar",
    "requested_services": "Efterfrågade tjänster",
    "allocated": "Fördelade tjänster",
    "awaiting_allocation": "Tjänster som väntar på fördelning",
    "awaiting_from_before": "Tjänster från tidigare år som väntar på fördelning",
    "closed": "Tjänster som har avslutats utan fördelning",
    "withdrawn": "Återkallade tjänster",
    "median_days_to_allocation": "Mediantid till fördelning, dagar",
}
BESIDE = {"comment": "kommentaren", "source": "källan", "break": "brott i serien"}  # what stands beside a figure
FIGURE = ("state", "value", "numerator", "denominator", "unit", "basis")
THERE = "finns"


def correction(report, cut):
    """Return why this edition is made, which edition it corrects and what differs; None for the first. cut: the new one."""
    if report.edition == 1:
        return None
    before = Report.objects.get(year=report.year, edition=report.edition - 1)
    differs = [*differences(before.cut, cut), *_texts(before.narrative(), report.narrative())]
    return {
        "reason": report.reason,
        "edition": before.edition,
        "diary_number": before.diary_number,
        "differences": differs,
    }


def differences(before, after):
    """Return what differs between two cuts of one year, as dicts of plain text: {what, before, after}."""
    rows = [*_figures(before, after), *_totals(before, after), *_entries(before, after)]
    return [{"what": what, "before": was, "after": now} for what, was, now in rows]


def _figures(before, after):
    """Compare each figure of an indicator: whether it is another one, is known otherwise, or is counted from something else."""
    for old, new in zip(before["indicators"], after["indicators"], strict=True):
        was, now = ({row["key"]: row for row in indicator["rows"]} for indicator in (old, new))
        for key in dict.fromkeys([*now, *was]):
            what = f"Indikator {new['number']}, {new['name']}: {(now.get(key) or was[key])['service']}"
            yield from _figure(what, new["kind"], was.get(key), now.get(key))


def _figure(what, kind, was, now):
    facts = [row and [row.get(name) for name in FIGURE] for row in (was, now)]
    if facts[0] != facts[1]:
        yield what, *(in_words(kind, row) if row else ABSENT for row in (was, now))
    for name, label in BESIDE.items() if was and now else ():
        if was.get(name) != now.get(name):
            yield f"{what}, {label}", was.get(name) or ABSENT, now.get(name) or ABSENT


def _totals(before, after):
    """Compare the numbers of the register edition, and those of the registrations that both cuts have."""
    for name, label in REGISTER.items():
        old, new = before["register_edition"][name], after["register_edition"][name]
        if old != new:
            yield label, str(old), str(new)
    for name, label in COUNTS.items():
        old, new = before["registrations"].get(name), after["registrations"][name]
        if name in before["registrations"] and old != new:
            yield label, tal(old), tal(new)


def _entries(before, after):
    """Tell what is added, taken away or worded otherwise in a list."""
    for name, (keys, label, besides) in LISTS.items():
        old, new = ({tuple(row[key] for key in keys): row for row in listed(cut, name)} for cut in (before, after))
        for found in dict.fromkeys([*new, *old]):
            called = (new.get(found) or old[found]).get("name") or ", ".join(found)
            if found not in old or found not in new:
                yield f"{label} {called}", *((THERE if found in rows else ABSENT) for rows in (old, new))
            else:
                for field, was, now in fields(old[found], new[found], besides):
                    yield f"{label} {called}: {field}", was, now


def listed(cut, name):
    """Return the entries of one of the LISTS."""
    return cut["registrations"][name] if name == "by_supplier" else cut[name]


def _texts(before, after):
    """Compare the texts of the chapters, by the paragraphs that differ; before, after: {chapter: text}."""
    for chapter in Chapter:
        was, now = before.get(chapter, ""), after.get(chapter, "")
        if was != now:
            gone, come = parted(was, now) if was and now else (THERE if text else ABSENT for text in (was, now))
            yield {"what": f"Texten i avsnitt {chapter.label}", "before": gone, "after": come}
