"""The jobs of 11 § cut the figures and draw the paper. Each leaves one result however often it is run.

Each runs in one snapshot (REPEATABLE READ, by the outbox's worker), so that all figures belong to the same moment.
"""

from django.conf import settings

from itdrift import outbox

from ..cut import cut
from ..cut.secret import secret_parts
from ..models import Report, ReportDocument
from . import document


@outbox.job("account.make", queue=outbox.ACCOUNT)
def make(report_id, revision):
    """Cut the figures of the draft that was last asked for, and go on to draw it; do nothing if a later one was asked for."""
    report = _wished(report_id, revision)
    if report is None:
        return
    report.cut = cut(report)
    report.cut_at = report.cut["cut_at"]
    report.cut_revision = revision
    report.save(update_fields=["cut", "cut_at", "cut_revision"])
    outbox.put("account.draw", key=f"report/{report_id}/{revision}/drawn", report_id=report_id, revision=revision)


@outbox.job("account.draw", queue=outbox.ACCOUNT)
def draw(report_id, revision):
    """Draw the draft of the figures that were cut for it."""
    report = _wished(report_id, revision)
    if report is None or report.cut_revision != revision:
        return
    ReportDocument.keep(report, draft(report, report.cut), final=False)
    _keep_annex(report, final=False)
    report.drawn_revision = revision
    report.save(update_fields=["drawn_revision"])


def _wished(report_id, revision):
    """Return the open report, locked, when this is the draft that was last asked for; else None."""
    # In a REPEATABLE READ snapshot this fails when the row has changed since it began; the outbox then tries again.
    report = Report.objects.select_for_update().get(pk=report_id)
    return report if report.is_open and report.wished_revision == revision else None


@outbox.job("account.finish", queue=outbox.ACCOUNT)
def finish(report_id):
    """Draw the decided paper from the figures that were decided on; once."""
    report = Report.objects.select_related("decided_by", "presented_by").get(pk=report_id)
    if not report.documents.filter(final=True, secret=False).exists():
        ReportDocument.keep(report, decided(report), final=True)
        _keep_annex(report, final=True)


def _keep_annex(report, *, final):
    """Keep what is secret in a paper of its own; none where nothing is."""
    if parts := secret_parts(report):
        content = document.draw_annex(
            report.year, parts, report.decision(), sender=report.cut["coordinator"], demo=settings.DEMO
        )
        ReportDocument.keep(report, content, final=final, secret=True)
    else:
        report.documents.filter(final=False, secret=True).delete()


def draft(report, figures):
    """Return the bytes of a draft with these figures and the texts as they are; nothing is stored."""
    return document.draw(figures, report.narrative(), demo=settings.DEMO)


def decided(report):
    """Return the bytes of a decided report, the same at each call."""
    return document.draw(report.cut, report.narrative(), report.decision(), demo=settings.DEMO)
