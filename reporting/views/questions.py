"""The pages of a question back about a supplier's data, and of its answer (11 § second paragraph)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from itdrift.forms import done, posted
from registry.doing import page_of_act

from .. import actions
from ..forms.data import QuestionForm, ReplyForm
from ..models import DataQuestion
from .doing import home, of_request


def _back(question):
    return home(question.request)


def _seen(user):
    return DataQuestion.objects.visible_to(user).with_people()


@of_request("reporting.question")
def question(request, asked):
    """What is not clear in the data?"""
    form = QuestionForm(posted(request), request=asked)
    if done(form, lambda: actions.question(asked, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Frågan är ställd till {asked.supplier.agency}. De kan ändra underlaget.")
        return redirect(*home(asked))
    context = {"form": form, "asked": asked, "questions": asked.questions.with_people()}
    return render(request, "reporting/question.html", context)


@page_of_act("reporting.reply", seen=_seen, home=_back)
def reply(request, question):
    """What is the answer?"""
    form = ReplyForm(posted(request))
    if done(form, lambda: actions.reply(question, by=request.user, **form.cleaned_data)):
        messages.success(request, "Svaret är lämnat. Ändra underlaget om det behövs, och låt det bekräftas på nytt.")
        return redirect(*_back(question))
    return render(request, "reporting/reply.html", {"form": form, "question": question})
