"""5 kap. OSL: what an agency's own officers do in its diary. Nothing is ever taken out of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE
from itdrift.templatetags.swedish import uppraknat
from itdrift.working_days import working_days
from registry.acts import begin, write
from registry.models import User

from .. import diary_entries
from ..consequences import end
from ..models import DiaryEntry, InterestRegistration, SecrecyMarking

HIDEABLE: dict[str, str] = {
    name: DiaryEntry._meta.get_field(f"{name}_hidden").verbose_name  # type: ignore[union-attr, misc]  # plain fields
    for name in ("counterpart", "about")
}
EARLIEST = date(2000, 1, 1)


@transaction.atomic
def hide(entry: DiaryEntry, *, by: User, facts: Iterable[str]) -> DiaryEntry:
    """Leave out of the open diary the sender or recipient, or what the document concerns (5 kap. 2 § OSL).

    facts: names of HIDEABLE. The number and the day are always shown. Raises NotAllowed, ValidationError.
    """
    return _set("onboarding.hide", entry, by, facts, hidden=True)


@transaction.atomic
def show(entry: DiaryEntry, *, by: User, facts: Iterable[str]) -> DiaryEntry:
    """Take in again in the open diary what was left out of it. Takes and raises what `hide` does."""
    return _set("onboarding.show", entry, by, facts, hidden=False)


def _set(perm: str, entry: DiaryEntry, by: User, facts: Iterable[str], *, hidden: bool) -> DiaryEntry:
    entry = begin(perm, entry, by=by)
    changed = [name for name in HIDEABLE if name in facts and getattr(entry, f"{name}_hidden") != hidden]
    if not changed:
        raise ValidationError({"facts": f"Välj vad som ska {'döljas' if hidden else 'visas'}."})
    for name in changed:
        setattr(entry, f"{name}_hidden", hidden)
    entry.save(update_fields=[f"{name}_hidden" for name in changed])
    what = uppraknat(HIDEABLE[name] for name in changed)
    text = f"Handling {entry}: {what} {'döljs' if hidden else 'visas'} i det öppna diariet."
    return end(perm, entry, by=by, text=text, facts=changed)


@transaction.atomic
def mark_secret(entry: DiaryEntry, *, by: User, provision: str, covers: str = "") -> SecrecyMarking:
    """Note that the document may be secret, under which provision (5 kap. 5 § OSL); day and agency follow by themselves.

    covers: which part of the document, nothing secret. A warning: secrecy is tried whenever somebody asks for the document.
    """
    entry = begin("onboarding.mark_secret", entry, by=by)
    marking = SecrecyMarking(entry=entry, provision=provision.strip(), covers=covers, marked_by=by)
    marking.agency = by.acting.mandate.agency
    write(marking)
    text = f"Handling {entry} sekretessmarkerades: {marking.provision}."
    return end("onboarding.mark_secret", entry, by=by, text=text, fact=marking)


@transaction.atomic
def unmark(marking: SecrecyMarking, *, by: User) -> SecrecyMarking:
    """Take the marking away; that it was there stays to be read."""
    marking = begin("onboarding.unmark", marking, by=by)
    if marking.removed_at:
        raise ValidationError("Markeringen är redan borttagen.", code=LATE)
    marking.removed_at, marking.removed_by = timezone.now(), by
    marking.save(update_fields=["removed_at", "removed_by"])
    entry = marking.entry
    text = f"Sekretessmarkeringen {marking.provision} togs bort från handling {entry}."
    return end("onboarding.unmark", entry, by=by, text=text, fact=marking)


@transaction.atomic
def enter_by_hand(
    case: InterestRegistration,
    *,
    by: User,
    direction: str,
    on: date,
    about: str,
    medium: str,
    counterpart: str = "",
    late_because: str = "",
) -> DiaryEntry:
    """Register a document on paper or in an e-mail in the agency's own diary of the case. Returns the DiaryEntry.

    on: the day it came in, was sent or drawn up. Not in the future; more than one working day ago only with the reason.
    """
    case = begin("onboarding.enter_by_hand", case, by=by)
    if case.is_draft:
        raise ValidationError("Ett utkast står inte i diariet. Skicka anmälan först.", code=LATE)
    _check(direction, counterpart, on, late_because)
    held = diary_entries.number_of(case, by.acting.mandate.agency)
    facts: dict[str, Any] = {"about": about, "counterpart": counterpart, "on": on}
    facts |= {"medium": medium, "late_because": late_because}
    entry = write(diary_entries.following(held, direction, by=by, **facts))
    return end("onboarding.enter_by_hand", entry, by=by, text=f"Handling {entry} registrerades för hand.")


def _check(direction: str, counterpart: str, on: date, late_because: str) -> None:
    today = timezone.localdate()
    if direction != DiaryEntry.Direction.DRAWN_UP and not counterpart.strip():
        raise ValidationError({"counterpart": "Ange från vem handlingen kom eller till vem den skickades."})
    if on > today:
        raise ValidationError(
            {"on": "Dagen har inte varit än. Ange den dag då handlingen kom in, skickades eller blev klar."}
        )
    if on < EARLIEST:
        raise ValidationError({"on": "Kontrollera årtalet."})
    check_promptness(on, late_because)


def check_promptness(on: date, late_because: str) -> None:
    """Raise ValidationError when more than a working day has passed since the document came, and nobody says why."""
    if working_days(on, timezone.localdate()) > 1 and not late_because.strip():
        raise ValidationError(
            {
                "late_because": "Ange varför handlingen registreras först nu. Den ska registreras så snart den har kommit in (5 kap. 1 § OSL)."
            }
        )
