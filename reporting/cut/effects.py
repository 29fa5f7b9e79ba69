"""The seven indicators are counted here, with one row for each service in the offering (11 §)."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from onboarding.models import Connection

from ..models import ServiceYear, UnitBasis
from ..models.service_year import hours_of
from ..workflow import RequestStatus
from . import indicators as calculate
from .indicators import INDICATORS
from .money import running


def indicators(report, span, services, edition):
    """Return the indicators with their rows, in the order of the services."""
    inputs = IndicatorInputs(report, span, edition)
    return [_indicator(indicator, inputs, services, span.year) for indicator in INDICATORS]


def _indicator(indicator, inputs, services, year):
    rows = [inputs.figure_row(indicator.number, service) for service in services]
    return {
        "number": indicator.number,
        "kind": indicator.kind,
        "group": indicator.group,
        "name": indicator.name,
        "definition": indicator.definition,
        "rule": indicator.rule.format(year=year, after=year + 1),
        "unit": indicator.unit,
        "known": sum(row["value"] is not None for row in rows),
        "rows": rows,
    }


class IndicatorInputs:
    """Holds all that the indicators are counted from, read in a fixed number of queries."""

    def __init__(self, report, span, edition):
        self.edition, self.year, self.last = edition, span.year, span.last
        self.connected, self.outside = _connected(span, edition)
        confirmed = ServiceYear.objects.filter(request__report=report.pk, request__status=RequestStatus.ANSWERED)
        people = confirmed.select_related("request__answered_by", "request__confirmed_by")
        self.answers = {answer.service_id: answer for answer in people}
        self.before, self.after = running(span.year)

    def figure_row(self, number, service):
        """Return one indicator's row for one service."""
        answer = self.answers.get(service.pk) or ServiceYear()
        figure, comment = getattr(self, f"_{number}")(service, answer)
        named = {"service": service.name, "supplier": service.supplier.agency.name}
        counted = {**_counted_in(number, service, answer), **figure, "comment": comment}
        return {"key": service.chain, **named, **counted, **_origin(number, answer)}

    def _1(self, service, answer):
        outside = self.outside[service.pk]
        comment = f"Anslutna som inte finns i registerutgåvan och inte räknas: {outside}." if outside else ""
        return calculate.share(len(self.connected[service.pk]), len(self.edition.agencies)), comment

    def _2(self, service, answer):
        preparedness = self.edition.preparedness
        return calculate.share(len(self.connected[service.pk] & preparedness), len(preparedness)), ""

    def _3(self, service, answer):
        return calculate.volume(answer.units, answer.units_state), answer.units_comment

    def _4(self, service, answer):
        state = calculate.worst(answer.cost_state, answer.units_state)
        return calculate.cost_per_unit(answer.total_cost, answer.units, state), answer.cost_comment

    def _5(self, service, answer):
        before, after = (getattr(fees.get(service.pk), "amount", None) for fees in (self.before, self.after))
        comment = "" if before else f"Ingen avgift den 1 januari {self.year}."
        if before and after is None:
            comment = f"Avgiften för {self.year + 1} är inte bestämd, eller har en annan enhet."
        return calculate.fee_change(before, after), comment

    def _6(self, service, answer):
        hours, state = hours_of(service, self.last), answer.availability_state
        if not hours:
            return calculate.availability(None, 0), "Ingen överenskommen öppettid."
        known = calculate.MISSING if state == calculate.NOT_APPLICABLE else state  # agreed hours have an availability
        return calculate.availability(
            answer.available_minutes, answer.agreed_minutes, known
        ), answer.availability_comment

    def _7(self, service, answer):
        figure = calculate.satisfaction(answer.nki_mean, answer.nki_answered, answer.nki_asked, answer.nki_state)
        return figure, answer.nki_comment


def _counted_in(number, service, answer):
    """Return the unit, as it was when the supplier answered, and how the volume was taken ("" where none is counted)."""
    if number not in calculate.IN_THE_UNIT or answer.units is None:
        return {"unit": service.unit, "basis": ""}
    return {"unit": answer.unit, "basis": UnitBasis(answer.unit_basis).label}


def _origin(number, answer):
    """Return where a figure comes from: the source, who answered and who confirmed, and why its series breaks here."""
    measure = calculate.OF_THE_SUPPLIER.get(number)
    if not (measure and answer.pk):
        own = {1: "Anslutningarna i programmet", 2: "Anslutningarna i programmet", 5: "De beslutade avgifterna"}
        return {"source": own.get(number, ""), "supplied_by": None, "confirmed_by": None, "break": ""}
    data_request = answer.request
    return {
        "source": getattr(answer, f"{measure}_source"),
        "supplied_by": _who(data_request.answered_by, data_request.answered_at),
        "confirmed_by": _who(data_request.confirmed_by, data_request.confirmed_at),
        "break": _break(measure, answer),
    }


def _break(measure, answer):
    """Tell why the figure cannot be compared with the year before; a cost per unit breaks with its units too."""
    measures = [measure, "units"] if measure == "cost" else [measure]
    reasons = [getattr(answer, f"{name}_break") for name in measures]
    return " ".join(dict.fromkeys(filter(None, reasons)))  # the same reason for both is given once


def _who(person, at):
    return {"name": person.name, "on": f"{timezone.localdate(at)}"}


def connections(span):
    """Return what was connected on the last day, under an agreement that still held."""
    in_force = Q(agreement__term_until=None) | Q(agreement__term_until__gte=span.last)
    return Connection.objects.filter(in_force, connected_on__lte=span.last)


def _connected(span, edition):
    """Return the agencies connected to each service on the last day, each once and by its heir: {service: {agency}}.

    And how many were left out because the edition does not know them: {service: n}. Suppliers' own use is not counted.
    """
    found = connections(span).values_list(
        "requested_service__delivered_service",
        "requested_service__delivered_service__supplier__agency",
        "requested_service__agency",
    )
    connected, outside = defaultdict(set), defaultdict(int)
    for service, own, agency in found.distinct():
        heir = edition.heir(agency)
        if heir in edition.agencies and heir != own:
            connected[service].add(heir)
        elif heir is not None and heir != own:
            outside[service] += 1
    return connected, outside
