"""What a list of requested services is sorted by, narrowed to and searched in. The database keeps it: rules/lists.sql."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F

NEVER = date.max  # the day of a target that there is none of: a list in its order has no nulls
SORTED_BY = ("stage", "due_on", "agency_order", "service_order")
IN_ACCESS = {f"listed_{column}": F(f"access__{column}") for column in (*SORTED_BY, "words", "officer")} | {
    "listed_at": F("access__received_at"),
    "listed_as": F("access__requested_service"),
}
AS_RECEIVED = {f"listed_{column}": F(column) for column in ("stage", "words", "officer")} | {
    "listed_at": F("received_at"),
    "listed_as": F("pk"),
}


class Listed(models.Model):
    """A row of a list, with the order of its names, the day of its target, and the words that a search looks in.

    confidential: as the case is. awaits_opinion: one assessor has judged, and no assessment is made. officer: who has the
    case at the coordinator.
    """

    stage = models.PositiveSmallIntegerField(default=0, editable=False)
    agency_order = models.CharField(max_length=250, default="", editable=False, db_collation="C")
    service_order = models.CharField(max_length=250, default="", editable=False, db_collation="C")
    due_on = models.DateField("målet nås", default=NEVER, editable=False)
    words = models.TextField(default="", editable=False)
    confidential = models.BooleanField(default=False, editable=False)
    awaits_opinion = models.BooleanField(default=False, editable=False)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
