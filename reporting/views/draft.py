"""The pages on which the account is written, left to the suppliers as a draft, and commented on (11 §)."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import done, posted

from .. import actions, writing
from ..forms.draft import ChapterForm, CommentForm, SettleForm
from ..models import Chapter
from .doing import for_participants, home, of_comment, of_report


@for_participants
@require_safe
@of_report("reporting.narrate")
def narrate(request, report):
    """Which chapters are written, by whom and when?"""
    context = {"report": report, "chapters": writing.chapters(report)}
    return render(request, "reporting/narrate.html", context)


@of_report("reporting.narrate")
def chapter(request, report, chapter):
    """What do the figures of one chapter mean?"""
    if chapter not in Chapter.values:
        raise Http404
    passage = writing.passage(report, chapter)
    now = actions.account.as_written(report, [chapter])
    form = ChapterForm(posted(request), initial={"text": passage.text if passage else ""}, now=now)
    if done(form, lambda: actions.narrate(report, by=request.user, **form.said(chapter))):
        messages.success(request, f"Avsnittet ”{Chapter(chapter).label}” är sparat.")
        return redirect("report_narrate", report.pk)
    context = {
        "form": form,
        "report": report,
        "chapter": Chapter(chapter),
        "passage": passage,
        "told": writing.told(report, chapter),
        "comments": report.comments.filter(chapter=chapter).select_related("mandate__agency", "written_by"),
    }
    return render(request, "reporting/chapter.html", context)


@of_report("reporting.share")
def share(request, report):
    """Shall the suppliers read the draft?"""
    form = Form(posted(request))
    if done(form, lambda: actions.share(report, by=request.user)):
        messages.success(request, "Utkastet är lämnat till leverantörsmyndigheterna. De har fått en avisering.")
        return redirect(*home(report))
    asked = report.requests.select_related("supplier__agency")
    document = report.documents.filter(final=False, secret=False).defer("content").first()
    context = {"form": form, "report": report, "asked": asked, "document": document}
    return render(request, "reporting/share.html", context)


@of_report("reporting.comment")
def comment(request, report):
    """What does the supplier say of a chapter?"""
    form = CommentForm(posted(request))
    if done(form, lambda: actions.comment(report, by=request.user, **form.cleaned_data)):
        messages.success(request, "Synpunkten är lämnad till den samordnande myndigheten.")
        return redirect(*home(report))
    return render(request, "reporting/comment.html", {"form": form, "report": report})


@of_comment("reporting.settle_comment")
def settle_comment(request, comment):
    """What was done with what the supplier said?"""
    form = SettleForm(posted(request))
    if done(form, lambda: actions.settle_comment(comment, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Synpunkten är besvarad. {comment.mandate.agency} har fått en avisering.")
        return redirect(*home(comment))
    passage = writing.passage(comment.report, comment.chapter)
    context = {"form": form, "comment": comment, "report": comment.report, "passage": passage}
    return render(request, "reporting/settle_comment.html", context)
