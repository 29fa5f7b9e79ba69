"""What is left undone when the register says that an agency has ended."""

from django.db.models import Count, Q

from ..models import RequestedService
from ..workflow import OPEN, Status


def undone(agencies):
    """Yield one Swedish sentence for each of the agencies that has open cases or connected services."""
    by_agency = (
        RequestedService.objects.filter(agency__in=agencies).values("agency__name").order_by("agency__sort_name")
    )
    counted = by_agency.annotate(
        open=Count("pk", Q(status__in=OPEN)), connected=Count("pk", Q(status=Status.CONNECTED))
    )
    for left in counted.filter(Q(open__gt=0) | Q(connected__gt=0)):
        yield f"{left['agency__name']}: öppna ärenden {left['open']}, anslutna tjänster {left['connected']}."
