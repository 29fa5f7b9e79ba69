"""Named people let into one case to read it, and out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from itdrift.forms import done, posted
from registry.acts import check_right

from .. import actions
from ..forms.guests import GuestForm
from .doing import cases, open_case, page_of_case


@page_of_case("onboarding.let_in")
def guests(request, case):
    """Who, apart from the parties, may read this case? The answer is the same whether or not the address has a log-in."""
    form = GuestForm(posted(request))
    if made := done(form, lambda: actions.let_in(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Om {made} har en inloggning kan personen nu läsa ärendet.")
        return redirect("guests", case.pk)
    return render(request, "onboarding/guests/guests.html", {"form": form, "case": case})


@login_required
@require_POST
def let_out(request, pk, address):
    """End what letting in gave."""
    case = open_case(request, cases(request.user).sent(), pk)
    check_right("onboarding.let_out", case, by=request.user)
    guest = get_object_or_404(case.guest_addresses, pk=address)
    actions.let_out(case, by=request.user, address=guest)
    messages.success(request, f"{guest} ger inte längre tillgång till ärendet.")
    return redirect("guests", case.pk)
