"""What several acts do to the allocation that stands, and to the clock of what is requested."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from itdrift.late import LATE

from .models import Agreement, Communication, RequestedService
from .workflow import Status


def end_allocation(requested_service: RequestedService) -> list[str]:
    """End the current allocation. Returns the names of the requested service's fields that changed, for the act to save."""
    allocation = requested_service.current_allocation
    if allocation:
        allocation.ended_at = timezone.now()
        allocation.save(update_fields=["ended_at"])
    requested_service.supplier = requested_service.delivered_service = None
    return ["supplier", "delivered_service"]


def let_clock_go(requested_service: RequestedService, since: datetime | None = None) -> None:
    """Let its clock go on, if the agency has no question and no hearing left to answer (23, 25 §§ förvaltningslagen).

    since: from when it should have gone; now, if not said.
    """
    heard = Communication.objects.unanswered(timezone.localdate()).filter(
        allocation=requested_service.current_allocation
    )
    if not requested_service.messages.open_questions().exists() and not heard.exists():
        requested_service.resume_clock(since)


def leave_no_open_agreement(requested_service: RequestedService) -> None:
    """Raise ValidationError while the requested service stands in an agreement that is not in force.

    None does but one that is taken on: it is drawn up over those, and none of them leaves that state before it ends.
    """
    drawn_up = Agreement.objects.being_drawn_up().filter(lines__requested_service=requested_service)
    if requested_service.status == Status.ACCEPTED and drawn_up.exists():
        raise ValidationError(
            "Tjänsten finns i en överenskommelse som inte har ingåtts. Avbryt den överenskommelsen först.", code=LATE
        )
