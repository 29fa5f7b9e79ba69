"""The list of requested services: narrowed, in pages, and for each whom it waits for."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils import timezone

from .workflow import OPEN, Status

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COORDINATOR, PARTIES = "den samordnande myndigheten", "parterna"


def narrowed(rows, *, q="", status=""):
    """Those whose diary number, agency or service contains `q`, in the state, or in any open one ("open")."""
    if q:
        number, agency = Q(registration__diary_number__icontains=q), Q(agency__name__icontains=q)
        rows = rows.filter(number | agency | Q(service__name__icontains=q) | Q(unmet_need__icontains=q))
    if status:
        rows = rows.filter(status__in=OPEN if status == "open" else [status])
    return rows


def page(rows, after=None, *, by="received_at"):
    """One page, latest first, and the key of the next page or None. `after`: a key as a pair, see `key_from`."""
    if after:
        rows = rows.filter(TupleLessThan((by, "id"), after))
    found = list(rows.order_by(f"-{by}", "-pk")[: PAGE + 1])
    return found[:PAGE], key_of(found[PAGE - 1], by) if len(found) > PAGE else None


def key_of(row, by="received_at"):
    """Where a page ended: microseconds since 1970 and the row's key."""
    return f"{(getattr(row, by) - EPOCH) // timedelta(microseconds=1)}_{row.pk}"


def key_from(text):
    """The pair (moment, pk) of a key made by `key_of`."""
    moment, pk = text.split("_")
    return EPOCH + timedelta(microseconds=int(moment)), int(pk)


def waits_for(asked):
    """Who has the next act, in words; empty when nobody has."""
    return {
        Status.DRAFT: asked.agency.name,
        Status.REGISTERED: COORDINATOR,
        Status.REFUSED: COORDINATOR,
        Status.ALLOCATED: asked.supplier and asked.supplier.agency.name,
        Status.ACCEPTED: PARTIES,
        Status.AGREED: asked.supplier and asked.supplier.agency.name,
    }.get(asked.status, "")


def age(asked):
    """Whole days since it was received, while it is open; else None."""
    if asked.status not in OPEN:
        return None
    return (timezone.localdate() - timezone.localdate(asked.received_at)).days
