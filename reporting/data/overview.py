"""The overview says which supplier has answered what about which service."""

from dataclasses import dataclass

from itdrift.templatetags.swedish import kronor, liten, tal
from registry.models import Service

from ..models import DataRequest, MeasureState, ServiceYear
from ..models.service_year import KNOWN, LABELS, MEASURES


@dataclass(frozen=True)
class MeasureCell:
    """Says of one measure its label, the state, the state in words and the value in words ("" when none).

    before: the value of the year before, in words with its year; deviates: how far this year's is from it, if that is much.
    """

    label: str
    state: str
    words: str
    value: str
    before: str = ""
    deviates: str = ""


@dataclass(frozen=True)
class ServiceOverview:
    """Holds one service of one supplier, and what is answered about it."""

    data_request: DataRequest
    service: Service
    cells: list


def overview(report, requests, before=None):
    """Return ServiceOverviews for what each DataRequest (with its service_years) shall cover, in one more query.

    before: {service key: ServiceYear} of the year before, to be held against this year's; None where nobody asks for it.
    """
    suppliers = [data_request.supplier_id for data_request in requests]
    offered = Service.objects.offered_on(report.last_day).filter(supplier__in=suppliers) if suppliers else []
    by_supplier = {}
    for service in offered:
        by_supplier.setdefault(service.supplier_id, []).append(service)
    overviews = []
    for data_request in requests:
        years = {year.service_id: year for year in data_request.service_years.all()}
        for service in by_supplier.get(data_request.supplier_id, []):
            year = years.get(service.pk) or ServiceYear()
            then = (before or {}).get(service.pk)
            cells = [_cell(year, measure, then) for measure in MEASURES]
            overviews.append(ServiceOverview(data_request, service, cells))
    return overviews


def _cell(year, measure, before):
    state = getattr(year, f"{measure}_state")
    known, known_before = state in KNOWN, before is not None and getattr(before, f"{measure}_state") in KNOWN
    return MeasureCell(
        LABELS[measure],
        state,
        MeasureState(state).label if state else "Inte besvarat",
        VALUES[measure](year) if known else "",
        f"{before.request.report.year}: {VALUES[measure](before)}" if known_before else "",
        _deviation(measure, year, before) if known and known_before else "",
    )


def _deviation(measure, year, before):
    """Return how far a value is from the year before's, in words, where it is so far that somebody should look again."""
    figure, much, unit = FIGURES[measure]
    now, then = figure(year), figure(before)
    if None in (now, then) or not (then or unit):
        return ""
    change = now - then if unit else (now - then) / then * 100
    if abs(change) < much:
        return ""
    return f"{'+' if change > 0 else '−'}{tal(round(abs(change), 1))} {unit or '%'} mot året före"


def _share(year):
    return year.agreed_minutes and year.available_minutes / year.agreed_minutes * 100


# The figure of each measure that is held against the year before's, and from which change on it is marked: in per cent,
# or in what is said. Our own choice, to make the eye stop; nothing follows from it.
FIGURES = {
    "units": (lambda year: year.units, 25, ""),
    "cost": (lambda year: year.total_cost, 25, ""),
    "availability": (_share, 1, "procentenheter"),
    "nki": (lambda year: year.nki_mean, 5, "enheter"),
}


VALUES = {
    "units": lambda year: f"{tal(year.units)} {year.unit}, {liten(year.get_unit_basis_display())}",
    "cost": lambda year: kronor(year.total_cost),
    "availability": lambda year: f"{tal(year.available_minutes)} av {tal(year.agreed_minutes)} minuter",
    "nki": lambda year: f"{tal(year.nki_mean)}, {year.nki_answered} av {year.nki_asked} myndigheter svarade",
}
