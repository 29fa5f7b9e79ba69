"""What a new edition says that the one before it did not, figure by figure, in words (11 §)."""

from ..models import Report

LISTS = {
    "refusals": ("number", "Beslut att neka anslutning"),
    "agreements": ("number", "Överenskommelse"),
    "prioritisations": ("number", "Prioritering"),
    "services": ("key", "Tjänst"),
}


def correction(report, made):
    """Why this edition is made, which edition it corrects and what differs; None for the first. made: the new cut."""
    if report.edition == 1:
        return None
    before = Report.objects.get(year=report.year, edition=report.edition - 1)
    differs = differences(before.cut, made)
    return {
        "reason": report.reason,
        "edition": before.edition,
        "diary_number": before.diary_number,
        "differences": differs,
    }


def differences(before, after):
    """What differs between two cuts of one year, as rows of plain text: {what, before, after}."""
    return [*_figures(before, after), *_counts(before, after), *_entries(before, after)]


def _figures(before, after):
    """Each figure of an indicator that has another value or state."""
    for old, new in zip(before["indicators"], after["indicators"], strict=True):
        was = {row["key"]: row for row in old["rows"]}
        for row in new["rows"]:
            earlier = was.get(row["key"], {"value": None, "state": "missing"})
            if (earlier["value"], earlier["state"]) != (row["value"], row["state"]):
                what = f"Indikator {new['number']}, {new['name'].lower()}: {row['service']}"
                yield {"what": what, "before": _said(earlier), "after": _said(row)}


def _said(row):
    return "ingen uppgift" if row["value"] is None else str(row["value"]).replace(".", ",")


def _counts(before, after):
    for name, label in (("received", "Mottagna intresseanmälningar"), ("allocated", "Fördelade tjänster")):
        old, new = before["registrations"][name], after["registrations"][name]
        if old != new:
            yield {"what": label, "before": str(old), "after": str(new)}


def _told(row):
    """What a row of a list says, without the edition that told of it first: that is another in each edition."""
    return row and {name: value for name, value in row.items() if name != "notified_in"}


def _entries(before, after):
    """What is added, taken away or worded otherwise in a list."""
    for name, (key, label) in LISTS.items():
        old, new = ({row[key]: row for row in cut[name]} for cut in (before, after))
        for found in sorted(old.keys() | new.keys()):
            if _told(old.get(found)) != _told(new.get(found)):
                called = (new.get(found) or old[found]).get("name", found)
                there = ["finns inte", "finns"]
                changed = {"before": there[found in old], "after": there[found in new]}
                if found in old and found in new:
                    changed = {"before": "tidigare lydelse", "after": "ändrad"}
                yield {"what": f"{label} {called}", **changed}
