"""Where each figure comes from, service by service: the source, who supplied it and who confirmed it."""

OF_THE_PROGRAM = {1: "A", 2: "A", 5: "B"}  # the indicators that are counted from the cases and from the fees


def by_service(cut):
    """[{number, service, supplier, sources: [(indicator's name, source)], supplied_by, confirmed_by}], in the cut's order.

    number: the mark that stands beside the figures of the service.
    """
    told = [indicator for indicator in cut["indicators"] if indicator["number"] not in OF_THE_PROGRAM]
    return [_row(number, service, told) for number, service in enumerate(cut["services"], 1)]


def _row(number, service, indicators):
    found = [(indicator, row) for indicator in indicators for row in indicator["rows"] if _is(row, service)]
    told = next((row for _, row in found if row["supplied_by"]), {"supplied_by": None, "confirmed_by": None})
    sources = {}
    for indicator, row in found:
        if row["source"]:
            sources.setdefault(row["source"], []).append(indicator["name"])
    return {
        **{name: service[name] for name in ("name", "supplier")},
        "number": number,
        "sources": [(", ".join(names), source) for source, names in sources.items()],
        **{name: told[name] for name in ("supplied_by", "confirmed_by")},
    }


def _is(row, service):
    return row["key"] == service["key"]
