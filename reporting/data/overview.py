"""The overview says which supplier has answered what about which service."""

from dataclasses import dataclass

from itdrift.templatetags.swedish import kronor, liten, tal
from registry.models import Service

from ..models import DataRequest, MeasureState, ServiceYear
from ..models.service_year import KNOWN, LABELS, MEASURES


@dataclass(frozen=True)
class MeasureCell:
    """Says of one measure its label, the state, the state in words and the value in words ("" when none)."""

    label: str
    state: str
    words: str
    value: str


@dataclass(frozen=True)
class ServiceOverview:
    """Holds one service of one supplier, and what is answered about it."""

    data_request: DataRequest
    service: Service
    cells: list


def overview(report, requests):
    """Return ServiceOverviews for what each DataRequest (with its service_years) shall cover, in one more query."""
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
            overviews.append(ServiceOverview(data_request, service, [_cell(year, measure) for measure in MEASURES]))
    return overviews


def _cell(year, measure):
    state = getattr(year, f"{measure}_state")
    known = state in KNOWN
    return MeasureCell(
        LABELS[measure],
        state,
        MeasureState(state).label if state else "Inte besvarat",
        VALUES[measure](year) if known else "",
    )


VALUES = {
    "units": lambda year: f"{tal(year.units)} {year.unit}, {liten(year.get_unit_basis_display())}",
    "cost": lambda year: kronor(year.total_cost),
    "availability": lambda year: f"{tal(year.available_minutes)} av {tal(year.agreed_minutes)} minuter",
    "nki": lambda year: f"{tal(year.nki_mean)}, {year.nki_answered} av {year.nki_asked} myndigheter svarade",
}
