"""4–5, 7 §§: is the coordinator neutral? Shares, lead times and refusals by supplier, open to all suppliers."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Least
from django.utils import timezone

from registry.models import JournalEntry, Mandate
from registry.ordinance import Part

from ..models import Allocation, Refusal

DAY = timedelta(days=1)


class Median(Aggregate):
    """PostgreSQL's continuous median; None of nothing."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


FIGURES = {
    "allocated": Count("pk"),
    "first": Count("waited"),
    "to_allocation": Median("waited"),
    "answered": Count("answer_took"),
    "to_answer": Median("answer_took"),
    "refused": Count("refusal", filter=Q(is_refused=True)),
}


@dataclass(frozen=True)
class Figures:
    """One supplier's figures, or all suppliers' (supplier None).

    Days and shares (0–1) are None where there is nothing to tell.
    first: how many of the allocations were the first of their requested service, which the days to allocation are of.
    """

    supplier: object
    allocated: int
    share: float | None
    first: int
    days_to_allocation: float | None
    answered: int
    days_to_answer: float | None
    refused: int
    refusal_rate: float | None
    coordinates: bool = False


def figures(first, last):
    """Return the Figures of every supplier of the period (both days counted), and of all suppliers together.

    Confidential cases are not counted. There are two queries over the cases, whatever their number.
    """
    found = _allocations(first, last)
    total = found.aggregate(**FIGURES)
    by_supplier = {row.pop("supplier"): row for row in found.values("supplier").order_by().annotate(**FIGURES)}
    coordinators = set(Mandate.objects.filter(part=Part.COORDINATOR).values_list("agency", flat=True))
    suppliers = Mandate.objects.suppliers().filter(valid_from__lte=last).exclude(valid_until__lte=first)
    nothing = dict.fromkeys(FIGURES, 0) | {"to_allocation": None, "to_answer": None}
    rows = [
        _figures(s, by_supplier.get(s.pk, nothing), total["allocated"], s.agency_id in coordinators) for s in suppliers
    ]
    return rows, _figures(None, total, total["allocated"], False)


def _allocations(first, last):
    """Return the allocations made in the period, each with how long its service had waited and the answer took."""
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, last + DAY))
    earlier = Allocation.objects.filter(requested_service=OuterRef("requested_service"), pk__lt=OuterRef("pk"))
    answered = Least(_accepted(), F("refusal__created_at"))
    found = Allocation.objects.filter(allocated_at__gte=start, allocated_at__lt=end, restored_by=None)
    open_to_all = found.filter(requested_service__registration__confidential=False)
    return open_to_all.annotate(
        is_first=~Exists(earlier),
        is_refused=Exists(Refusal.objects.standing().filter(allocation=OuterRef("pk"))),
        waited=_took(F("allocated_at") - F("requested_service__received_at"), Q(is_first=True)),
        answer_took=_took(answered - F("allocated_at"), Q()),
    )


def _took(difference, only):
    took = ExpressionWrapper(difference, DurationField())
    return Case(When(only, then=took), output_field=DurationField()) if only else took


def _accepted():
    """Return when the supplier took the service on, as the journal tells: while the allocation stood."""
    subject = Concat(Value("onboarding.requestedservice/"), Cast(OuterRef("requested_service"), CharField()))
    entries = JournalEntry.objects.filter(subject=subject, act="onboarding.accept", at__gte=OuterRef("allocated_at"))
    while_it_stood = entries.filter(at__lte=Coalesce(OuterRef("ended_at"), timezone.now()))
    return Subquery(while_it_stood.order_by("at").values("at")[:1])


def _figures(supplier, row, total, coordinates):
    return Figures(
        supplier=supplier,
        allocated=row["allocated"],
        share=row["allocated"] / total if total else None,
        first=row["first"],
        days_to_allocation=_days(row["to_allocation"]),
        answered=row["answered"],
        days_to_answer=_days(row["to_answer"]),
        refused=row["refused"],
        refusal_rate=row["refused"] / row["answered"] if row["answered"] else None,
        coordinates=coordinates,
    )


def _days(took):
    return None if took is None else took / DAY
