"""11 §: the account is opened, written, left to the suppliers, commented on, decided, sent, and corrected in a new edition."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift import outbox
from itdrift.late import LATE
from onboarding import diary_entries
from onboarding.models import Agreement
from registry.acts import begin, check_presenter, check_right, check_unchanged, end, fingerprint, note, write
from registry.models import Membership, User
from registry.ordinance import IN_FORCE

from .. import notices
from ..calendar import years_until
from ..models import Comment, DataRequest, Dispatch, Passage, Report, ReportDocument, ReportedAgreement
from ..paper.document import RECIPIENT
from ..workflow import ReportStatus, RequestStatus
from ..year import readiness
from ..year.revision import changed, count_up


@transaction.atomic
def open_report(*, by: User, year: int) -> Report:
    """Open the account of a year that has begun, by the coordinator or the calendar. Returns the Report.

    Raises NotAllowed, ValidationError.
    """
    check_right("reporting.open_report", by.acting.mandate if by.acting else None, by=by)
    if year not in years_until(timezone.localdate()):
        raise ValidationError(
            {"year": f"{year} är inte ett år som kan redovisas: det ska ha börjat, tidigast {IN_FORCE.year}."}
        )
    if Report.objects.filter(year=year).exists():
        raise ValidationError({"year": "Årets redovisning är redan öppnad."})
    report = write(Report(year=year, opened_by=by if by.pk else None))
    note("reporting.open_report", report, by=by, text=f"Redovisningen för {year} öppnades.")
    return report


@transaction.atomic
def narrate(report: Report, *, by: User, texts: dict[str, str], seen: str = "") -> Report:
    """Write the texts of chapters, for the coordinator. Returns the Report.

    texts: {chapter: text}; an empty one removes the chapter's text. seen: the fingerprint of what the person saw of them
    (`as_written`). Raises NotAllowed, ValidationError (CHANGED when another has saved meanwhile).
    """
    report = begin("reporting.narrate", report, by=by)
    check_unchanged(seen, as_written(report, texts))
    written = report.narrative()
    rewritten = {chapter: text for chapter, text in texts.items() if text.strip() != written.get(chapter, "")}
    for chapter, text in rewritten.items():
        _write_passage(report, chapter, text.strip(), by)
    if rewritten:
        count_up(report)
        text = f"Text skrevs i {len(rewritten)} avsnitt."
        note("reporting.narrate", report, by=by, text=text, chapters=sorted(rewritten))
    return report


def as_written(report: Report, chapters: Iterable[str]) -> str:
    """Return the fingerprint of what is saved of the chapters."""
    written = report.narrative()
    return fingerprint(*(written.get(chapter, "") for chapter in sorted(chapters)))


def _write_passage(report: Report, chapter: str, text: str, by: User) -> None:
    passage = report.passages.filter(chapter=chapter).first() or Passage(report=report, chapter=chapter)
    passage.text, passage.written_by = text, by
    if text:
        write(passage)
    elif passage.pk:
        passage.delete()


@transaction.atomic
def make(report: Report, *, by: User) -> Report:
    """Ask for the figures to be cut and the paper drawn, by a worker: exactly one draft in the end. Returns the Report.

    Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.make", report, by=by)
    count_up(report)
    report.wished_revision = report.revision
    end("reporting.make", report, by=by, text=f"{report} ska framställas.", changed=["wished_revision"])
    wish = {"report_id": report.pk, "revision": report.revision}
    outbox.put("account.make", key=f"report/{report.pk}/{report.revision}", **wish)
    return report


@transaction.atomic
def share(report: Report, *, by: User) -> Report:
    """Leave the draft as it is drawn to the suppliers of which data were requested, to comment on (11 §). Returns the Report.

    Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.share", report, by=by)
    if not report.is_up_to_date:
        raise ValidationError("Framställ utkastet först, så att leverantörsmyndigheterna får det som gäller nu.")
    if readiness.exposes(report):
        raise ValidationError(readiness.EXPOSED)
    if not report.requests.exists():
        raise ValidationError("Begär underlag först. Utkastet lämnas till dem som har fått en begäran om underlag.")
    report.shared_at = timezone.now()
    text = "Utkastet lämnades till leverantörsmyndigheterna för synpunkter."
    end("reporting.share", report, by=by, text=text, changed=["shared_at"])
    notices.tell_of("reporting.share", report)
    return report


@transaction.atomic
def decide_report(report: Report, *, by: User, presented_by: Membership, others: str = "") -> Report:
    """Decide the account as it was drawn: it is frozen, and the Government is notified of its agreements (10, 11 §§).

    presented_by: the Membership of the officer who presented it, another person. The decided paper is drawn after the commit.
    Returns the Report. Raises NotAllowed, ValidationError with all hindrances.
    """
    report = begin("reporting.decide_report", report, by=by)
    hindrances = readiness.hindrances(report)
    if hindrances:
        raise ValidationError([ValidationError(hindrance, code=LATE) for hindrance in hindrances])
    check_presenter(presented_by, mandate=by.acting.mandate)
    numbers = [agreement["number"] for agreement in report.cut["agreements"]]  # type: ignore[index]  # nothing hinders: it is cut
    for agreement in Agreement.objects.filter(number__in=numbers, reported=None):
        write(ReportedAgreement(report=report, agreement=agreement))
    decision = {
        "status": ReportStatus.DECIDED,
        "diary_number": diary_entries.alone(by.acting.mandate.agency, about=str(report), thing=report, by=by).number,
        "decided_at": timezone.now(),
        "decided_by": by,
        "decided_by_title": by.acting.title,
        "presented_by": presented_by.user,
        "presented_by_title": presented_by.title,
        "others": others,
    }
    changed(report, decision).full_clean()
    text = f"{report} beslutades av {by.acting.signature}, {report.diary_number}."
    drawn = report.documents.get(final=False, secret=False)
    end("reporting.decide_report", report, by=by, text=text, changed=decision, sha256=drawn.digest)
    outbox.put("account.finish", key=f"report/{report.pk}/decided", report_id=report.pk)
    notices.tell_of("reporting.decide_report", report)
    return report


@transaction.atomic
def send_report(report: Report, *, by: User, on: date, how: str) -> Dispatch:
    """Note the day on which the decided account was left to the Government, and how (11 §). Returns the Dispatch.

    Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.send_report", report, by=by)
    if not timezone.localdate(report.decided_at) <= on <= timezone.localdate():
        raise ValidationError({"on": "Ange dagen då redovisningen lämnades: tidigast beslutsdagen, senast i dag."})
    if hasattr(report, "dispatch"):
        raise ValidationError(f"Redovisningen lämnades {report.dispatch.on:%Y-%m-%d}.", code=LATE)
    assert report.diary_number is not None  # report_is_complete: what is decided has its number
    sent = write(Dispatch(report=report, on=on, how=how, by=by))
    diary_entries.outgoing(str(report.diary_number), to=RECIPIENT, about=str(report), thing=sent, by=by)
    text = f"{report} lämnades till {RECIPIENT} {on:%Y-%m-%d}: {how}."
    note("reporting.send_report", report, by=by, text=text, on=on)
    return sent


