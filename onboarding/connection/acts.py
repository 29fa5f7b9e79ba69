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
def connect(requested_service: RequestedService, *, by: User, connected_on: date) -> Connection:
    """Record the day from which the agency uses the service, as the supplier says (10 §). Returns the Connection."""
    requested_service = begin("onboarding.connect", requested_service, by=by)
    agreement = Agreement.objects.in_force().get(lines__requested_service=requested_service)
    if connected_on > timezone.localdate():
        raise ValidationError({"connected_on": "Dagen har inte varit än. Ange den dag då anslutningen gjordes."})
    assert agreement.in_force_on  # in_force_means_notified
    if connected_on < agreement.in_force_on:
        raise ValidationError(
            {
                "connected_on": f"Anslutningen kan inte ha gjorts före överenskommelsen, som gäller från "
                f"{agreement.in_force_on:%Y-%m-%d} (10 §)."
            }
        )
    connection = write(
        Connection(requested_service=requested_service, agreement=agreement, connected_on=connected_on, recorded_by=by)
    )
    text = f"{requested_service.agency} anslöts till {requested_service.delivered_service} den {connected_on:%Y-%m-%d}."
    return end("onboarding.connect", requested_service, by=by, text=text, fact=connection, connected_on=connected_on)
