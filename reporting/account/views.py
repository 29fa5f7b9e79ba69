"""On these pages the account is opened, written, commented on, decided, sent and corrected (11 §)."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, press, require_button, require_page, try_act
from itdrift.views import download
from registry.acts import check_right

from ..act_pages import for_participants, home, of_comment, of_report
from ..models import Chapter, Report, ReportDocument
from ..paper.document import RECIPIENT
from ..year.readiness import hindrances
from . import acts, writing
from .forms import (
    CommentForm,
    CorrectReportForm,
    DecideReportForm,
    NarrateForm,
    OpenReportForm,
    SendReportForm,
    SettleCommentForm,
)


@for_participants
@require_safe
@of_report("reporting.narrate")
def chapters(request, report):
    """Which chapters are written, by whom and when?"""
    context = {"report": report, "chapters": writing.chapters(report)}
    return render(request, "reporting/account/chapters.html", context)


@of_report("reporting.narrate")
def narrate(request, report, chapter):
    """What do the figures of one chapter mean?"""
    if chapter not in Chapter.values:
        raise Http404
    passage = writing.passage(report, chapter)
    now = acts.as_written(report, [chapter])
    form = NarrateForm(posted(request), initial={"text": passage.text if passage else ""}, now=now)
    if try_act(form, lambda: acts.narrate(report, by=request.user, **form.act_arguments(chapter))):
        messages.success(request, f"Avsnittet ”{Chapter(chapter).label}” är sparat.")
        return redirect("chapters", report.pk)
    context = {
        "form": form,
        "report": report,
        "chapter": Chapter(chapter),
        "passage": passage,
        "delivered_texts": writing.delivered_texts(report, chapter),
        "comments": report.comments.filter(chapter=chapter).select_related("mandate__agency", "written_by"),
    }
    return render(request, "reporting/account/narrate.html", context)


@of_report("reporting.share")
def share(request, report):
    """Shall the suppliers read the draft?"""
    form = Form(posted(request))
    if try_act(form, lambda: acts.share(report, by=request.user)):
        messages.success(request, "Utkastet är lämnat till leverantörsmyndigheterna. De har fått en avisering.")
        return redirect(*home(report))
    data_requests = report.requests.select_related("supplier__agency")
    document = report.documents.filter(final=False, secret=False).defer("content").first()
    context = {"form": form, "report": report, "data_requests": data_requests, "document": document}
    return render(request, "reporting/account/share.html", context)


@of_report("reporting.comment")
def comment(request, report):
    """What does the supplier say of a chapter?"""
    form = CommentForm(posted(request))
    if try_act(form, lambda: acts.comment(report, by=request.user, **form.cleaned_data)):
        messages.success(request, "Synpunkten är lämnad till den samordnande myndigheten.")
        return redirect(*home(report))
    return render(request, "reporting/account/comment.html", {"form": form, "report": report})


@of_comment("reporting.settle_comment")
def settle_comment(request, comment):
    """What was done with what the supplier said?"""
    form = SettleCommentForm(posted(request))
    if try_act(form, lambda: acts.settle_comment(comment, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Synpunkten är besvarad. {comment.mandate.agency} har fått en avisering.")
        return redirect(*home(comment))
    passage = writing.passage(comment.report, comment.chapter)
    context = {"form": form, "comment": comment, "report": comment.report, "passage": passage}
    return render(request, "reporting/account/settle_comment.html", context)


@for_participants
@require_page
def open_report(request):
    """Which year?"""
    check_right("reporting.open_report", request.user.acting.mandate, by=request.user)
    form = OpenReportForm(posted(request))
    if report := try_act(form, lambda: acts.open_report(by=request.user, **form.cleaned_data)):
        messages.success(request, f"{report} är öppnad. Begär nu underlag från leverantörsmyndigheterna.")
        return redirect(*home(report))
    return render(request, "reporting/account/open_report.html", {"form": form})


@for_participants
@require_button
@of_report("reporting.make")
def make(request, report):
    """Ask a worker for the paper."""
    press(request, lambda: acts.make(report, by=request.user))
    return redirect(*home(report))


@of_report("reporting.decide_report")
def decide_report(request, report):
    """Is it the whole account, and do we send it?"""
    form = DecideReportForm(posted(request), by=request.user)
    if decided := try_act(form, lambda: acts.decide_report(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{decided} är beslutad och har diarienummer {decided.diary_number}.")
        return redirect(*home(report))
    return render(
        request,
        "reporting/account/decide_report.html",
        {"form": form, "report": report, "hindrances": hindrances(report)},
    )


@of_report("reporting.send_report")
def send_report(request, report):
    """When was it left to the Government, and how?"""
    if request.method != "POST" and hasattr(report, "dispatch"):
        return redirect(*home(report))
    form = SendReportForm(posted(request), report=report)
    if sent := try_act(form, lambda: acts.send_report(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det är noterat att redovisningen lämnades till regeringen {sent.on:%Y-%m-%d}.")
        return redirect(*home(report))
    context = {"form": form, "report": report, "recipient": RECIPIENT}
    return render(request, "reporting/account/send_report.html", context)


@of_report("reporting.correct_report")
def correct_report(request, report):
    """What is wrong in it?"""
    if request.method != "POST" and Report.objects.filter(year=report.year, edition__gt=report.edition).exists():
        return redirect(*home(report))
    form = CorrectReportForm(posted(request))
    if edition := try_act(form, lambda: acts.correct_report(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{edition} är öppnad. Rätta det som är fel och framställ utgåvan.")
        return redirect(*home(edition))
    return render(request, "reporting/account/correct_report.html", {"form": form, "report": report})


@for_participants
@require_button
@of_report("reporting.open_annex")
def open_annex(request, report):
    """The annex that is secret; that it was opened is noted."""
    # Asked before the act: where there is no annex nothing is noted as opened.
    get_object_or_404(ReportDocument.objects.visible_to(request.user).annex_of(report).defer("content"))
    annex = acts.open_annex(report, by=request.user)
    return download(annex.content, f"redovisning-{report.year}-bilaga-sekretess.pdf", "application/pdf")
