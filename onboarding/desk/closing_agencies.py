"""What is left undone when the register says that an agency has ended."""

from django.db.models import Count, Q

from ..models import RequestedService
from ..workflow import OPEN, Status


def undone(agencies):
    """One Swedish sentence for each of the agencies that has open cases or connected services."""
    rows = RequestedService.objects.filter(agency__in=agencies).values("agency__name").order_by("agency__name")
    counted = rows.annotate(open=Count("pk", Q(status__in=OPEN)), connected=Count("pk", Q(status=Status.CONNECTED)))
    for row in counted.filter(Q(open__gt=0) | Q(connected__gt=0)):
        yield f"{row['agency__name']}: öppna ärenden {row['open']}, anslutna tjänster {row['connected']}."
