"""What a row of the list tells: whom it waits for, and how far it is from the authorities' own target."""

from dataclasses import dataclass

from django.utils import timezone

from ..models import RequestedService, Target
from ..models.requested_service import NEVER
from ..workflow import OPEN, REQUEST_ACTS, Status

COORDINATOR, PARTIES = "den samordnande myndigheten", "parterna"


def waits_for(asked):
    """Who has the next act, in words; empty when nobody has. While the agency has a question to answer, the agency."""
    if asked.paused_at and asked.status in OPEN:
        return asked.agency.name
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


@dataclass(frozen=True)
class Row:
    """One requested service; `days` of the target for its state, or None."""

    asked: RequestedService
    days: int | None

    @property
    def may_be_allocated(self):
        return self.asked.status in REQUEST_ACTS["onboarding.allocate"].sources

    @property
    def waits_for(self):
        words = waits_for(self.asked)
        return words[:1].upper() + words[1:]

    @property
    def over(self):
        """Days past the day of the target; negative before it, None when no clock goes."""
        due = self.asked.due_on
        return None if due == NEVER else (timezone.localdate() - due).days

    @property
    def target(self):
        """Where it stands against the target, in words; empty when there is none."""
        if self.asked.paused_at and self.asked.status in OPEN:
            return "Pausad"
        over = self.over
        if over is None:
            return ""
        if over > 0:
            return f"{in_days(over)} över målet"
        return f"Mål {in_days(self.days)}, {-over} kvar" if over else f"Mål {in_days(self.days)}, nås i dag"

    @property
    def age(self):
        days = age(self.asked)
        return "" if days is None else in_days(days) if days else "i dag"


def in_days(number):
    return "1 dag" if number == 1 else f"{number} dagar"


def rows_of(found):
    """A Row for each requested service, as they come."""
    days = dict(Target.objects.values_list("status", "days"))
    return (Row(asked, days.get(asked.status)) for asked in found)


# The columns of the list, on the page and in what is fetched from it.
COLUMNS = {
    "Diarienummer": lambda row: row.asked.registration.diary_number,
    "Myndighet": lambda row: row.asked.agency.name,
    "Tjänst": lambda row: str(row.asked),
    "Läge": lambda row: row.asked.get_status_display(),
    "Väntar på": lambda row: row.waits_for,
    "Mål": lambda row: row.target,
    "Inkom": lambda row: timezone.localdate(row.asked.received_at),
    "Ålder": lambda row: row.age,
}
