"""The provenance of a figure is what was counted, and those of the counted things that the reader may see (11 §)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from fees.models import Fee
from fees.workflow import Component
from itdrift.templatetags.swedish import kronor
from onboarding.models import Agreement, InterestRegistration, Prioritisation, Refusal, RequestedService

from ..cut import cases, effects
from ..cut.figures import parts
from ..cut.register import edition
from ..cut.span import Span
from . import charts

PAGE = 50


@dataclass(frozen=True)
class CountedItem:
    """Says of one of those counted when, what and whom it concerns, and its page ("" where the reader has none)."""

    on: object
    what: str
    who: str
    address: str = ""


def figure(report, number, key, user):
    """Return what the page of one figure shows; None when the account has no such figure.

    {indicator, figure_row, parts, before, chart, years, counted_items}
    """
    indicator = next((each for each in report.cut["indicators"] if each["number"] == number), None)
    row = next((each for each in indicator["rows"] if each["key"] == key), None) if indicator else None
    if indicator is None or row is None:
        return None
    alone = charts.of({**indicator, "rows": [row]})
    earlier = row["series"][:-1]
    return {
        "indicator": indicator,
        "figure_row": row,
        "parts": parts(indicator["kind"], row),
        "before": earlier[-1] if earlier else None,
        "chart": alone["rows"][0]["chart"] if alone else None,
        "years": alone["years"] if alone else [],
        "counted_items": COUNTED[number](report, key, user) if number in COUNTED else None,
    }


def page(items, after):
    """Return one page of what was counted, and where the next begins, or None."""
    found = list(items[after : after + PAGE + 1])
    return found[:PAGE], after + PAGE if len(found) > PAGE else None


class CountedItems:
    """Reads a queryset as CountedItems, a page at a time."""

    def __init__(self, queryset, to_item):
        self.queryset, self.to_item = queryset, to_item

    def __getitem__(self, part):
        return [self.to_item(found) for found in self.queryset[part]]


def _connections(report, key, user):
    """Return the items of indicator 1: the connections to the service that the person may see."""
    return CountedItems(_connected(report, key, user), _connection)


def _of_preparedness(report, key, user):
    """Return the items of indicator 2: the same, of the preparedness agencies."""
    register = edition(Span.within(report.cut))
    found = _connected(report, key, user)
    agencies = found.values_list("requested_service__agency", flat=True).order_by().distinct()
    counted = [agency for agency in agencies if register.heir(agency) in register.preparedness]
    return CountedItems(found.filter(requested_service__agency__in=counted), _connection)


def _connected(report, key, user):
    seen = RequestedService.objects.visible_to(user).filter(delivered_service=_service(key))
    connections = effects.connections(Span.within(report.cut)).filter(requested_service__in=seen.values("pk"))
    related = ("requested_service__registration__agency", "requested_service__service")
    return connections.select_related(*related).order_by("connected_on", "pk")


def _connection(connection):
    requested_service = connection.requested_service
    case = requested_service.registration
    return CountedItem(
        connection.connected_on, str(requested_service), str(case.agency), reverse("case", args=[case.pk])
    )


def _fees(report, key, user):
    """Return the items of indicator 5: the running fees on 1 January of the year and of the year after."""
    fees = Fee.objects.visible_to(user).filter(service=_service(key), component=Component.RUNNING)
    days = [date(report.year, 1, 1), date(report.year + 1, 1, 1)]
    on = fees.on(days[0]) | fees.on(days[1])
    return CountedItems(on.order_by("valid_from", "pk"), _fee)


def _fee(fee):
    return CountedItem(fee.valid_from, f"{kronor(fee.amount)} per {fee.unit}", f"Beslut {fee.decision_reference}")


def _service(key):
    """Return the id of a figure's service; None when its key names none."""
    number = key.rpartition("/")[2]
    return int(number) if number.isdecimal() else None


COUNTED = {1: _connections, 2: _of_preparedness, 5: _fees}


def _registrations(report, user):
    seen = InterestRegistration.objects.visible_to(user).filter(pk__in=cases.received(Span.within(report.cut)))
    return CountedItems(seen.select_related("agency").order_by("registered_at", "pk"), _case)


def _case(case):
    return CountedItem(
        timezone.localdate(case.registered_at), str(case), str(case.agency), reverse("case", args=[case.pk])
    )


def _requested(report, user):
    return _requested_services(cases.requested(Span.within(report.cut)), user)


def _allocated(report, user):
    span = Span.within(report.cut)
    first = cases.requested(span).filter(allocations__allocated_at__date__lte=span.last)
    return _requested_services(first, user)


def _requested_services(counted, user):
    seen = RequestedService.objects.visible_to(user).filter(pk__in=counted.values("pk"))
    return CountedItems(
        seen.select_related("registration__agency", "service").order_by("received_at", "pk"), _requested_service
    )


def _requested_service(requested_service):
    case = requested_service.registration
    return CountedItem(
        timezone.localdate(requested_service.received_at),
        str(requested_service),
        f"{case.agency}, {case}",
        reverse("case", args=[case.pk]),
    )


def _refusals(report, user):
    rows = report.cut["refusals"]
    seen = Refusal.objects.visible_to(user).filter(diary_number__in=_numbers(rows))
    keys = dict(seen.values_list("diary_number", "allocation__requested_service__registration"))
    return [_listed(row, keys, "case", "date", f"{row['agency']}: {row['service']}") for row in rows]


def _agreements(report, user):
    rows = report.cut["agreements"]
    keys = dict(Agreement.objects.visible_to(user).filter(number__in=_numbers(rows)).values_list("number", "pk"))
    return [_listed(row, keys, "agreement", "in_force_on", row["agency"]) for row in rows]


def _prioritisations(report, user):
    rows = report.cut["prioritisations"]
    seen = Prioritisation.objects.visible_to(user).filter(diary_number__in=_numbers(rows))
    keys = dict(seen.values_list("diary_number", "pk"))
    return [_listed(row, keys, "prioritisation", "date", row["service"]) for row in rows]


def _numbers(rows):
    return [row["number"] for row in rows]


def _listed(row, keys, place, day, who):
    """Return what the account itself lists, with its page for whoever may see it. keys: of those, by number."""
    key = keys.get(row["number"])
    return CountedItem(date.fromisoformat(row[day]), row["number"], who, reverse(place, args=[key]) if key else "")


def _services(report, user):
    items = []
    for row in report.cut["services"]:
        service = _service(row["key"])
        address = reverse("service", args=[service]) if service else ""
        items.append(CountedItem(date.fromisoformat(row["available_from"]), row["name"], row["supplier"], address))
    return items


# The rows of each number of the summary (reporting.counts) that the person may see.
ROWS = {
    "tjanster": _services,
    "anmalningar": _registrations,
    "efterfragade": _requested,
    "fordelade": _allocated,
    "nekade": _refusals,
    "prioriteringar": _prioritisations,
    "overenskommelser": _agreements,
}
