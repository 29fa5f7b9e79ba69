"""7 § second paragraph: the coordinator allocates, anew or many at once, or ends it; the supplier takes it on."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry import journal
from registry.acts import begin, check_right, check_state, check_unchanged, fingerprint, write
from registry.models import Mandate, Service, User
from registry.ordinance import Part

from ..consequences import end, tell_together
from ..models import Allocation, DiarySeries, RequestedService
from ..secrecy.acts import let_party_know
from ..standing import end_allocation


@transaction.atomic
def allocate(request: RequestedService, *, by: User, supplier: Mandate, motive: str, seen: str = "") -> Allocation:
    """Allocate to a supplier (a Mandate), with the motive; after a refusal, anew (7 §). Returns the Allocation.

    seen: the fingerprint of the request's `standing` as the person saw it.
    """
    request = begin("onboarding.allocate", request, by=by)
    check_unchanged(seen, fingerprint(request.standing))
    return _allocate("onboarding.allocate", request, by, supplier, motive)


@transaction.atomic
def reallocate(request: RequestedService, *, by: User, supplier: Mandate, motive: str, seen: str = "") -> Allocation:
    """Take a service from the supplier that has not answered, and allocate it to another; the history stays (7 §).

    seen: as for `allocate`: the allocation that the person saw must still stand. Returns the new Allocation.
    """
    request = begin("onboarding.reallocate", request, by=by)
    check_unchanged(seen, fingerprint(request.standing))
    before = request.supplier
    if supplier == before:
        raise ValidationError({"supplier": f"Tjänsten är redan fördelad till {before.agency}. Välj en annan."})
    end_allocation(request)
    return _allocate("onboarding.reallocate", request, by, supplier, motive, before=before)


@transaction.atomic
def allocate_many(
    chosen: Sequence[tuple[RequestedService, Mandate, str]], *, by: User, motive: str
) -> list[Allocation]:
    """Allocate several services, all or none. chosen: (RequestedService, supplier, seen), `seen` as for `allocate`.

    One message to each recipient. Raises ValidationError with a sentence under "supplier_<key>" for each that has changed.
    """
    ready = _ready(chosen, by)
    _hold(ready, by)
    perm = "onboarding.allocate"
    made = [_allocate(perm, request, by, supplier, motive, together=True) for request, supplier in ready]
    tell_together(perm, made, by=by)
    return made


def _ready(chosen: Sequence[tuple[RequestedService, Mandate, str]], by: User) -> list[tuple[RequestedService, Mandate]]:
    """The rows, locked, each with its supplier, in the order in which every act takes its locks."""
    keys = [request.pk for request, _, _ in chosen]
    locked = RequestedService.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {request.pk: request for request in locked.select_related("registration__agency", "service")}
    wrong = {}
    for request, supplier, seen in chosen:
        try:
            _check(found[request.pk], supplier, seen, by)
        except ValidationError as error:
            number = found[request.pk].registration.diary_number
            wrong[f"supplier_{request.pk}"] = [f"{number}: {message}" for message in error.messages]
    if wrong:
        raise ValidationError(wrong)
    ready = [(found[request.pk], supplier) for request, supplier, _ in chosen]
    return sorted(ready, key=lambda pair: (pair[0].registration_id, pair[0].pk))


def _check(request: RequestedService, supplier: Mandate, seen: str, by: User) -> None:
    check_right("onboarding.allocate", request, by=by)
    check_state("onboarding.allocate", request)
    if seen != fingerprint(request.standing):
        raise ValidationError("Någon har hunnit före: tjänsten har fördelats och nekats sedan du öppnade sidan.")
    _check_supplier(supplier)


def _allocate(perm: str, request: RequestedService, by: User, supplier: Mandate, motive: str, **more) -> Allocation:
    _check_supplier(supplier)
    allocation = write(Allocation(requested_service=request, supplier=supplier, motive=motive, allocated_by=by))
    request.supplier = supplier
    anew = " på nytt" if perm == "onboarding.reallocate" else ""
    text = f"{request} fördelades{anew} till {supplier.agency}."
    let_party_know(request.registration, supplier)
    facts = {"motive": motive, "supplier": supplier.pk}
    return end(perm, request, by=by, text=text, fact=allocation, changed=["supplier"], **more, **facts)


def _check_supplier(supplier: Mandate) -> None:
    if supplier.part != Part.SUPPLIER or not supplier.holds_on(timezone.localdate()):
        raise ValidationError({"supplier": f"{supplier.agency} är inte leverantörsmyndighet i dag (5 §)."})


def _hold(ready, by):
    """All files of the journal, and then all series, that may be needed: two that allocate many at once wait one way only."""
    journal.hold(*(request.chain for request, _ in ready))
    agencies = [(supplier.agency, request.registration.agency) for request, supplier in ready]
    DiarySeries.hold([by.acting.mandate.agency, *(agency for pair in agencies for agency in pair)])


@transaction.atomic
def close(request: RequestedService, *, by: User, reason: str) -> RequestedService:
    """End a request that no supplier will meet, with the reason."""
    request = begin("onboarding.close", request, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför ärendet avslutas."})
    return end("onboarding.close", request, by=by, text=f"{request} avslutades: {reason}", reason=reason)


@transaction.atomic
def accept(request: RequestedService, *, by: User, service: Service) -> RequestedService:
    """The supplier takes on to deliver one of its own published services."""
    request = begin("onboarding.accept", request, by=by)
    if service.supplier_id != request.supplier_id or service.published_description is None:
        raise ValidationError({"service": "Välj en av era egna publicerade tjänster (4 och 6 §§)."})
    request.delivered_service = service
    text = f"{request.supplier.agency} åtog sig att leverera {service}."
    return end("onboarding.accept", request, by=by, text=text, changed=["delivered_service"], service=service.pk)
