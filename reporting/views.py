"""The pages of the account to the Government (11 §)."""

from functools import partial, wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from itdrift.forms import done, posted, require_page
from registry.acts import check_right
from registry.doing import page_of_act
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


def _home(thing):
    """The workspace of the report."""
    return "report", getattr(thing, "report_id", thing.pk)


of_report = partial(page_of_act, seen=Report.objects.visible_to, home=_home)
of_request = partial(page_of_act, seen=DataRequest.objects.visible_to, home=_home)


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
        return redirect(*_home(report))
    return render(request, "reporting/open.html", {"form": form})


@for_participants
@require_safe
def report(request, pk):
    """The workspace: the calendar, who has answered what, what is missing, and the next act."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    return render(request, "reporting/report.html", workspace.of(found, request.user))


@of_report("reporting.request_data")
def request_data(request, report):
    """From whom, and until when? (11 § second paragraph)"""
    form = RequestForm(posted(request), report=report)
    if sent := done(form, lambda: actions.request_data(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Underlag är begärt från {', '.join(str(asked.supplier.agency) for asked in sent)}.")
        return redirect(*_home(report))
    return render(request, "reporting/request.html", {"form": form, "report": report})


@of_request("reporting.answer")
def answer(request, asked):
    """What were the volumes, the costs, the effects?"""
    form = AnswerForm(posted(request), asked)
    if done(form, lambda: actions.answer(asked, by=request.user, **form.answers())):
        messages.success(request, "Underlaget är sparat. Det är lämnat när en beslutsfattare hos er har bekräftat det.")
        return redirect(*_home(asked))
    return render(request, "reporting/answer.html", {"form": form, "asked": asked})


@of_request("reporting.confirm")
def confirm(request, asked):
    """Do we stand for it?"""
    form = EmptyForm(posted(request))
    if done(form, lambda: actions.confirm(asked, by=request.user)):
        messages.success(request, "Underlaget är bekräftat och lämnat till den samordnande myndigheten.")
        return redirect(*_home(asked))
    rows = workspace.overview(asked.report, [asked])
    return render(request, "reporting/confirm.html", {"form": form, "asked": asked, "rows": rows})


@of_report("reporting.narrate")
def narrate(request, report):
    """What do the figures mean?"""
    form = NarrateForm(posted(request), initial=report.narrative())
    if done(form, lambda: actions.narrate(report, by=request.user, texts=form.cleaned_data)):
        messages.success(request, "Texterna är sparade.")
        return redirect(*_home(report))
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
    return redirect(*_home(report))


@of_report("reporting.decide")
def decide(request, report):
    """Is it the whole account, and do we send it?"""
    form = DecideForm(posted(request), by=request.user)
    if decided := done(form, lambda: actions.decide(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{decided} är beslutad och har diarienummer {decided.diary_number}.")
        return redirect(*_home(report))
    return render(request, "reporting/decide.html", {"form": form, "report": report, "hindrances": hindrances(report)})


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
