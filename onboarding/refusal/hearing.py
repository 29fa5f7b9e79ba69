"""25 § FL: what happens when the day by which the agency may answer has passed."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from registry.acts import lock

from ..models import Communication, RequestedService
from ..standing import let_clock_go
from ..workflow import OPEN


def let_clocks_go() -> int:
    """Let the clock go on of each service whose agency has let its day pass, from the day after; returns of how many."""
    today, path = timezone.localdate(), "allocation__requested_service"
    over = Communication.objects.filter(replied_at=None, reply_by__lt=today, allocation__ended_at=None)
    over = over.filter(**{f"{path}__paused_at__isnull": False, f"{path}__status__in": OPEN})
    last = over.order_by().values(path).annotate(day=Max("reply_by")).values_list(path, "day")
    return sum(_let_go(key, day) for key, day in last)


@transaction.atomic
def _let_go(key: int, day: date) -> bool:
    requested_service = lock(RequestedService(pk=key))
    let_clock_go(requested_service, since=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))
    return requested_service.paused_at is None
