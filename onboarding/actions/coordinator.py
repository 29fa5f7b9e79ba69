"""7 § second paragraph: the coordinator allocates each requested service to one supplier."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, end, write
from registry.ordinance import Part

from .. import notices
from ..models import Allocation


@transaction.atomic
def allocate(request, *, by, supplier, motive):
    """Allocate to a supplier (a Mandate), with the motive; after a refusal, anew (7 §). Returns the Allocation."""
    request = begin("onboarding.allocate", request, by=by)
    _check_supplier(supplier)
    allocation = write(Allocation(requested_service=request, supplier=supplier, motive=motive, allocated_by=by))
    request.supplier = supplier
    text = f"{request} fördelades till {supplier.agency}."
    end("onboarding.allocate", request, by=by, text=text, changed=["supplier"], motive=motive, supplier=supplier.pk)
    notices.allocated(allocation)
    return allocation


def _check_supplier(supplier):
    if supplier.part != Part.SUPPLIER or not supplier.holds_on(timezone.localdate()):
        raise ValidationError({"supplier": f"{supplier.agency} är inte leverantörsmyndighet i dag (5 §)."})


@transaction.atomic
def close(request, *, by, reason):
    """End a request that no supplier will meet, with the reason."""
    request = begin("onboarding.close", request, by=by)
    if not reason.strip():
        raise ValidationError({"reason": "Ange varför ärendet avslutas."})
    end("onboarding.close", request, by=by, text=f"{request} avslutades: {reason}", reason=reason)
    notices.closed(request)
    return request
