"""The pages of the account itself: the list, its year opened, its workspace, its text and its decision (11 §)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from itdrift.forms import done, posted, require_page
from registry.acts import check_right

from .. import actions, workspace
from ..calendar import season, with_today
from ..forms.account import DecideForm, NarrateForm, OpenForm
from ..models import Report
from ..readiness import hindrances
from ..workflow import RequestStatus
from .doing import for_participants, home, of_report


@for_participants
@require_safe
def reports(request):
    """Will we make 31 March, and which accounts are there?"""
    rows = list(Report.objects.visible_to(request.user).with_answers().defer("cut"))
    today = timezone.localdate()
    year = season(today)
    context = {"rows": rows, "season": year, "calendar": with_today(year, today), "today": today}
    may_open = request.user.has_perm("reporting.open_report", request.user.acting.mandate)
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


@of_report("reporting.narrate")
def narrate(request, report):
    """What do the figures mean?"""
    form = NarrateForm(posted(request), initial=report.narrative())
    if done(form, lambda: actions.narrate(report, by=request.user, texts=form.cleaned_data)):
        messages.success(request, "Texterna är sparade.")
        return redirect(*home(report))
    answered = report.requests.filter(status=RequestStatus.ANSWERED).select_related("supplier__agency")
    return render(request, "reporting/narrate.html", {"form": form, "report": report, "answered": answered})


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
