"""7 § asks for no form: what reached the coordinator by letter, e-mail or telephone is registered as any other interest."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from itdrift.templatetags.swedish import dag
from registry import journal
from registry.acts import check_right, enter, write
from registry.models import Agency, User
from registry.ordinance import IN_FORCE

from .. import diary_entries
from ..consequences import end
from ..diary.acts import check_promptness
from ..letters.acts import keep
from ..models import CameBy, DiaryEntry, InterestRegistration, RequestedService
from ..models.interest import FORM_VERSION, TAKEN_DOWN_VERSION
from ..models.way_in import WRITTEN, beginning_of
from ..workflow import Status

NOT_YET = "Dagen har inte varit än. Ange den dag då intresseanmälan kom in."
TOO_EARLY = f"Kontrollera årtalet: förordningen gäller från den {IN_FORCE}."
NO_ORIGINAL = {
    CameBy.LETTER: "Bifoga brevet: skanna det eller fotografera det.",
    CameBy.EMAIL: "Bifoga e-postmeddelandet, till exempel sparat som PDF.",
}
NOT_NOTED = "Skriv vad som sades (27 § förvaltningslagen)."
NO_CALL = "Skriv bara här vad som sades på telefon, när anmälan kom så."
NOTHING_WANTED = "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."
MEDIA = {CameBy.LETTER: DiaryEntry.Medium.PAPER, CameBy.EMAIL: DiaryEntry.Medium.EMAIL}
ABOUT = {CameBy.TELEPHONE: "Tjänsteanteckning om intresseanmälan på telefon"}


@transaction.atomic
def take_down(
    *,
    by: User,
    agency: Agency,
    came_by: str,
    came_on: date,
    wanted: Iterable[dict[str, Any]],
    acknowledged: bool,
    files: Sequence[UploadedFile] = (),
    call_note: str = "",
    late_because: str = "",
    **answers: Any,
) -> InterestRegistration:
    """The coordinator writes down for an agency what came by letter, e-mail or telephone (7 §); it came the day it came.

    wanted: dicts of RequestedService's fields. files: the letter or e-mail itself; call_note: what was said in a call.
    late_because: why it is written down more than a working day after it came. acknowledged: that nothing in it is
    security-classified. answers: came_from and need, and what else it answers, as fields of InterestRegistration.
    Raises NotAllowed, ValidationError at the field.
    """
    check_right("onboarding.take_down", by.acting.mandate if by.acting else None, by=by)
    wanted = list(wanted)
    _check_agency(agency, came_on)
    _check_day(came_on, late_because)
    _check_original(came_by, files, call_note)
    _check_wanted(wanted)
    way_in = {"came_by": came_by, "call_note": call_note}
    case = write(InterestRegistration(agency=agency, created_by=by, **way_in, **answers))
    requested_services = [write(RequestedService(registration=case, agency=agency, **fields)) for fields in wanted]
    case.acknowledged_by = by if acknowledged else None
    case.acknowledgement_version, case.form_version = TAKEN_DOWN_VERSION, FORM_VERSION
    case.registered_at = beginning_of(came_on)
    file = journal.File.of(case.chain)  # before the diaries, as in every act
    known = diary_entries.first_numbers(case, case.coordinator, case.agency)
    case.diary_number = known[case.coordinator.pk].number
    write(case)
    for requested_service in requested_services:
        changed = enter(requested_service, Status.REGISTERED)
        requested_service.received_at = requested_service.clock_from = case.registered_at
        requested_service.save(update_fields=["received_at", "status", *changed])
    keep(files, case=case, by=by, original=True)
    _enter_in_the_diary(case, known, by, came_on, late_because)
    text = f"Intresseanmälan kom in {case.way_in_words} den {dag(came_on)}, skrevs in och fick diarienummer {case.diary_number}."
    return end("onboarding.take_down", case, by=by, text=text, known=known, file=file)


def _check_agency(agency: Agency, came_on: date) -> None:
    if not agency.under_government:
        raise ValidationError({"agency": "Bara en myndighet under regeringen kan anmäla intresse (3 §)."})
    if agency.ended_on and agency.ended_on <= came_on:
        raise ValidationError({"agency": f"{agency} upphörde den {dag(agency.ended_on)}."})


def _check_day(came_on: date, late_because: str) -> None:
    if came_on > timezone.localdate():
        raise ValidationError({"came_on": NOT_YET})
    if came_on < IN_FORCE:
        raise ValidationError({"came_on": TOO_EARLY})
    check_promptness(came_on, late_because)


def _check_original(came_by: str, files: Sequence[UploadedFile], call_note: str) -> None:
    if came_by == CameBy.FORM:
        raise ValidationError({"came_by": "Välj hur intresseanmälan kom in."})
    if came_by in WRITTEN and not files:
        raise ValidationError({"files": NO_ORIGINAL[CameBy(came_by)]})
    if (came_by == CameBy.TELEPHONE) != bool(call_note.strip()):
        raise ValidationError({"call_note": NO_CALL if call_note.strip() else NOT_NOTED})


def _check_wanted(wanted: Sequence[dict[str, Any]]) -> None:
    if not wanted:
        raise ValidationError(NOTHING_WANTED)
    if any(fields.get("service") and fields["service"].published_description is None for fields in wanted):
        raise ValidationError("Välj bland de tjänster som är publicerade (4 §).")


def _enter_in_the_diary(
    case: InterestRegistration, known: diary_entries.Known, by: User, came_on: date, late_because: str
) -> None:
    """What came in stands in the coordinator's diary on its day, and a note of a call as drawn up (5 kap. 1–2 §§ OSL)."""
    came_by = CameBy(case.came_by)
    written = came_by in WRITTEN
    write(
        diary_entries.following(
            known[case.coordinator.pk],
            DiaryEntry.Direction.IN if written else DiaryEntry.Direction.DRAWN_UP,
            about=ABOUT.get(came_by, "Intresseanmälan"),
            counterpart=case.agency.name,
            on=came_on,
            medium=MEDIA.get(came_by, DiaryEntry.Medium.PROGRAM),
            late_because=late_because,
            subject=journal.subject_of(case),
            by=by,
        )
    )
