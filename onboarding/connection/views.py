"""10 § first paragraph: the page on which a connection is marked as made."""

from django.shortcuts import render

from itdrift.forms import posted, try_act

from ..models import Agreement
from ..secrecy.act_pages import back_to_case, page_of_request
from . import acts
from .forms import ConnectForm


@page_of_request("onboarding.connect")
def connect(request, requested_service):
    """Since when is the service used? (10 §)"""
    form = ConnectForm(posted(request))
    if try_act(form, lambda: acts.connect(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request,
            requested_service.registration_id,
            f"{requested_service.agency} är ansluten till {requested_service.delivered_service}.",
        )
    agreement = Agreement.objects.in_force().filter(lines__requested_service=requested_service).first()
    context = {"form": form, "requested_service": requested_service, "agreement": agreement}
    return render(request, "onboarding/connection/connect.html", context)
