"""The list of requested services: what it is narrowed to, and what each row tells."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from registry.ordinance import Part

from ..models import RequestedService, Target
from ..models.requested_service import NEVER
from ..workflow import OPEN, REQUEST_ACTS, Status

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


def narrowed(user, criteria):
    """Return what the person sees of which all `criteria` ({name in the address: value}) hold, for `paging`: one or two querysets.

    What is empty asks nothing.
    """
    mandate = user.acting and user.acting.mandate
    conditions = [condition(criteria[name], mandate) for name, condition in CONDITIONS.items() if criteria.get(name)]
    return [requested_services.filter(*conditions) for requested_services in RequestedService.objects.in_lists(user)]


def late():
    """Return the condition that one is open, not paused, and past the day of the target for its state."""
    return Q(due_on__lt=timezone.localdate()) & AMONG_OPEN


def waits_for_us(mandate):
    """Return the condition that the mandate has the next act. While a question to the agency is open, the agency has it."""
    if mandate.part == Part.APPLICANT:
        return Q(agency=mandate.agency_id) & (Q(status__in=NEXT[mandate.part]) | Q(status__in=OPEN) & paused())
    own = Q(supplier=mandate) if mandate.part == Part.SUPPLIER else Q()
    return own & Q(status__in=NEXT[mandate.part], paused_at=None) & AMONG_OPEN


def paused():
    return Q(paused_at__isnull=False)


def _state(value, mandate):
    if value == "open":
        return Q(status__in=OPEN) & AMONG_OPEN
    return Q(status=value, stage=list(Status).index(value))


def words(text):
    """Return the condition that each word stands in the diary number, the agency, its short name, the service or the need.

    A word of one or two letters stands there by itself, so that an index of three letters at a time finds it.
    """
    found = re.findall(r"[^\W_]+", text.lower())
    conditions = [Q(words__contains=word if word[2:] else f" {word} ") for word in found]
    return Q(*conditions) if found else Q(pk__in=[])


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


CONDITIONS = {
    "q": lambda text, _: words(text),
    "lage": _state,
    "hos_oss": lambda _, mandate: waits_for_us(mandate),
    "sena": lambda *_: late(),
    "pausade": lambda *_: paused(),
    "leverantor": lambda supplier, _: Q(supplier=supplier),
    # With the name as well, so that an index in the order of the names starts at the right place.
    "tjanst": lambda service, _: Q(service=service, service_order=service.sort_name),
    "myndighet": lambda agency, _: Q(agency=agency, agency_order=agency.sort_name),
    "fran": lambda day, _: Q(listed_at__gte=_midnight(day)),
    "till": lambda day, _: Q(listed_at__lt=_midnight(day + timedelta(days=1))),
}


COORDINATOR, PARTIES = "den samordnande myndigheten", "parterna"


def waits_for(requested_service):
    """Return who has the next act, in words; empty when nobody has. While the agency has a question to answer, the agency."""
    if requested_service.paused_at and requested_service.status in OPEN:
        return requested_service.agency.name
    return {
        Status.DRAFT: requested_service.agency.name,
        Status.REGISTERED: COORDINATOR,
        Status.REFUSED: COORDINATOR,
        Status.ALLOCATED: requested_service.supplier and requested_service.supplier.agency.name,
        Status.ACCEPTED: PARTIES,
        Status.AGREED: requested_service.supplier and requested_service.supplier.agency.name,
    }.get(requested_service.status, "")


def age(requested_service):
    """Return whole days since it was received, while it is open; else None."""
    if requested_service.status not in OPEN:
        return None
    return (timezone.localdate() - timezone.localdate(requested_service.received_at)).days


@dataclass(frozen=True)
class WorklistRow:
    """One requested service; `days` of the target for its state, or None."""

    requested_service: RequestedService
    days: int | None

    @property
    def may_be_allocated(self):
        return self.requested_service.status in REQUEST_ACTS["onboarding.allocate"].sources

    @property
    def waits_for(self):
        words = waits_for(self.requested_service)
        return words[:1].upper() + words[1:]

    @property
    def over(self):
        """Days past the day of the target; negative before it, None when no clock goes."""
        due = self.requested_service.due_on
        return None if due == NEVER else (timezone.localdate() - due).days

    @property
    def target(self):
        """Return where it stands against the target, in words; empty when there is none."""
        if self.requested_service.paused_at and self.requested_service.status in OPEN:
            return "Pausad"
        over = self.over
        if over is None:
            return ""
        if over > 0:
            return f"{in_days(over)} över målet"
        return f"Mål {in_days(self.days)}, {-over} kvar" if over else f"Mål {in_days(self.days)}, nås i dag"

    @property
    def age(self):
        days = age(self.requested_service)
        return "" if days is None else in_days(days) if days else "i dag"


def in_days(number):
    return "1 dag" if number == 1 else f"{number} dagar"


def rows_of(found):
    """Return a WorklistRow for each requested service, as they come."""
    days = dict(Target.objects.values_list("status", "days"))
    return (WorklistRow(one, days.get(one.status)) for one in found)


# The columns of the list, on the page and in what is fetched from it.
COLUMNS = {
    "Diarienummer": lambda row: row.requested_service.registration.diary_number,
    "Myndighet": lambda row: row.requested_service.agency.name,
    "Tjänst": lambda row: str(row.requested_service),
    "Läge": lambda row: row.requested_service.get_status_display(),
    "Väntar på": lambda row: row.waits_for,
    "Mål": lambda row: row.target,
    "Inkom": lambda row: timezone.localdate(row.requested_service.received_at),
    "Ålder": lambda row: row.age,
}
