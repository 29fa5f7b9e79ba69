"""10 § first paragraph: the connection, made only after its agreement."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, write
from registry.models import User

from ..consequences import end
from ..models import Agreement, Connection, RequestedService


@transaction.atomic
def connect(request: RequestedService, *, by: User, connected_on: date) -> Connection:
    """The supplier records the day from which the agency uses the service. Returns the Connection."""
    request = begin("onboarding.connect", request, by=by)
    agreement = Agreement.objects.in_force().get(lines__requested_service=request)
    if connected_on > timezone.localdate():
        raise ValidationError({"connected_on": "Dagen har inte varit än. Ange den dag då anslutningen gjordes."})
    if connected_on < agreement.in_force_on:
        raise ValidationError(
            {
                "connected_on": f"Anslutningen kan inte ha gjorts före överenskommelsen, som gäller från "
                f"{agreement.in_force_on:%Y-%m-%d} (10 §)."
            }
        )
    connection = write(
        Connection(requested_service=request, agreement=agreement, connected_on=connected_on, recorded_by=by)
    )
    text = f"{request.agency} anslöts till {request.delivered_service} den {connected_on:%Y-%m-%d}."
    return end("onboarding.connect", request, by=by, text=text, fact=connection, connected_on=connected_on)
