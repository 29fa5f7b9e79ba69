"""7 § second paragraph: the coordinator allocates, anew or many at once, or ends it; the supplier takes it on."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, check_right, check_state, check_unchanged, end, fingerprint, write
from registry.ordinance import Part

from .. import dispatch, notices
from ..diary import book
from ..models import Allocation, DiarySeries, RequestedService
from ..secrecy.acts import let_party_know
from ..standing import end_allocation


@transaction.atomic
def allocate(request, *, by, supplier, motive, seen=""):
    """Allocate to a supplier (a Mandate), with the motive; after a refusal, anew (7 §). Returns the Allocation.

    seen: the fingerprint of the request's `standing` as the person saw it.
    """
    request = begin("onboarding.allocate", request, by=by)
    check_unchanged(seen, fingerprint(request.standing))
    allocation = _allocate("onboarding.allocate", request, by, supplier, motive)
    _send(allocation, by, "Fördelning enligt 7 §")
    notices.allocated(allocation)
    return allocation


@transaction.atomic
def reallocate(request, *, by, supplier, motive, seen=""):
    """Take a service from the supplier that has not answered, and allocate it to another; the history stays (7 §).

    seen: as for `allocate`: the allocation that the person saw must still stand. Returns the new Allocation.
    """
    request = begin("onboarding.reallocate", request, by=by)
    check_unchanged(seen, fingerprint(request.standing))
    before = request.supplier
    if supplier == before:
        raise ValidationError({"supplier": f"Tjänsten är redan fördelad till {before.agency}. Välj en annan."})
    end_allocation(request)
    allocation = _allocate("onboarding.reallocate", request, by, supplier, motive)
    _send(allocation, by, "Ändrad fördelning enligt 7 §", before.agency)
    notices.reallocated(allocation, before)
    return allocation


@transaction.atomic
def allocate_many(chosen, *, by, motive):
    """Allocate several services, all or none. chosen: (RequestedService, supplier, seen), `seen` as for `allocate`.

    One message to each recipient. Raises ValidationError with a sentence under "supplier_<key>" for each that has changed.
    """
    ready = _ready(chosen, by)
    made = [_allocate("onboarding.allocate", request, by, supplier, motive) for request, supplier in ready]
    _lock_diaries(made)
    for allocation in made:
        _send(allocation, by, "Fördelning enligt 7 §")
    notices.allocated_together(made)
    return made


def _ready(chosen, by):
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


def _check(request, supplier, seen, by):
    check_right("onboarding.allocate", request, by=by)
    check_state("onboarding.allocate", request)
    if seen != fingerprint(request.standing):
        raise ValidationError("Någon har hunnit före: tjänsten har fördelats och nekats sedan du öppnade sidan.")
    _check_supplier(supplier)


def _allocate(perm, request, by, supplier, motive):
    _check_supplier(supplier)
    allocation = write(Allocation(requested_service=request, supplier=supplier, motive=motive, allocated_by=by))
    request.supplier = supplier
    anew = " på nytt" if perm == "onboarding.reallocate" else ""
    text = f"{request} fördelades{anew} till {supplier.agency}."
    end(perm, request, by=by, text=text, changed=["supplier"], motive=motive, supplier=supplier.pk)
    let_party_know(request.registration, supplier)
    return allocation


def _check_supplier(supplier):
    if supplier.part != Part.SUPPLIER or not supplier.holds_on(timezone.localdate()):
        raise ValidationError({"supplier": f"{supplier.agency} är inte leverantörsmyndighet i dag (5 §)."})


def _send(allocation, by, about, *others):
    """The letter of the allocation, in the diaries of the coordinator, the supplier, the agency and the `others`."""
    request = allocation.requested_service
    to = [allocation.supplier.agency, request.agency, *others]
    book.sent(request.registration, sender=by.acting.mandate.agency, to=to, about=about, thing=allocation, by=by)


def _lock_diaries(allocations):
    """All series that may be needed, in one order: two that allocate many at once would wait for each other for ever."""
    agencies = [(a.supplier.agency, a.requested_service.agency) for a in allocations]
    DiarySeries.hold(agency for pair in agencies for agency in pair)


@transaction.atomic
def close(request, *, by, reason):
    """End a request that no supplier will meet, with the reason."""
    request = begin("onboarding.close", request, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför ärendet avslutas."})
    dispatch.closed(request, by=by)
    end("onboarding.close", request, by=by, text=f"{request} avslutades: {reason}", reason=reason)
    notices.closed(request)
    return request


@transaction.atomic
def accept(request, *, by, service):
    """The supplier takes on to deliver one of its own published services."""
    request = begin("onboarding.accept", request, by=by)
    if service.supplier_id != request.supplier_id or service.published_description is None:
        raise ValidationError({"service": "Välj en av era egna publicerade tjänster (4 och 6 §§)."})
    request.delivered_service = service
    dispatch.accepted(request, by=by)
    text = f"{request.supplier.agency} åtog sig att leverera {service}."
    end("onboarding.accept", request, by=by, text=text, changed=["delivered_service"], service=service.pk)
    notices.accepted(request)
    return request
