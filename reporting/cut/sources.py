"""The sources say where each figure comes from, who supplied and who confirmed it; once for services that share it all."""

from collections import defaultdict

OF_THE_PROGRAM = {1: "A", 2: "A", 5: "B"}  # the indicators that are counted from the cases and from the fees


def source_groups(cut):
    """Return [{mark, supplier, services: {key: name}, sources: [(indicators' names, source)], supplied_by, confirmed_by}].

    They stand in the order of the cut's services; mark, 1, 2, 3, …, stands beside the figures of those services.
    """
    rows = _by_service(cut)
    groups = {}
    for service in cut["services"]:
        found = {"supplier": service["supplier"], **_origin(rows[service["key"]])}
        group = groups.setdefault(repr(found), {"mark": len(groups) + 1, **found, "services": {}})
        group["services"][service["key"]] = service["name"]
    return list(groups.values())


def marks(sources):
    """Return the mark of each service: {key: mark}; sources: as `source_groups` gives them."""
    return {key: group["mark"] for group in sources for key in group["services"]}


def _by_service(cut):
    """Return what the suppliers answered: {key: [(indicator's name, row)]}."""
    rows = defaultdict(list)
    for indicator in cut["indicators"]:
        if indicator["number"] not in OF_THE_PROGRAM:
            for row in indicator["rows"]:
                rows[row["key"]].append((indicator["name"], row))
    return rows


def _origin(rows):
    answered = next((row for _, row in rows if row["supplied_by"]), {"supplied_by": None, "confirmed_by": None})
    names = defaultdict(list)
    for name, row in rows:
        if row["source"]:
            names[row["source"]].append(name)
    return {
        "sources": [(", ".join(those), source) for source, those in names.items()],
        "supplied_by": answered["supplied_by"],
        "confirmed_by": answered["confirmed_by"],
    }
