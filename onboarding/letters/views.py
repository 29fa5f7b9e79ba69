"""The pages of what the parties write to each other, of what each notes for itself, and of files."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from itdrift.forms import posted, press, require_button, try_act
from registry.acts import check_right

from ..models import Attachment, Message, MessageKind, ScanState
from ..secrecy import acts as secrecy_acts
from ..secrecy.act_pages import of_party, page_of_act, page_of_case, page_of_request
from . import acts
from .forms import AnswerForm, AskForm, AttachForm, MessageForm, NoteDownForm, ReplyTo, TakeBackForm


def _questions(user):
    seen = Message.objects.visible_to(user).filter(kind=MessageKind.QUESTION)
    return seen.select_related("registration__agency", "requested_service__service", "sender_mandate__agency", "answer")


page_of_question = partial(page_of_act, seen=_questions, home=lambda question: ("case", question.registration_id))


@page_of_case("onboarding.message")
def message(request, case):
    """To whom do we write, and what?"""
    to = ReplyTo(request.GET, case=case, user=request.user).recipients
    form = MessageForm(posted(request), request.FILES or None, case=case, mandate=request.user.acting.mandate, to=to)
    if try_act(form, lambda: acts.message(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Meddelandet är skickat. Mottagarna har fått besked.")
        return redirect("case_messages", case.pk)
    return render(request, "onboarding/letters/message.html", {"form": form, "case": case})


@page_of_case("onboarding.note_down")
def note_down(request, case):
    """What do we need to remember, for ourselves alone?"""
    form = NoteDownForm(posted(request))
    if try_act(form, lambda: acts.note_down(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Anteckningen är sparad och syns bara hos {request.user.acting.mandate}.")
        return redirect("case_notes", case.pk)
    return render(request, "onboarding/letters/note_down.html", {"form": form, "case": case})


@page_of_request("onboarding.ask")
def ask(request, requested_service):
    """What does the agency need to tell us?"""
    form = AskForm(posted(request))
    if try_act(form, lambda: acts.ask(requested_service, by=request.user, **form.cleaned_data)):
        text = f"{requested_service.agency} har fått frågan. Klockan för {requested_service} står stilla tills svaret kommer."
        messages.success(request, text)
        return redirect("case_messages", requested_service.registration_id)
    return render(request, "onboarding/letters/ask.html", {"form": form, "requested_service": requested_service})


@page_of_question("onboarding.answer")
def answer(request, question):
    """What do they need to know?"""
    form = AnswerForm(posted(request), request.FILES or None)
    if try_act(form, lambda: acts.answer(question, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Svaret är skickat till {question.sender_mandate}.")
        return redirect("case_messages", question.registration_id)
    return render(request, "onboarding/letters/answer.html", _context(form, question))


@page_of_question("onboarding.take_back")
def take_back(request, question):
    """Is the answer not needed any more?"""
    form = TakeBackForm(posted(request))
    if try_act(form, lambda: acts.take_back(question, by=request.user, **form.cleaned_data)):
        messages.success(request, "Frågan är återtagen. Myndigheten har fått besked.")
        return redirect("case_messages", question.registration_id)
    return render(request, "onboarding/letters/take_back.html", _context(form, question))


def _context(form, question):
    return {"form": form, "question": question, "case": question.registration}


INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@page_of_case("onboarding.attach", seen=of_party)
def attach(request, case):
    """Which files shall all the parties have?"""
    form = AttachForm(posted(request), request.FILES or None)
    if attachments := try_act(form, lambda: acts.attach(case, by=request.user, **form.cleaned_data)):
        text = f"{len(attachments)} filer är bifogade." if attachments[1:] else f"”{attachments[0]}” är bifogad."
        if not attachments[0].may_be_opened:
            text += " Den kan öppnas när den är genomsökt."
        messages.success(request, text)
        return redirect("attach" if case.is_draft else "case_documents", case.pk)
    seen = Attachment.objects.visible_to(request.user).filter(registration=case, message=None).without_content()
    context = {"form": form, "case": case, "attachments": seen, "parties": case.parties()}
    return render(request, "onboarding/letters/attach.html", context)


@login_required
@require_button
def detach(request, pk):
    """Take a file out of a draft."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).defer("content"), pk=pk)
    case = attachment.registration
    check_right("onboarding.detach", case, by=request.user)
    if press(request, lambda: acts.detach(attachment, by=request.user)):
        messages.success(request, f"”{attachment}” är borttagen ur utkastet.")
    return redirect("attach", case.pk)


@login_required
@require_safe
def attachment(request, pk):
    """The file itself, as something to save and never to run; a page in words while it may not be opened."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("registration"), pk=pk)
    secrecy_acts.opened(found.registration, by=request.user)
    if not found.may_be_opened:
        waits = found.state == ScanState.QUARANTINED
        return render(request, "onboarding/letters/held.html", {"attachment": found}, status=409 if waits else 403)
    headers = {**INERT, "Content-Disposition": content_disposition_header(True, found.name)}
    return HttpResponse(bytes(found.content), content_type=found.content_type, headers=headers)
