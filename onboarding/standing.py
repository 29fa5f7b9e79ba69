"""What several acts do to the allocation that stands."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from .models import Agreement, RequestedService


def end_allocation(requested_service: RequestedService) -> list[str]:
    """End the current allocation. Returns the names of the requested service's fields that changed, for the act to save."""
    requested_service.allocations.filter(ended_at=None).update(ended_at=timezone.now())
    requested_service.supplier = requested_service.delivered_service = None
    return ["supplier", "delivered_service"]


def leave_no_open_agreement(requested_service: RequestedService) -> None:
    """Raise ValidationError while the requested service stands in an agreement that is not in force."""
    if Agreement.objects.being_drawn_up().filter(lines__requested_service=requested_service).exists():
        raise ValidationError(
            "Tjänsten finns i en överenskommelse som inte har ingåtts. Avbryt den överenskommelsen först.", code="state"
        )
