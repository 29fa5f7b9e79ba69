"""7 §: the supplier takes on what it was allocated."""

from django.core.exceptions import ValidationError
from django.db import transaction

from registry.acts import begin, end

from .. import notices
from . import dispatch


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
