"""What a supplier charges for its services, as the register of fees has it, is read beside its data (12 §)."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fees.models import Fee
from fees.workflow import Component


@dataclass(frozen=True)
class Charges:
    """Holds the fees of one service in the year and the year after, and the years that begin without a running fee."""

    fees: list
    missing: list


def charges(data_request, services):
    """Return the Charges of the services that a DataRequest covers, in one query: {service id: Charges}."""
    years = [data_request.report.year, data_request.report.year + 1]
    of_the_years = Fee.objects.filter(service__in=services).during(date(years[0], 1, 1), date(years[1], 12, 31))
    by_service = groupby(of_the_years.order_by("service", "-component", "valid_from"), key=lambda fee: fee.service_id)
    fees = {service: list(found) for service, found in by_service}
    found = {}
    for service in services:
        of_service = fees.get(service.pk, [])
        running = [fee for fee in of_service if fee.component == Component.RUNNING]
        missing = [year for year in years if not any(fee.holds_on(date(year, 1, 1)) for fee in running)]
        found[service.pk] = Charges(of_service, missing)
    return found
