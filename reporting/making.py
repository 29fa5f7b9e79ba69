"""The jobs of 11 §: cut the figures and draw the paper. Each runs in one snapshot and leaves one result, however often."""

from django.conf import settings

from . import document
from .cut import cut
from .models import Report, ReportDocument


def make(report_id, revision):
    """Make the draft that was asked for; nothing if a later one has been asked for, or the report is decided."""
    report = Report.objects.select_for_update().get(pk=report_id)
    if not report.is_open or report.wished_revision != revision:
        return
    report.cut = cut(report)
    report.cut_at = report.cut["cut_at"]
    ReportDocument.keep(report, draft(report, report.cut), final=False)
    report.drawn_revision = report.revision
    report.save(update_fields=["cut", "cut_at", "drawn_revision"])


def finish(report_id):
    """Draw the decided paper from the figures that were decided on; once."""
    report = Report.objects.select_related("decided_by", "presented_by").get(pk=report_id)
    if not report.documents.filter(final=True).exists():
        ReportDocument.keep(report, decided(report), final=True)


def draft(report, figures):
    """The bytes of a draft with these figures and the texts as they are; nothing is stored."""
    return document.draw(figures, report.narrative(), demo=settings.DEMO)


def decided(report):
    """The bytes of a decided report, the same at each call."""
    return document.draw(report.cut, report.narrative(), report.decision(), demo=settings.DEMO)
