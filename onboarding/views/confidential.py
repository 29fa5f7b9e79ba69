"""Cases that only named people may know of: who they are, and who has opened the case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from itdrift.forms import done, posted, require_page
from registry.acts import check_right
from registry.models import JournalEntry, Membership

from .. import actions
from ..forms.guests import ColleagueForm, ConfidentialForm
from .doing import of_party, open_case

OPENINGS = 100


def _colleagues(user):
    own = Membership.objects.current().filter(mandate=user.acting.mandate)
    return own.order_by("user__name", "pk")


@login_required
@require_page
def make_confidential(request, pk):
    """Shall only some know of this?"""
    case = open_case(request, of_party(request.user), pk)
    if case.confidential:
        return redirect("name_colleague", case.pk)
    check_right("onboarding.make_confidential", case, by=request.user)
    form = ConfidentialForm(posted(request), colleagues=_colleagues(request.user).exclude(user=request.user))
    if done(form, lambda: actions.make_confidential(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Nu känner bara namngivna personer till ärendet.")
        return redirect("name_colleague", case.pk)
    return render(request, "onboarding/confidential/make.html", {"form": form, "case": case})


@login_required
@require_page
def open_up(request, pk):
    """May everybody who handles it know of it again?"""
    case = open_case(request, of_party(request.user), pk)
    if not case.confidential:
        return redirect("case", case.pk)
    check_right("onboarding.open_up", case, by=request.user)
    form = Form(posted(request))
    if done(form, lambda: actions.open_up(case, by=request.user)):
        messages.success(request, "Begränsningen är borttagen.")
        return redirect("case", case.pk)
    return render(request, "onboarding/confidential/open_up.html", {"form": form, "case": case})


@login_required
@require_page
def name_colleague(request, pk):
    """Who knows of it, who has opened it, and who of ours shall know? All who are named read this; decision makers name."""
    case = open_case(request, of_party(request.user), pk)
    if not case.confidential:
        return redirect("case", case.pk)
    form = ColleagueForm(posted(request), colleagues=_colleagues(request.user))
    if request.method == "POST":
        check_right("onboarding.name_colleague", case, by=request.user)
    if done(form, lambda: actions.name_colleague(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{form.cleaned_data['colleague'].user} får känna till ärendet.")
        return redirect("name_colleague", case.pk)
    return render(
        request, "onboarding/confidential/named.html", {"form": form, "case": case, **_known(case, request.user)}
    )


def _known(case, user):
    """Who is named for which party, what the person may do about it, and who has opened the case, latest first."""
    named = case.guests.exclude(mandate=None).select_related("user", "mandate__agency")
    opened = JournalEntry.objects.filter(chain=case.chain, act="onboarding.open_confidential")
    return {
        "guests": case.guest_addresses.all(),
        "named": named.order_by("mandate__part", "mandate__agency__sort_name", "user__name"),
        "opened": opened.order_by("-number")[:OPENINGS],
        "may_name": user.has_perm("onboarding.name_colleague", case),
        "may_open_up": user.has_perm("onboarding.open_up", case),
    }


@login_required
@require_POST
def unname(request, pk, person):
    """End what naming gave."""
    case = open_case(request, of_party(request.user), pk)
    check_right("onboarding.unname", case, by=request.user)
    own = get_object_or_404(case.guests.select_related("user"), user=person, mandate=request.user.acting.mandate)
    form = Form(request.POST)
    if done(form, lambda: actions.unname(case, by=request.user, person=own.user)):
        messages.success(request, f"{own.user} får inte längre känna till ärendet.")
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("cases") if own.user == request.user else redirect("name_colleague", case.pk)
