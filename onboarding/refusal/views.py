"""8 §: the pages before, of and after a refusal: the agency is heard, the decision is made, a slip is corrected."""

from functools import partial

from django.forms import model_to_dict
from django.shortcuts import render

from itdrift.forms import done, posted

from ..models import Communication, Refusal
from ..secrecy.act_pages import page_of_act, page_of_request, told
from . import acts
from .acts import WORDS, words_of
from .decision_form import ProposalForm, RefuseForm
from .forms import CommunicateForm, CorrectForm, ReplyForm
from .letter import preview

PRECEDENTS = 5
PREVIEW = "forhandsgranska"  # the button that only draws the letter
HAND_OVER = "lamna"  # the button that leaves what is prepared to the decision makers


def _case_of(allocation):
    return "case", allocation.requested_service.registration_id


page_of_communication = partial(
    page_of_act,
    seen=lambda user: Communication.objects.visible_to(user).with_parties(),
    home=lambda sent: _case_of(sent.allocation),
)
page_of_refusal = partial(
    page_of_act,
    seen=lambda user: Refusal.objects.visible_to(user).with_parties(),
    home=lambda refusal: _case_of(refusal.allocation),
)


@page_of_request("onboarding.communicate")
def communicate(request, asked):
    """What do we consider, and until when may the agency answer?"""
    form = CommunicateForm(posted(request))
    if sent := done(form, lambda: acts.communicate(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"{asked.agency} får yttra sig senast {sent.reply_by}.")
    return render(request, "onboarding/refusal/communicate.html", {"form": form, "asked": asked})


@page_of_communication("onboarding.reply")
def reply(request, sent):
    """What does the supplier consider, and what do we say?"""
    form = ReplyForm(posted(request))
    asked = sent.allocation.requested_service
    if done(form, lambda: acts.reply(sent, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"Yttrandet är skickat till {sent.allocation.supplier.agency}.")
    return render(request, "onboarding/refusal/reply.html", {"form": form, "asked": asked, "sent": sent})


@page_of_request("onboarding.propose_refusal")
def propose_refusal(request, asked):
    """How would we decide, and why? Seen within the supplier alone."""
    form, hand_over = ProposalForm(posted(request), asked=asked, by=request.user), HAND_OVER in request.POST
    save = partial(acts.propose_refusal, asked, by=request.user, hand_over=hand_over)
    if PREVIEW not in request.POST and done(form, lambda: save(**form.cleaned_data)):
        done_now = "lämnat till beslutsfattare hos er" if hand_over else "sparat"
        return told(request, asked.registration_id, f"Förslaget är {done_now}. Bara er myndighet ser det.")
    return _decision_page(request, asked, form, "propose_refusal")


@page_of_request("onboarding.refuse")
def refuse(request, asked):
    """Do the reasons hold? Nothing is decided by looking at the letter first."""
    form = RefuseForm(posted(request), asked=asked, by=request.user)
    decide = PREVIEW not in request.POST
    if decide and (made := done(form, lambda: acts.refuse(asked, by=request.user, **form.decision))):
        text = f"Beslut {made.diary_number} är fattat. {asked.agency} och den samordnande myndigheten får meddelande."
        return told(request, asked.registration_id, text)
    return _decision_page(request, asked, form, "refuse")


def _decision_page(request, asked, form, page):
    context = {"form": form, "asked": asked, "letter": preview(form.letter())}
    precedents = _precedents(asked, request.user)
    return render(request, f"onboarding/refusal/{page}.html", {**context, "precedents": precedents})


def _precedents(asked, user):
    """The latest refusals of the same service that the person may see; a need that no service meets has none."""
    if asked.service_id is None:
        return []
    same = Refusal.objects.visible_to(user).filter(allocation__requested_service__service=asked.service)
    return same.with_parties().order_by("-decided_on", "-pk")[:PRECEDENTS]


@page_of_refusal("onboarding.correct")
def correct(request, refusal):
    """Which slip is there in the words? (36 § förvaltningslagen)"""
    form = CorrectForm(posted(request), initial=model_to_dict(refusal.words, WORDS), now=words_of(refusal))
    asked = refusal.allocation.requested_service
    if done(form, lambda: acts.correct(refusal, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"Beslut {refusal} är rättat. Parterna får meddelande.")
    return render(request, "onboarding/refusal/correct.html", {"form": form, "asked": asked, "refusal": refusal})
