"""The pages of the account itself: the list, its year opened, its workspace, decided, left to the Government, corrected (11 §)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from itdrift.forms import done, posted, require_page
from itdrift.views import download
from registry.acts import check_right

from .. import actions, steps, workspace
from ..calendar import season
from ..document import RECIPIENT
from ..forms.account import CorrectForm, DecideForm, OpenForm, SendForm
from ..models import Report, ReportDocument
from ..readiness import hindrances
from .doing import for_participants, home, of_report


@for_participants
@require_safe
def reports(request):
    """Will we make 31 March, and which accounts are there?"""
    rows = list(Report.objects.visible_to(request.user).with_answers().select_related("dispatch").defer("cut"))
    today = timezone.localdate()
    year = season(today)
    context = {"rows": rows, "season": year, "calendar": steps.of_year(year, rows, today), "today": today}
    may_open = request.user.has_perm("reporting.open_report", request.user.acting.mandate)
    may_open = may_open and Report.objects.years_to_open(today)
    return render(request, "reporting/reports.html", {**context, "may_open": may_open})


@for_participants
@require_page
def open_report(request):
    """Which year?"""
    check_right("reporting.open_report", request.user.acting.mandate, by=request.user)
    form = OpenForm(posted(request))
    if report := done(form, lambda: actions.open_report(by=request.user, **form.cleaned_data)):
        messages.success(request, f"{report} är öppnad. Begär nu underlag från leverantörsmyndigheterna.")
        return redirect(*home(report))
    return render(request, "reporting/open.html", {"form": form})


@for_participants
@require_safe
def report(request, pk):
    """The workspace: the calendar, who has answered what, what is missing, and the next act."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    return render(request, "reporting/report.html", workspace.of(found, request.user))


@for_participants
@require_POST
@of_report("reporting.make")
def make(request, report):
    """Ask a worker for the paper."""
    try:
        actions.make(report, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect(*home(report))


@of_report("reporting.decide")
def decide(request, report):
    """Is it the whole account, and do we send it?"""
    form = DecideForm(posted(request), by=request.user)
    if decided := done(form, lambda: actions.decide(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{decided} är beslutad och har diarienummer {decided.diary_number}.")
        return redirect(*home(report))
    return render(request, "reporting/decide.html", {"form": form, "report": report, "hindrances": hindrances(report)})


@of_report("reporting.send")
def send(request, report):
    """When was it left to the Government, and how?"""
    if request.method != "POST" and hasattr(report, "dispatch"):
        return redirect(*home(report))
    form = SendForm(posted(request), report=report)
    if sent := done(form, lambda: actions.send(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det är noterat att redovisningen lämnades till regeringen {sent.on:%Y-%m-%d}.")
        return redirect(*home(report))
    context = {"form": form, "report": report, "recipient": RECIPIENT}
    return render(request, "reporting/send.html", context)


@of_report("reporting.correct_report")
def correct_report(request, report):
    """What is wrong in it?"""
    if request.method != "POST" and Report.objects.filter(year=report.year, edition__gt=report.edition).exists():
        return redirect(*home(report))
    form = CorrectForm(posted(request))
    if edition := done(form, lambda: actions.correct_report(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{edition} är öppnad. Rätta det som är fel och framställ utgåvan.")
        return redirect(*home(edition))
    return render(request, "reporting/correct.html", {"form": form, "report": report})


@for_participants
@require_POST
@of_report("reporting.open_annex")
def open_annex(request, report):
    """The annex that is secret; that it was opened is noted."""
    get_object_or_404(ReportDocument.objects.visible_to(request.user).annex_of(report).defer("content"))
    annex = actions.open_annex(report, by=request.user)
    return download(annex.content, f"redovisning-{report.year}-bilaga-sekretess.pdf", "application/pdf")
