"""The pages of the suppliers' data: requested, answered, as a file, questioned, confirmed, noted as not to come."""

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect, render

from itdrift.forms import posted, try_act
from itdrift.spreadsheet import csv_file
from registry.act_pages import page_of_act

from ..act_pages import home, of_data_request, of_report
from ..calendar import REMINDED_DAYS_BEFORE
from ..models import DataQuestion
from . import acts, overview
from .data_file import HEADINGS, template_lines
from .file_forms import FileForm, TakeInForm
from .forms import AnswerDataRequestForm, AnswerQuestionForm, NoteSilenceForm, QuestionForm, RequestDataForm


@of_report("reporting.request_data")
def request_data(request, report):
    """From whom, and until when? (11 § second paragraph)"""
    form = RequestDataForm(posted(request), report=report)
    if sent := try_act(form, lambda: acts.request_data(report, by=request.user, **form.cleaned_data)):
        messages.success(
            request, f"Underlag är begärt från {', '.join(str(data_request.supplier.agency) for data_request in sent)}."
        )
        return redirect(*home(report))
    context = {"form": form, "report": report, "reminded_days_before": REMINDED_DAYS_BEFORE}
    return render(request, "reporting/data/request_data.html", context)


@of_data_request("reporting.answer_data_request")
def answer_data_request(request, data_request):
    """What were the volumes, the costs, the effects?"""
    form = AnswerDataRequestForm(posted(request), data_request)
    if try_act(form, lambda: acts.answer_data_request(data_request, by=request.user, **form.answers())):
        messages.success(request, "Underlaget är sparat. Det är lämnat när en beslutsfattare hos er har bekräftat det.")
        return redirect(*home(data_request))
    may_set_fee = any(request.user.has_perm("fees.set_fee", part.service) for part in form.services)
    context = {
        "form": form,
        "data_request": data_request,
        "questions": data_request.questions.with_people(),
        "may_set_fee": may_set_fee,
    }
    return render(request, "reporting/data/answer_data_request.html", context)


@of_data_request("reporting.confirm")
def confirm(request, data_request):
    """Do we stand for it?"""
    form = Form(posted(request))
    if try_act(form, lambda: acts.confirm(data_request, by=request.user)):
        messages.success(request, "Underlaget är bekräftat och lämnat till den samordnande myndigheten.")
        return redirect(*home(data_request))
    service_overviews = overview.overview(data_request.report, [data_request], data_request.year_before())
    context = {
        "form": form,
        "data_request": data_request,
        "service_overviews": service_overviews,
        "questions": data_request.questions.with_people(),
    }
    return render(request, "reporting/data/confirm.html", context)


@of_data_request("reporting.note_silence")
def note_silence(request, data_request):
    """Why will they not deliver their data?"""
    form = NoteSilenceForm(posted(request))
    if try_act(form, lambda: acts.note_silence(data_request, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det är noterat att {data_request.supplier.agency} inte lämnar underlag.")
        return redirect(*home(data_request))
    return render(request, "reporting/data/note_silence.html", {"form": form, "data_request": data_request})


@of_data_request("reporting.answer_data_request")
def template(request, data_request):
    """Our services, with what we said last year."""
    name = f"underlag-{data_request.report.year}"
    return csv_file(name, HEADINGS.values(), list(template_lines(data_request)))


@of_data_request("reporting.answer_data_request")
def choose_file(request, data_request):
    """Which file, and what would it change? Nothing is saved here."""
    form = FileForm(posted(request), request.FILES or None)
    if form.is_valid():
        return _preview(request, data_request, TakeInForm(data_request=data_request, text=form.cleaned_data["file"]))
    return render(request, "reporting/data/file.html", {"form": form, "data_request": data_request})


@of_data_request("reporting.answer_data_request")
def take_in(request, data_request):
    """The data of the file are saved, all of them or none."""
    data = posted(request)
    if data is None:
        return redirect("report_file", data_request.pk)
    form = TakeInForm(data, data_request=data_request)
    if try_act(form, lambda: acts.answer_data_request(data_request, by=request.user, **form.answers())):
        messages.success(request, "Uppgifterna i filen är sparade. Läs igenom underlaget och låt det bekräftas.")
        return redirect(*home(data_request))
    return _preview(request, data_request, form)


def _preview(request, data_request, form):
    context = {"form": form, "data_request": data_request, "preview": form.preview, "another": FileForm()}
    return render(request, "reporting/data/preview.html", context)


def _back(question):
    return home(question.request)


@of_data_request("reporting.question")
def question(request, data_request):
    """What is not clear in the data?"""
    form = QuestionForm(posted(request), data_request=data_request)
    if try_act(form, lambda: acts.question(data_request, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Frågan är ställd till {data_request.supplier.agency}. De kan ändra underlaget.")
        return redirect(*home(data_request))
    context = {"form": form, "data_request": data_request, "questions": data_request.questions.with_people()}
    return render(request, "reporting/data/question.html", context)


@page_of_act(
    "reporting.answer_question", seen=lambda user: DataQuestion.objects.visible_to(user).with_people(), home=_back
)
def answer_question(request, question):
    """What is the answer?"""
    form = AnswerQuestionForm(posted(request))
    if try_act(form, lambda: acts.answer_question(question, by=request.user, **form.cleaned_data)):
        messages.success(request, "Svaret är lämnat. Ändra underlaget om det behövs, och låt det bekräftas på nytt.")
        return redirect(*_back(question))
    return render(request, "reporting/data/answer_question.html", {"form": form, "question": question})
