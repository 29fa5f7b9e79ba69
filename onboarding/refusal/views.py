"""8 §: the pages before, of and after a refusal: the agency is heard, the decision is made, a slip is corrected."""

from functools import partial

from django.forms import model_to_dict
from django.shortcuts import render

from itdrift.forms import posted, try_act

from ..models import Communication, Refusal
from ..secrecy.act_pages import back_to_case, page_of_act, page_of_request
from . import acts
from .decision_form import ProposeRefusalForm
from .forms import CommunicateForm, CorrectForm, ReplyForm
from .letter import preview
from .refuse_form import RefuseForm
from .slips import WORDS, words_of

PRECEDENTS = 5
PREVIEW = "forhandsgranska"  # the button that only draws the letter
HAND_OVER = "lamna"  # the button that leaves what is prepared to the decision makers


def _case_of(allocation):
    return "case", allocation.requested_service.registration_id


page_of_communication = partial(
    page_of_act,
    seen=lambda user: Communication.objects.visible_to(user).with_parties(),
    home=lambda communication: _case_of(communication.allocation),
)
page_of_refusal = partial(
    page_of_act,
    seen=lambda user: Refusal.objects.visible_to(user).with_parties(),
    home=lambda refusal: _case_of(refusal.allocation),
)


@page_of_request("onboarding.communicate")
def communicate(request, requested_service):
    """What do we consider, and until when may the agency answer?"""
    form = CommunicateForm(posted(request))
    if communication := try_act(
        form, lambda: acts.communicate(requested_service, by=request.user, **form.cleaned_data)
    ):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"{requested_service.agency} får yttra sig senast {communication.reply_by}.",
        )
    return render(
        request, "onboarding/refusal/communicate.html", {"form": form, "requested_service": requested_service}
    )


@page_of_communication("onboarding.reply")
def reply(request, communication):
    """What does the supplier consider, and what do we say?"""
    form = ReplyForm(posted(request))
    requested_service = communication.allocation.requested_service
    if try_act(form, lambda: acts.reply(communication, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"Yttrandet är skickat till {communication.allocation.supplier.agency}.",
        )
    return render(
        request,
        "onboarding/refusal/reply.html",
        {"form": form, "requested_service": requested_service, "communication": communication},
    )


@page_of_request("onboarding.propose_refusal")
def propose_refusal(request, requested_service):
    """How would we decide, and why? Seen within the supplier alone."""
    hand_over = HAND_OVER in request.POST
    form = ProposeRefusalForm(posted(request), requested_service=requested_service, by=request.user, whole=hand_over)
    save = partial(acts.propose_refusal, requested_service, by=request.user, hand_over=hand_over)
    if PREVIEW not in request.POST and try_act(form, lambda: save(**form.cleaned_data)):
        outcome = "lämnat till beslutsfattare hos er" if hand_over else "sparat"
        return back_to_case(
            request, requested_service.registration_id, f"Förslaget är {outcome}. Bara er myndighet ser det."
        )
    return _decision_page(request, requested_service, form, "propose_refusal")


@page_of_request("onboarding.refuse")
def refuse(request, requested_service):
    """Do the reasons hold? Nothing is decided by looking at the letter first."""
    form = RefuseForm(posted(request), requested_service=requested_service, by=request.user)
    decide = PREVIEW not in request.POST
    if decide and (refusal := try_act(form, lambda: acts.refuse(requested_service, by=request.user, **form.decision))):
        recipients = f"{requested_service.agency} och den samordnande myndigheten"
        text = f"Beslut {refusal.diary_number} är fattat. {recipients} får en avisering."
        return back_to_case(request, requested_service.registration_id, text)
    return _decision_page(request, requested_service, form, "refuse")


def _decision_page(request, requested_service, form, page):
    context = {"form": form, "requested_service": requested_service, "letter": preview(form.letter())}
    precedents = _precedents(requested_service, request.user)
    return render(request, f"onboarding/refusal/{page}.html", {**context, "precedents": precedents})


def _precedents(requested_service, user):
    """Return the latest refusals of the same service that the person may see; a need that no service meets has none."""
    if requested_service.service_id is None:
        return []
    same = Refusal.objects.visible_to(user).filter(allocation__requested_service__service=requested_service.service)
    return same.with_parties().order_by("-decided_on", "-pk")[:PRECEDENTS]


@page_of_refusal("onboarding.correct")
def correct(request, refusal):
    """Which slip is there in the words? (36 § förvaltningslagen)"""
    form = CorrectForm(posted(request), initial=model_to_dict(refusal.words, WORDS), now=words_of(refusal))
    requested_service = refusal.allocation.requested_service
    if try_act(form, lambda: acts.correct(refusal, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request, requested_service.registration_id, f"Beslut {refusal} är rättat. Parterna får en avisering."
        )
    return render(
        request,
        "onboarding/refusal/correct.html",
        {"form": form, "requested_service": requested_service, "refusal": refusal},
    )
