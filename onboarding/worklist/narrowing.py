"""What a list of requested services is narrowed to, each by the name that it has in the address."""

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from registry.ordinance import Part

from ..workflow import OPEN, Status

# Said beside each condition on open ones: an index in the order of the states then starts where they do.
AMONG_OPEN = Q(stage__lte=max(list(Status).index(status) for status in OPEN))
# What a part does next with a requested service in a state.
NEXT = {
    Part.APPLICANT: {Status.ACCEPTED: "Upprätta överenskommelse"},
    Part.COORDINATOR: {Status.REGISTERED: "Fördela", Status.REFUSED: "Fördela på nytt eller avsluta"},
    Part.SUPPLIER: {
        Status.ALLOCATED: "Bedöm, och åta er tjänsten eller neka",
        Status.ACCEPTED: "Upprätta överenskommelse",
        Status.AGREED: "Anslut",
    },
}


def narrowed(rows, mandate, said):
    """The rows of which all that is `said` ({name in the address: value}) holds; what is empty asks nothing."""
    asked = [condition(said[name], mandate) for name, condition in CONDITIONS.items() if said.get(name)]
    return rows.filter(*asked)


def late():
    """Open, not paused, and past the day of the target for its state."""
    return Q(due_on__lt=timezone.localdate()) & AMONG_OPEN


def waits_for_us(mandate):
    """The mandate has the next act. While a question to the agency is open, the agency has it."""
    if mandate.part == Part.APPLICANT:
        return Q(agency=mandate.agency_id) & (Q(status__in=NEXT[mandate.part]) | Q(status__in=OPEN) & paused())
    own = Q(supplier=mandate) if mandate.part == Part.SUPPLIER else Q()
    return own & Q(status__in=NEXT[mandate.part], paused_at=None) & AMONG_OPEN


def paused():
    return Q(paused_at__isnull=False)


def _containing(text, mandate):
    """Every word of the text stands in the diary number, the agency, its short name, the service or the need."""
    return Q(*[Q(words__contains=word) for word in text.lower().split()])


def _state(value, mandate):
    if value == "open":
        return Q(status__in=OPEN) & AMONG_OPEN
    return Q(status=value, stage=list(Status).index(value))


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


CONDITIONS = {
    "q": _containing,
    "lage": _state,
    "hos_oss": lambda _, mandate: waits_for_us(mandate),
    "sena": lambda *_: late(),
    "pausade": lambda *_: paused(),
    "leverantor": lambda supplier, _: Q(supplier=supplier),
    # With the name as well, so that an index in the order of the names starts at the right place.
    "tjanst": lambda service, _: Q(service=service, service_order=service.sort_name),
    "myndighet": lambda agency, _: Q(agency=agency, agency_order=agency.sort_name),
    "fran": lambda day, _: Q(received_at__gte=_midnight(day)),
    "till": lambda day, _: Q(received_at__lt=_midnight(day + timedelta(days=1))),
}
