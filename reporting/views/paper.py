"""The account as a document (11 §)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import Report, ReportDocument
from .doing import for_participants


@for_participants
@require_safe
@never_cache
def document(request, pk):
    """The PDF: the decided one; before the decision the coordinator's draft."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    seen = ReportDocument.objects.visible_to(request.user).filter(report=report, final=not report.is_open, secret=False)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"redovisning-{report.year}.pdf"),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(get_object_or_404(seen).content), content_type="application/pdf", headers=headers)
