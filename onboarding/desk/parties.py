"""The agencies that take part in a case, with the case's number in the diary of each."""

from dataclasses import dataclass

from registry.models import Agency
from registry.ordinance import Part


@dataclass(frozen=True)
class Taker:
    """An agency in a part. services: those that a supplier has now."""

    part: str
    agency: Agency
    number: str
    services: list


def takers(case, requested_services, numbers):
    """Return the agency, the coordinator, and the suppliers that have any of the requested services now, as Takers.

    numbers: the case's number at each agency, by the agency's key.
    """
    return [
        Taker(Part.APPLICANT.label, case.agency, numbers.get(case.agency_id, ""), []),
        Taker(Part.COORDINATOR.label, case.coordinator, case.diary_number, []),
        *(
            Taker(Part.SUPPLIER.label, supplier.agency, numbers.get(supplier.agency_id, ""), services)
            for supplier, services in _suppliers(requested_services).items()
        ),
    ]


def named(words, supplier, found):
    """Return who has the next act (`words`); a supplier whose agency coordinates too by what it is waited for as."""
    both = supplier and any(t.agency == supplier.agency and t.part == Part.COORDINATOR.label for t in found)
    return str(supplier) if both and words == supplier.agency.name else words


def _suppliers(requested_services):
    """{Mandate: the services that it has now}."""
    found = {}
    for requested_service in requested_services:
        if requested_service.supplier:
            found.setdefault(requested_service.supplier, []).append(requested_service)
    return found


def numbers_for(agency, found):
    """Return the numbers of the Takers, each once, that of `agency` (its key) first."""
    known = {taker.number: taker.agency.pk == agency for taker in found if taker.number}
    return sorted(known, key=lambda number: not known[number])
