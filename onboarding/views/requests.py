"""7–10 §§: a page for each act on one requested service."""

from functools import partial

from django.shortcuts import render

from itdrift.forms import done, posted

from .. import actions
from ..forms.requests import AcceptForm, CloseForm, ConnectForm, WithdrawForm
from ..models import Agreement, RequestedService
from .doing import page_of_act, told


def _seen(user):
    return RequestedService.objects.visible_to(user).with_history()


page_of_request = partial(page_of_act, seen=_seen, home=lambda asked: ("case", asked.registration_id))


@page_of_request("onboarding.close")
def close(request, asked):
    """Will no supplier meet it?"""
    form = CloseForm(posted(request))
    if done(form, lambda: actions.close(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"{asked} är avslutad. {asked.agency} får ett meddelande.")
    return render(request, "onboarding/requests/close.html", {"form": form, "asked": asked})


@page_of_request("onboarding.withdraw")
def withdraw(request, asked):
    """Take the interest back?"""
    form = WithdrawForm(posted(request))
    if done(form, lambda: actions.withdraw(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"Intresset för {asked} är återkallat.")
    return render(request, "onboarding/requests/withdraw.html", {"form": form, "asked": asked})


@page_of_request("onboarding.accept")
def accept(request, asked):
    """Which of our services will meet it?"""
    form = AcceptForm(posted(request), asked=asked)
    if done(form, lambda: actions.accept(asked, by=request.user, **form.cleaned_data)):
        return told(
            request,
            asked.registration_id,
            f"Ni har åtagit er {asked}. Nästa steg är en skriftlig överenskommelse (10 §).",
        )
    return render(request, "onboarding/requests/accept.html", {"form": form, "asked": asked})


@page_of_request("onboarding.connect")
def connect(request, asked):
    """Since when is the service used? (10 §)"""
    form = ConnectForm(posted(request))
    if done(form, lambda: actions.connect(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"{asked.agency} är ansluten till {asked.delivered_service}.")
    agreement = Agreement.objects.in_force().filter(lines__requested_service=asked).first()
    context = {"form": form, "asked": asked, "agreement": agreement}
    return render(request, "onboarding/requests/connect.html", context)
