"""The pages of what the parties write to each other, and of what each notes for itself."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render

from itdrift.forms import done, posted

from .. import actions
from ..forms.correspondence import AnswerForm, AskForm, MessageForm, NoteForm, ReplyTo, TakeBackForm
from ..models import Message
from .doing import page_of_act, page_of_case
from .requests import page_of_request


def _questions(user):
    seen = Message.objects.visible_to(user).filter(kind=Message.Kind.QUESTION)
    return seen.select_related("registration__agency", "requested_service__service", "sender_mandate__agency", "answer")


page_of_question = partial(page_of_act, seen=_questions, home=lambda said: ("case", said.registration_id))


@page_of_case("onboarding.message")
def message(request, case):
    """To whom do we write, and what?"""
    to = ReplyTo(request.GET, case=case, user=request.user).recipients
    form = MessageForm(posted(request), request.FILES or None, case=case, mandate=request.user.acting.mandate, to=to)
    if done(form, lambda: actions.message(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Meddelandet är skickat. Mottagarna har fått besked.")
        return redirect("case", case.pk)
    return render(request, "onboarding/correspondence/message.html", {"form": form, "case": case})


@page_of_case("onboarding.note_down")
def note_down(request, case):
    """What do we need to remember, for ourselves alone?"""
    form = NoteForm(posted(request))
    if done(form, lambda: actions.note_down(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Anteckningen är sparad och syns bara hos {request.user.acting.mandate}.")
        return redirect("case", case.pk)
    return render(request, "onboarding/correspondence/note_down.html", {"form": form, "case": case})


@page_of_request("onboarding.ask")
def ask(request, asked):
    """What does the agency need to tell us?"""
    form = AskForm(posted(request))
    if done(form, lambda: actions.ask(asked, by=request.user, **form.cleaned_data)):
        text = f"{asked.agency} har fått frågan. Klockan för {asked} står stilla tills svaret kommer."
        messages.success(request, text)
        return redirect("case", asked.registration_id)
    return render(request, "onboarding/correspondence/ask.html", {"form": form, "asked": asked})


@page_of_question("onboarding.answer")
def answer(request, question):
    """What do they need to know?"""
    form = AnswerForm(posted(request), request.FILES or None)
    if done(form, lambda: actions.answer(question, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Svaret är skickat till {question.sender_mandate}.")
        return redirect("case", question.registration_id)
    return render(request, "onboarding/correspondence/answer.html", _context(form, question))


@page_of_question("onboarding.take_back")
def take_back(request, question):
    """Is the answer not needed any more?"""
    form = TakeBackForm(posted(request))
    if done(form, lambda: actions.take_back(question, by=request.user, **form.cleaned_data)):
        messages.success(request, "Frågan är återtagen. Myndigheten har fått besked.")
        return redirect("case", question.registration_id)
    return render(request, "onboarding/correspondence/take_back.html", _context(form, question))


def _context(form, question):
    return {"form": form, "question": question, "case": question.registration}
