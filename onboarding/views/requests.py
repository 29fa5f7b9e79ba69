"""7–10 §§: a page for each act on one requested service."""

from functools import partial

from django.contrib import messages
from django.forms import model_to_dict
from django.shortcuts import redirect, render

from itdrift.forms import done, posted

from .. import actions
from ..forms.requests import AcceptForm, AllocateForm, AssessForm, CloseForm, ConnectForm, RefuseForm, WithdrawForm
from ..models import Agreement, Refusal, RequestedService
from . import doing

PRECEDENTS = 5
PREVIEW = "forhandsgranska"  # the button that only draws the letter


def _seen(user):
    return RequestedService.objects.visible_to(user).with_history()


page_of_act = partial(doing.page_of_act, seen=_seen, home=lambda asked: ("case", asked.registration_id))


def _told(request, asked, text):
    """Say what was done, and go back to the case."""
    messages.success(request, text)
    return redirect("case", asked.registration_id)


@page_of_act("onboarding.allocate")
def allocate(request, asked):
    """To whom, and why? (7 §)"""
    form = AllocateForm(posted(request), asked=asked)
    if made := done(form, lambda: actions.allocate(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"{asked} är fördelad till {made.supplier.agency}, som får ett meddelande.")
    return render(request, "onboarding/requests/allocate.html", {"form": form, "asked": asked})


@page_of_act("onboarding.close")
def close(request, asked):
    """Will no supplier meet it?"""
    form = CloseForm(posted(request))
    if done(form, lambda: actions.close(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"{asked} är avslutad. {asked.agency} får ett meddelande.")
    return render(request, "onboarding/requests/close.html", {"form": form, "asked": asked})


@page_of_act("onboarding.withdraw")
def withdraw(request, asked):
    """Take the interest back?"""
    form = WithdrawForm(posted(request))
    if done(form, lambda: actions.withdraw(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"Intresset för {asked} är återkallat.")
    return render(request, "onboarding/requests/withdraw.html", {"form": form, "asked": asked})


@page_of_act("onboarding.assess")
def assess(request, asked):
    """What would the connection give? (9 §)"""
    before = asked.assessment
    form = AssessForm(posted(request), initial=model_to_dict(before, AssessForm.Meta.fields) if before else {})
    if done(form, lambda: actions.assess(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"Bedömningen av {asked} är sparad, och platsen i kön följer den.")
    return render(request, "onboarding/requests/assess.html", {"form": form, "asked": asked})


@page_of_act("onboarding.accept")
def accept(request, asked):
    """Which of our services will meet it?"""
    form = AcceptForm(posted(request), asked=asked)
    if done(form, lambda: actions.accept(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"Ni har åtagit er {asked}. Nästa steg är en skriftlig överenskommelse (10 §).")
    return render(request, "onboarding/requests/accept.html", {"form": form, "asked": asked})


@page_of_act("onboarding.refuse")
def refuse(request, asked):
    """Do the reasons hold? (8 §) Nothing is decided by looking at the letter first."""
    form = RefuseForm(posted(request), asked=asked, by=request.user)
    decide = PREVIEW not in request.POST
    if decide and (made := done(form, lambda: actions.refuse(asked, by=request.user, **form.cleaned_data))):
        text = f"Beslut {made.diary_number} är fattat. {asked.agency} och den samordnande myndigheten får meddelande."
        return _told(request, asked, text)
    context = {"form": form, "asked": asked, "precedents": _precedents(asked)}
    return render(request, "onboarding/requests/refuse.html", context)


def _precedents(asked):
    """The supplier's latest refusals of the same service; a need that no service meets has none."""
    if asked.service_id is None:
        return []
    same = Refusal.objects.filter(
        allocation__supplier=asked.supplier, allocation__requested_service__service=asked.service
    )
    return same.select_related("allocation__requested_service__agency").order_by("-decided_on", "-pk")[:PRECEDENTS]


@page_of_act("onboarding.connect")
def connect(request, asked):
    """Since when is the service used? (10 §)"""
    form = ConnectForm(posted(request))
    if done(form, lambda: actions.connect(asked, by=request.user, **form.cleaned_data)):
        return _told(request, asked, f"{asked.agency} är ansluten till {asked.delivered_service}.")
    agreement = Agreement.objects.in_force().filter(lines__requested_service=asked).first()
    context = {"form": form, "asked": asked, "agreement": agreement}
    return render(request, "onboarding/requests/connect.html", context)
