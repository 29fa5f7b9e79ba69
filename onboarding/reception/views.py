"""7 §: the coordinator writes down what came by letter, e-mail or telephone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from itdrift.forms import posted, require_page, try_act
from registry.acts import check_right
from registry.models import Membership
from registry.ordinance import Part

from . import acts
from .forms import TakeDownForm

NOBODY_THERE = "Ingen hos {agency} kan logga in här än, så ingen har fått besked. Bekräfta anmälan på annat sätt."


@login_required
@require_page
def take_down(request):
    """What has come, from whom, and when?"""
    user = request.user
    check_right("onboarding.take_down", user.acting.mandate if user.acting else None, by=user)
    form = TakeDownForm(posted(request), request.FILES or None)
    if case := try_act(form, lambda: acts.take_down(by=user, **form.taken_down())):
        messages.success(request, f"Intresseanmälan är inskriven och har fått diarienummer {case.diary_number}.")
        theirs = Membership.objects.current().filter(mandate__part=Part.APPLICANT, mandate__agency=case.agency)
        if not theirs.exists():
            messages.warning(request, NOBODY_THERE.format(agency=case.agency))
        return redirect("case", case.pk)
    return render(request, "onboarding/reception/take_down.html", {"form": form})
