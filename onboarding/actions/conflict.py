"""Conflict of interest: who reports it does nothing more in the case; somebody else examines it (16–18 §§ förvaltningslagen)."""

from django.db import transaction
from django.utils import timezone

from registry.acts import begin, note, write

from .. import notices
from ..models import ConflictOutcome, ConflictReport

FOUND = {
    ConflictOutcome.CONFLICT: "är jävig och får inte handlägga ärendet",
    ConflictOutcome.NONE: "är inte jävig och får handlägga ärendet",
    ConflictOutcome.IRRELEVANT: "får handlägga ärendet: det är uppenbart att frågan om opartiskhet saknar betydelse",
}


@transaction.atomic
def report_conflict(case, *, by, ground, text):
    """The person tells of what may make him or her partial, and loses every act in the case at once (17–18 §§).

    The journal says that, not why; decision makers of the same mandate are told, without the text. Returns the ConflictReport.
    """
    case = begin("onboarding.report_conflict", case, by=by)
    report = write(
        ConflictReport(registration=case, person=by, mandate=by.acting.mandate, ground=ground, text=text),
    )
    note("onboarding.report_conflict", case, by=by, text=f"{by.name} anmälde jäv och deltar inte i handläggningen.")
    notices.conflict_reported(report)
    return report


@transaction.atomic
def decide_conflict(report, *, by, outcome, reasons):
    """A decision maker of the same mandate, never the person, says whether there is a conflict, and why (18 §)."""
    report = begin("onboarding.decide_conflict", report, by=by)
    report.outcome, report.reasons = outcome, reasons
    report.decided_by, report.decided_at = by, timezone.now()
    write(report)
    text = f"Frågan om jäv prövades. {report.person.name} {FOUND[report.outcome]}."
    note("onboarding.decide_conflict", report.registration, by=by, text=text, outcome=report.outcome)
    notices.conflict_decided(report)
    return report
