"""The pages of confidential cases, of guests and of conflicts of interest."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, press, require_button, require_page, try_act
from registry.acts import check_right
from registry.models import JournalEntry, Membership
from registry.models.agency import SwedishOrder

from ..models import ConflictReport
from . import acts
from .act_pages import cases_seen, of_party, open_case, page_of_act, page_of_case
from .forms import DecideConflictForm, LetInForm, MakeConfidentialForm, NameColleagueForm, ReportConflictForm

OPENINGS = 100


def _colleagues(user):
    own = Membership.objects.current().filter(mandate=user.acting.mandate)
    return own.order_by(SwedishOrder("user__name"), "pk")


@login_required
@require_page
def make_confidential(request, pk):
    """Shall only some know of this?"""
    case = open_case(request, of_party(request.user), pk)
    if case.confidential:
        return redirect("name_colleague", case.pk)
    check_right("onboarding.make_confidential", case, by=request.user)
    form = MakeConfidentialForm(posted(request), colleagues=_colleagues(request.user).exclude(user=request.user))
    if try_act(form, lambda: acts.make_confidential(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Nu känner bara namngivna personer till ärendet.")
        return redirect("name_colleague", case.pk)
    return render(request, "onboarding/secrecy/make_confidential.html", {"form": form, "case": case})


@login_required
@require_page
def open_up(request, pk):
    """May everybody who handles it know of it again?"""
    case = open_case(request, of_party(request.user), pk)
    if not case.confidential:
        return redirect("case", case.pk)
    check_right("onboarding.open_up", case, by=request.user)
    form = Form(posted(request))
    if try_act(form, lambda: acts.open_up(case, by=request.user)):
        messages.success(request, "Begränsningen är borttagen.")
        return redirect("case", case.pk)
    return render(request, "onboarding/secrecy/open_up.html", {"form": form, "case": case})


@login_required
@require_page
def name_colleague(request, pk):
    """Who knows of it, who has opened it, and who of ours shall know? All who are named read this; decision makers name."""
    case = open_case(request, of_party(request.user), pk)
    if not case.confidential:
        return redirect("case", case.pk)
    form = NameColleagueForm(posted(request), colleagues=_colleagues(request.user))
    if request.method == "POST":
        check_right("onboarding.name_colleague", case, by=request.user)
    if try_act(form, lambda: acts.name_colleague(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"{form.cleaned_data['colleague'].user} får känna till ärendet.")
        return redirect("name_colleague", case.pk)
    return render(
        request, "onboarding/secrecy/name_colleague.html", {"form": form, "case": case, **_known(case, request.user)}
    )


def _known(case, user):
    """Who is named for which party, what the person may do about it, and who has opened the case, latest first."""
    named = case.guests.exclude(mandate=None).select_related("user", "mandate__agency")
    opened = JournalEntry.objects.filter(chain=case.chain, act="onboarding.open_confidential")
    return {
        "guests": case.guest_addresses.all(),
        "named": named.order_by("mandate__part", "mandate__agency__sort_name", SwedishOrder("user__name")),
        "opened": opened.order_by("-number")[:OPENINGS],
        "may_name": user.has_perm("onboarding.name_colleague", case),
        "may_open_up": user.has_perm("onboarding.open_up", case),
    }


@login_required
@require_button
def unname(request, pk, person):
    """End what naming gave."""
    case = open_case(request, of_party(request.user), pk)
    check_right("onboarding.unname", case, by=request.user)
    own = get_object_or_404(case.guests.select_related("user"), user=person, mandate=request.user.acting.mandate)
    if press(request, lambda: acts.unname(case, by=request.user, person=own.user)):
        messages.success(request, f"{own.user} får inte längre känna till ärendet.")
    return redirect("cases") if own.user == request.user else redirect("name_colleague", case.pk)


@page_of_case("onboarding.report_conflict", seen=cases_seen)
def report_conflict(request, case):
    """Is there something that makes you partial here?"""
    form = ReportConflictForm(posted(request))
    if report := try_act(form, lambda: acts.report_conflict(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Jävet är anmält. Du kan inte längre göra något i ärendet.")
        return redirect(report)
    deciders = ConflictReport(registration=case, person=request.user, mandate=request.user.acting.mandate).deciders
    return render(
        request, "onboarding/secrecy/report_conflict.html", {"form": form, "case": case, "deciders": deciders}
    )


def _seen(user):
    return ConflictReport.objects.visible_to(user).select_related("registration__agency", "person", "mandate__agency")


@login_required
@require_safe
def conflict(request, pk):
    """What has been reported, who examines it, and what was found?"""
    report = get_object_or_404(_seen(request.user), pk=pk)
    acts.opened(report.registration, by=request.user)
    may_decide = request.user.has_perm("onboarding.decide_conflict", report) and not report.outcome
    context = {"report": report, "case": report.registration, "may_decide": may_decide}
    return render(request, "onboarding/secrecy/conflict.html", context)


@page_of_act("onboarding.decide_conflict", seen=_seen, home=lambda report: ("conflict", report.pk))
def decide_conflict(request, report):
    """Is it a conflict of interest?"""
    form = DecideConflictForm(posted(request))
    if try_act(form, lambda: acts.decide_conflict(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Frågan om jäv är prövad. {report.person.name} får en avisering.")
        return redirect(report)
    case = report.registration
    before = JournalEntry.objects.filter(
        chain=case.chain, person_id=report.person_id, acting_for=str(report.mandate)
    ).order_by("-number")
    context = {"form": form, "report": report, "case": case, "before": before}
    return render(request, "onboarding/secrecy/decide_conflict.html", context)


@page_of_case("onboarding.let_in")
def let_in(request, case):
    """Who, apart from the parties, may read this case? The answer is the same whether or not the address has a log-in."""
    form = LetInForm(posted(request))
    if address := try_act(form, lambda: acts.let_in(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Om {address} har en inloggning kan personen nu läsa ärendet.")
        return redirect("let_in", case.pk)
    return render(request, "onboarding/secrecy/let_in.html", {"form": form, "case": case})


@login_required
@require_button
def let_out(request, pk, address):
    """End what letting in gave."""
    case = open_case(request, cases_seen(request.user).sent(), pk)
    check_right("onboarding.let_out", case, by=request.user)
    guest = get_object_or_404(case.guest_addresses, pk=address)
    if press(request, lambda: acts.let_out(case, by=request.user, address=guest)):
        messages.success(request, f"{guest} ger inte längre tillgång till ärendet.")
    return redirect("let_in", case.pk)
