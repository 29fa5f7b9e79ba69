"""The pages of the account to the Government (11 §)."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from itdrift.forms import refused
from registry.acts import check_right, check_state
from registry.ordinance import Part

from . import actions, workspace
from .calendar import season, with_today
from .forms import AnswerForm, DecideForm, EmptyForm, NarrateForm, OpenForm, RequestForm
from .models import DataRequest, Report, ReportDocument
from .readiness import hindrances
from .workflow import RequestStatus


def for_participants(view):
    """Logged in, and acting for the coordinator or a supplier: to others these pages do not exist."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        acting = request.user.acting
        if acting is None or acting.mandate.part == Part.APPLICANT:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def page_of_act(model, perm, *methods):
    """The page of one act on a Report or DataRequest: 404 unseen, 403 without the right, back in another state."""

    def decorate(view):
        @for_participants
        @require_http_methods(methods or ["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request, pk):
            thing = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
            check_right(perm, thing, by=request.user)
            if request.method != "POST" and _too_late(request, perm, thing):
                return _back(thing)
            return view(request, thing)

        return page

    return decorate


def _too_late(request, perm, thing):
    try:
        check_state(perm, thing)
    except ValidationError as error:
        messages.warning(request, error.message)
        return True
    return False


def _back(thing):
    """To the workspace of the report."""
    return redirect("report", getattr(thing, "report_id", thing.pk))


def _posted(request):
    return request.POST if request.method == "POST" else None


def _done(form, act):
    """What `act` returned when the form is right and the act was done; what was refused stands in the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        refused(form, error)
        return None


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
@require_http_methods(["GET", "HEAD", "POST"])
def open_report(request):
    """Which year?"""
    check_right("reporting.open_report", request.user.acting.mandate, by=request.user)
    form = OpenForm(_posted(request))
    if report := _done(form, lambda: actions.open_report(by=request.user, **form.cleaned_data)):
        messages.success(request, f"{report} är öppnad. Begär nu underlag från leverantörsmyndigheterna.")
        return _back(report)
    return render(request, "reporting/open.html", {"form": form})


@for_participants
@require_safe
def report(request, pk):
    """The workspace: the calendar, who has answered what, what is missing, and the next act."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    return render(request, "reporting/report.html", workspace.of(found, request.user))


@page_of_act(Report, "reporting.request_data")
def request_data(request, report):
    """From whom, and until when? (11 § second paragraph)"""
    form = RequestForm(_posted(request), report=report)
    if sent := _done(form, lambda: actions.request_data(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Underlag är begärt från {', '.join(str(asked.supplier.agency) for asked in sent)}.")
        return _back(report)
    return render(request, "reporting/request.html", {"form": form, "report": report})


@page_of_act(DataRequest, "reporting.answer")
def answer(request, asked):
    """What were the volumes, the costs, the effects?"""
    form = AnswerForm(_posted(request), asked)
    if _done(form, lambda: actions.answer(asked, by=request.user, **form.answers())):
        messages.success(request, "Underlaget är sparat. Det är lämnat när en beslutsfattare hos er har bekräftat det.")
        return _back(asked)
    return render(request, "reporting/answer.html", {"form": form, "asked": asked})


@page_of_act(DataRequest, "reporting.confirm")
def confirm(request, asked):
    """Do we stand for it?"""
    form = EmptyForm(_posted(request))
    if _done(form, lambda: actions.confirm(asked, by=request.user)):
        messages.success(request, "Underlaget är bekräftat och lämnat till den samordnande myndigheten.")
        return _back(asked)
    rows = workspace.overview(asked.report, [asked])
    return render(request, "reporting/confirm.html", {"form": form, "asked": asked, "rows": rows})


@page_of_act(Report, "reporting.narrate")
def narrate(request, report):
    """What do the figures mean?"""
    form = NarrateForm(_posted(request), initial=report.narrative())
    if _done(form, lambda: actions.narrate(report, by=request.user, texts=form.cleaned_data)):
        messages.success(request, "Texterna är sparade.")
        return _back(report)
    answered = report.requests.filter(status=RequestStatus.ANSWERED).select_related("supplier__agency")
    return render(request, "reporting/narrate.html", {"form": form, "report": report, "answered": answered})


@page_of_act(Report, "reporting.make", "POST")
def make(request, report):
    """Ask a worker for the paper."""
    try:
        actions.make(report, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    return _back(report)


@page_of_act(Report, "reporting.decide")
def decide(request, report):
    """Is it the whole account, and do we send it?"""
    form = DecideForm(_posted(request), by=request.user)
    if decided := _done(form, lambda: actions.decide(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{decided} är beslutad och har diarienummer {decided.diary_number}.")
        return _back(report)
    return render(request, "reporting/decide.html", {"form": form, "report": report, "hindrances": hindrances(report)})


@for_participants
@require_safe
@never_cache
def document(request, pk):
    """The PDF: the decided one; before the decision the coordinator's draft."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    seen = ReportDocument.objects.visible_to(request.user).filter(report=report, final=not report.is_open)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"redovisning-{report.year}.pdf"),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(get_object_or_404(seen).content), content_type="application/pdf", headers=headers)
