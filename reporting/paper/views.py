"""These pages show the account on paper, as a page and as data; where each figure comes from; whether a file is it (11 §)."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from itdrift.forms import require_page
from itdrift.views import download

from ..act_pages import for_participants
from ..cut.counts import COUNTS
from ..models import Report, ReportDocument
from ..year.readiness import exposes
from . import provenance
from .document import attachments, contents
from .forms import PageForm, VerifyForm
from .verification import MOST, verify


def _document(request, pk, *without):
    """Return the document that the person may see: the decided one; before that the draft, while it names nobody hidden."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    if exposes(report):
        raise Http404
    seen = ReportDocument.objects.visible_to(request.user).defer(*without)
    found = get_object_or_404(seen, report=report, final=not report.is_open, secret=False)
    found.report = report
    return found


def _readable(request, pk):
    """Return the account whose document the person may see; to others there is none."""
    return _document(request, pk, "content").report


@for_participants
@require_safe
def document(request, pk):
    """The PDF."""
    found = _document(request, pk)
    return download(found.content, f"redovisning-{found.report.year}.pdf", "application/pdf")


@for_participants
@require_safe
def twin(request, pk):
    """The same as a page."""
    report = _readable(request, pk)
    texts = report.narrative() if report.is_up_to_date else {}  # of a draft, those that it was drawn with
    context = contents(report.cut, texts, report.decision(), demo=settings.DEMO)
    return render(request, "reporting/paper/twin.html", {**context, "twin": report})


@for_participants
@require_safe
def figures(request, pk):
    """All figures as JSON, the same bytes as in the PDF."""
    return _attached(request, pk, "application/json")


@for_participants
@require_safe
def indicators(request, pk):
    """The indicators as CSV, the same bytes as in the PDF."""
    return _attached(request, pk, "text/csv")


def _attached(request, pk, mime):
    file = next(file for file in attachments(_readable(request, pk).cut) if file.mime == mime)
    return download(file.content, file.name, mime)


@for_participants
@require_safe
def figure(request, pk, indicator, key):
    """How is this figure counted, from what, by whom, and what was it last year?"""
    report = _readable(request, pk)
    origin = provenance.figure(report, indicator, key, request.user)
    if origin is None:
        raise Http404
    return render(
        request, "reporting/paper/figure.html", _paged(request, report, origin["counted_items"]) | {"origin": origin}
    )


@for_participants
@require_safe
def count(request, pk, name):
    """What is counted in this number?"""
    report = _readable(request, pk)
    if name not in COUNTS:
        raise Http404
    items = provenance.ROWS[name](report, request.user)
    context = {"counted": COUNTS[name], "number": COUNTS[name].number(report.cut)}
    return render(request, "reporting/paper/count.html", _paged(request, report, items) | context)


def _paged(request, report, items):
    """Return the context of one page of the counted items."""
    if items is None:
        return {"report": report, "counted_items": None}
    found, following = provenance.page(items, PageForm(request.GET).after())
    return {"report": report, "counted_items": found, "next": following}


@never_cache
@require_page
def verify_file(request):
    """Is this the account that was decided? The file is read and forgotten."""
    sent = request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if sent else VerifyForm()
    verdict = verify(form.cleaned_data["file"].read(MOST + 1)) if form.is_valid() else None
    return render(request, "reporting/paper/verify.html", {"form": form, "verdict": verdict})
