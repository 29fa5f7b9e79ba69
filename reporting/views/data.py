"""The pages of the suppliers' data: asked for, answered, confirmed (11 § second paragraph)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from itdrift.forms import done, posted

from .. import actions, workspace
from ..forms.data import AnswerForm, EmptyForm, RequestForm
from .doing import home, of_report, of_request


@of_report("reporting.request_data")
def request_data(request, report):
    """From whom, and until when? (11 § second paragraph)"""
    form = RequestForm(posted(request), report=report)
    if sent := done(form, lambda: actions.request_data(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Underlag är begärt från {', '.join(str(asked.supplier.agency) for asked in sent)}.")
        return redirect(*home(report))
    return render(request, "reporting/request.html", {"form": form, "report": report})


@of_request("reporting.answer")
def answer(request, asked):
    """What were the volumes, the costs, the effects?"""
    form = AnswerForm(posted(request), asked)
    if done(form, lambda: actions.answer(asked, by=request.user, **form.answers())):
        messages.success(request, "Underlaget är sparat. Det är lämnat när en beslutsfattare hos er har bekräftat det.")
        return redirect(*home(asked))
    return render(request, "reporting/answer.html", {"form": form, "asked": asked})


@of_request("reporting.confirm")
def confirm(request, asked):
    """Do we stand for it?"""
    form = EmptyForm(posted(request))
    if done(form, lambda: actions.confirm(asked, by=request.user)):
        messages.success(request, "Underlaget är bekräftat och lämnat till den samordnande myndigheten.")
        return redirect(*home(asked))
    rows = workspace.overview(asked.report, [asked])
    return render(request, "reporting/confirm.html", {"form": form, "asked": asked, "rows": rows})
