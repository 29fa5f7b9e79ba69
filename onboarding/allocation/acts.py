"""7 § second paragraph: the coordinator allocates, anew or many at once, or ends it; the supplier takes it on."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE, each_error
from registry import journal
from registry.acts import begin, check_right, check_state, check_unchanged, fingerprint, lock_rows, write
from registry.models import Mandate, Service, User
from registry.ordinance import Part

from ..consequences import end, tell_together
from ..models import Allocation, DiarySeries, RequestedService
from ..secrecy.acts import let_party_know
from ..standing import end_allocation


@transaction.atomic
def allocate(
    requested_service: RequestedService, *, by: User, supplier: Mandate, motive: str, seen: str = ""
) -> Allocation:
    """Allocate to a supplier (a Mandate), with the motive; after a refusal, anew (7 § second paragraph).

    Returns the Allocation. Raises NotAllowed, ValidationError at the field.

    seen: the fingerprint of the requested service's `standing` as the person saw it.
    """
    requested_service = begin("onboarding.allocate", requested_service, by=by)
    check_unchanged(seen, fingerprint(requested_service.standing))
    return _allocate("onboarding.allocate", requested_service, by, supplier, motive)


@transaction.atomic
def reallocate(
    requested_service: RequestedService, *, by: User, supplier: Mandate, motive: str, seen: str = ""
) -> Allocation:
    """Take a service from the supplier that has not answered, and allocate it to another; the history stays (7 §).

    seen: as for `allocate`: the allocation that the person saw must still stand. Returns the new Allocation.
    """
    requested_service = begin("onboarding.reallocate", requested_service, by=by)
    check_unchanged(seen, fingerprint(requested_service.standing))
    before = requested_service.supplier
    assert before  # supplier_while_allocated
    if supplier == before:
        raise ValidationError({"supplier": f"Tjänsten är redan fördelad till {before.agency}. Välj en annan."})
    end_allocation(requested_service)
    return _allocate("onboarding.reallocate", requested_service, by, supplier, motive, before=before)


@transaction.atomic
def allocate_many(
    chosen: Sequence[tuple[RequestedService, Mandate, str]], *, by: User, motive: str
) -> list[Allocation]:
    """Allocate several services, all or none, with one message to each recipient (7 §). Returns the Allocations.

    chosen: (RequestedService, supplier, seen), `seen` as for `allocate`. Raises NotAllowed, and ValidationError with a
    sentence under "supplier_<key>" for each that has changed.
    """
    ready = _ready(chosen, by)
    # All files of the journal, and then all series, that may be needed: two acts at once wait for each other one way only.
    journal.hold(*(requested_service.chain for requested_service, _ in ready))
    suppliers = [supplier.agency for _, supplier in ready]
    applicants = [requested_service.registration.agency for requested_service, _ in ready]
    DiarySeries.hold([by.acting.mandate.agency, *suppliers, *applicants])
    perm = "onboarding.allocate"
    allocations = [
        _allocate(perm, requested_service, by, supplier, motive, together=True) for requested_service, supplier in ready
    ]
    tell_together(perm, allocations, by=by)
    return allocations


def _ready(chosen: Sequence[tuple[RequestedService, Mandate, str]], by: User) -> list[tuple[RequestedService, Mandate]]:
    """Return the requested services, locked, each with its supplier, in the order in which every act takes its locks."""
    keys = [requested_service.pk for requested_service, _, _ in chosen]
    # first the locks alone, as `lock` does: the cases are read as the act before left them
    lock_rows(RequestedService, keys)
    found = RequestedService.for_acts().in_bulk(keys)
    wrong = {}
    for requested_service, supplier, seen in chosen:
        try:
            _check(found[requested_service.pk], supplier, seen, by)
        except ValidationError as error:
            number = found[requested_service.pk].registration.diary_number
            wrong[f"supplier_{requested_service.pk}"] = [
                ValidationError(f"{number}: {one.message}", code=one.code) for one in each_error(error)
            ]
    if wrong:
        raise ValidationError(wrong)
    ready = [(found[requested_service.pk], supplier) for requested_service, supplier, _ in chosen]
    return sorted(ready, key=lambda pair: (pair[0].registration_id, pair[0].pk))


def _check(requested_service: RequestedService, supplier: Mandate, seen: str, by: User) -> None:
    check_right("onboarding.allocate", requested_service, by=by)
    check_state("onboarding.allocate", requested_service)
    if seen != fingerprint(requested_service.standing):
        raise ValidationError(
            "Någon har hunnit före: tjänsten har fördelats och nekats sedan du öppnade sidan.", code=LATE
        )
    _check_supplier(supplier)


def _allocate(
    perm: str, requested_service: RequestedService, by: User, supplier: Mandate, motive: str, **more: Any
) -> Allocation:
    _check_supplier(supplier)
    allocation = write(
        Allocation(requested_service=requested_service, supplier=supplier, motive=motive, allocated_by=by)
    )
    requested_service.allocations.add()  # nothing: what was read of them before is forgotten
    requested_service.supplier = supplier
    anew = " på nytt" if perm == "onboarding.reallocate" else ""
    text = f"{requested_service} fördelades{anew} till {supplier.agency}."
    let_party_know(requested_service.registration, supplier)
    facts = {"motive": motive, "supplier": supplier.pk}
    return end(perm, requested_service, by=by, text=text, fact=allocation, changed=["supplier"], **more, **facts)


def _check_supplier(supplier: Mandate) -> None:
    if supplier.part != Part.SUPPLIER or not supplier.holds_on(timezone.localdate()):
        raise ValidationError({"supplier": f"{supplier.agency} är inte leverantörsmyndighet i dag (5 §)."})


@transaction.atomic
def close(requested_service: RequestedService, *, by: User, reason: str) -> RequestedService:
    """End a requested service that no supplier will meet, with the reason (practice). Returns it."""
    requested_service = begin("onboarding.close", requested_service, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför ärendet avslutas."})
    return end(
        "onboarding.close", requested_service, by=by, text=f"{requested_service} avslutades: {reason}", reason=reason
    )


@transaction.atomic
def accept(requested_service: RequestedService, *, by: User, service: Service) -> RequestedService:
    """Take the requested service on, to deliver one of the supplier's own published services (4, 6 §§). Returns it."""
    requested_service = begin("onboarding.accept", requested_service, by=by)
    if service.supplier_id != requested_service.supplier_id or service.published_description is None:
        raise ValidationError({"service": "Välj en av era egna publicerade tjänster (4 och 6 §§)."})
    requested_service.delivered_service = service
    assert requested_service.supplier  # supplier_while_allocated
    text = f"{requested_service.supplier.agency} åtog sig att leverera {service}."
    return end(
        "onboarding.accept", requested_service, by=by, text=text, changed=["delivered_service"], service=service.pk
    )
