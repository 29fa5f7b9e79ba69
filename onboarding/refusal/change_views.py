"""37–38 §§ FL: the page on which a decision to refuse is changed by a new one."""

from django.contrib import messages
from django.shortcuts import redirect, render

from itdrift.forms import posted, try_act

from ..models import AppealChoice
from ..models.appeal import DecisionKind
from ..secrecy.act_pages import back_to_case
from . import change_acts
from .change_form import ChangeRefusalForm
from .views import page_of_refusal


@page_of_refusal("onboarding.reconsider")
def reconsider(request, refusal):
    """What is wrong in the decision, and what do we decide instead?"""
    requested_service = refusal.allocation.requested_service
    if request.method != "POST" and refusal.lifted:
        messages.warning(request, change_acts.LIFTED_ALREADY)
        return redirect("case", requested_service.registration_id)
    now = change_acts.standing_of(refusal)
    form = ChangeRefusalForm(
        posted(request), refusal=refusal, requested_service=requested_service, by=request.user, now=now
    )
    if change := try_act(form, lambda: change_acts.reconsider(refusal, by=request.user, **form.decision)):
        text = f"Beslut {change.diary_number} är fattat. {requested_service.agency} och den samordnande myndigheten får en avisering."
        return back_to_case(request, requested_service.registration_id, text)
    appeal = AppealChoice.objects.of(refusal.supplier.agency, DecisionKind.CHANGE)
    context = {"form": form, "requested_service": requested_service, "refusal": refusal, "appeal": appeal}
    return render(request, "onboarding/refusal/reconsider.html", context)
