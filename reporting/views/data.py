"""The pages of the suppliers' data: asked for, answered, confirmed, or noted as not to come (11 § second paragraph)."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render

from itdrift.forms import done, posted

from .. import actions, workspace
from ..forms.data import AnswerForm, RequestForm, SilenceForm
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
    may_set_fee = any(request.user.has_perm("fees.set_fee", part.service) for part in form.services)
    context = {"form": form, "asked": asked, "questions": asked.questions.with_people(), "may_set_fee": may_set_fee}
    return render(request, "reporting/answer.html", context)


@of_request("reporting.confirm")
def confirm(request, asked):
    """Do we stand for it?"""
    form = Form(posted(request))
    if done(form, lambda: actions.confirm(asked, by=request.user)):
        messages.success(request, "Underlaget är bekräftat och lämnat till den samordnande myndigheten.")
        return redirect(*home(asked))
    rows = workspace.overview(asked.report, [asked])
    context = {"form": form, "asked": asked, "rows": rows, "questions": asked.questions.with_people()}
    return render(request, "reporting/confirm.html", context)


@of_request("reporting.note_silence")
def note_silence(request, asked):
    """Why will they not deliver their data?"""
    form = SilenceForm(posted(request))
    if done(form, lambda: actions.note_silence(asked, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det är noterat att {asked.supplier.agency} inte lämnar underlag.")
        return redirect(*home(asked))
    return render(request, "reporting/silence.html", {"form": form, "asked": asked})
