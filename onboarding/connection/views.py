"""10 § first paragraph: the page on which a connection is marked as made."""

from django.shortcuts import render

from itdrift.forms import done, posted

from ..models import Agreement
from ..secrecy.act_pages import page_of_request, told
from . import acts
from .forms import ConnectForm


@page_of_request("onboarding.connect")
def connect(request, asked):
    """Since when is the service used? (10 §)"""
    form = ConnectForm(posted(request))
    if done(form, lambda: acts.connect(asked, by=request.user, **form.cleaned_data)):
        return told(request, asked.registration_id, f"{asked.agency} är ansluten till {asked.delivered_service}.")
    agreement = Agreement.objects.in_force().filter(lines__requested_service=asked).first()
    context = {"form": form, "asked": asked, "agreement": agreement}
    return render(request, "onboarding/connection/connect.html", context)
