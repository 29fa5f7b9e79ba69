"""Named people let into one case, and out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from itdrift.forms import done, posted, require_page
from registry.acts import check_right
from registry.models import User

from .. import actions
from ..forms.guests import GuestForm
from ..models import InterestRegistration


@login_required
@require_page
def guests(request, pk):
    """Who, apart from the parties, may read this case?"""
    case = get_object_or_404(InterestRegistration.objects.visible_to(request.user).sent(), pk=pk)
    check_right("onboarding.let_in", case, by=request.user)
    form = GuestForm(posted(request))
    if done(form, lambda: actions.let_in(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{form.cleaned_data['person']} kan nu läsa ärendet.")
        return redirect("guests", case.pk)
    let_in = User.objects.filter(pk__in=case.guests.values("user")).order_by("name", "pk")
    return render(request, "onboarding/guests/guests.html", {"form": form, "case": case, "guests": let_in})


@login_required
@require_POST
def let_out(request, pk, person):
    """End what letting in gave."""
    case = get_object_or_404(InterestRegistration.objects.visible_to(request.user).sent(), pk=pk)
    check_right("onboarding.let_out", case, by=request.user)
    guest = get_object_or_404(User, pk__in=case.guests.filter(user=person).values("user"))
    actions.let_out(case, by=request.user, person=guest)
    messages.success(request, f"{guest} kan inte längre läsa ärendet.")
    return redirect("guests", case.pk)