@transaction.atomic
def correct_report(report: Report, *, by: User, reason: str) -> Report:
    """Put right what is wrong in a decided account, in a new edition that begins with all that the last one had.

    The decided edition stays as it is. Returns the new Report. Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.correct_report", report, by=by)
    if report != Report.objects.filter(year=report.year).first():
        raise ValidationError("Det finns redan en senare utgåva.", code=LATE)
    edition = write(Report(year=report.year, edition=report.edition + 1, reason=reason.strip(), opened_by=by))
    for passage in report.passages.all():
        write(Passage(report=edition, chapter=passage.chapter, text=passage.text, written_by=passage.written_by))
    for data_request in report.requests.all():
        _carry_over(data_request, edition)
    text = f"{report} ska rättas i utgåva {edition.edition}: {edition.reason}"
    note("reporting.correct_report", edition, by=by, text=text, before=report.pk)
    return edition


def _carry_over(data_request: DataRequest, edition: Report) -> None:
    """Copy a supplier's data to the edition as they were delivered; a question back opens them again."""
    years = list(data_request.service_years.all())
    # It is begun as started and set to its state last: the database lets nothing be added under what is confirmed, and
    # an insert sets sent_at to now.
    state = {name: getattr(data_request, name) for name in ("status", "confirmed_by", "confirmed_at", "sent_at")}
    started = {"status": RequestStatus.STARTED, "confirmed_by": None, "confirmed_at": None}
    data_request.pk, data_request.report, data_request._state.adding = None, edition, True
    write(changed(data_request, started if state["status"] == RequestStatus.ANSWERED else {}))
    for year in years:
        year.pk, year.request, year._state.adding = None, data_request, True
        write(year)
    changed(data_request, state).save(update_fields=list(state))


@transaction.atomic
def open_annex(report: Report, *, by: User) -> ReportDocument:
    """Open the annex that is secret, for the coordinator; that it was opened is noted. Returns the ReportDocument.

    Raises NotAllowed.
    """
    report = begin("reporting.open_annex", report, by=by)
    note("reporting.open_annex", report, by=by, text="Bilagan med sekretess öppnades.")
    return ReportDocument.objects.annex_of(report).get()


@transaction.atomic
def comment(report: Report, *, by: User, chapter: str, text: str) -> Comment:
    """Comment on one chapter of the draft, for a supplier that it was left to (11 §). Returns the Comment.

    Raises NotAllowed, ValidationError.
    """
    report = begin("reporting.comment", report, by=by)
    new = write(Comment(report=report, chapter=chapter, text=text, mandate=by.acting.mandate, written_by=by))
    message = f"{by.acting.mandate.agency} lämnade en synpunkt på {new.get_chapter_display()}."
    note("reporting.comment", report, by=by, text=message, comment=new.pk)
    notices.tell_of("reporting.comment", new)
    return new


@transaction.atomic
def settle_comment(comment: Comment, *, by: User, outcome: str) -> Comment:
    """Settle a supplier's comment, for the coordinator, who says what was done with it. Returns the Comment.

    Raises NotAllowed, ValidationError.
    """
    comment = begin("reporting.settle_comment", comment, by=by)  # an open one hinders the decision
    comment.outcome, comment.settled_by, comment.settled_at = outcome, by, timezone.now()
    write(comment)
    text = f"Synpunkten från {comment.mandate.agency} på {comment.get_chapter_display()} besvarades."
    note("reporting.settle_comment", comment, by=by, text=text, comment=comment.pk)
    notices.tell_of("reporting.settle_comment", comment)
    return comment
