"""Who has the case at the own agency: taken with a button, handed over on a page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from itdrift.forms import posted, press, require_button, try_act
from registry.acts import check_right

from ..models.officer import officers_who_may_have
from ..secrecy.act_pages import back_to_case, cases_seen, open_case, page_of_case
from . import acts
from .forms import GiveCaseForm


@login_required
@require_button
def take_case(request, pk):
    """The case is mine."""
    case = open_case(request, cases_seen(request.user).sent(), pk)
    check_right("onboarding.take_case", case, by=request.user)
    if press(request, lambda: acts.take_case(case, by=request.user)):
        messages.success(request, f"Du är nu handläggare för {case} hos {request.user.acting.mandate}.")
    return redirect("case", case.pk)


@page_of_case("onboarding.give_case")
def give_case(request, case):
    """Who shall have it now?"""
    mandate = request.user.acting.mandate
    officer = case.officers.able().filter(mandate=mandate).select_related("person").first()
    colleagues = officers_who_may_have(case, mandate)
    colleagues = colleagues.exclude(user=officer.person_id) if officer else colleagues
    form = GiveCaseForm(posted(request), colleagues=colleagues)
    if held := try_act(form, lambda: acts.give_case(case, by=request.user, **form.cleaned_data)):
        told = "" if held.person == request.user else " och får en avisering"
        return back_to_case(request, case.pk, f"{held.person} är nu handläggare för ärendet{told}.")
    context = {"form": form, "case": case, "officer": officer, "colleagues": colleagues}
    return render(request, "onboarding/officer/give_case.html", context)
