"""Conflict of interest in a case: reported by the person, examined by somebody else (16–18 §§ förvaltningslagen)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import done, posted
from registry.models import JournalEntry

from .. import actions
from ..forms.conflicts import DecideForm, ReportForm
from ..models import ConflictReport
from .doing import cases, page_of_act, page_of_case


@page_of_case("onboarding.report_conflict", seen=cases)
def report_conflict(request, case):
    """Is there something that makes you partial here?"""
    form = ReportForm(posted(request))
    if made := done(form, lambda: actions.report_conflict(case, by=request.user, **form.cleaned_data)):
        messages.success(request, "Jävet är anmält. Du kan inte längre göra något i ärendet.")
        return redirect(made)
    deciders = ConflictReport(registration=case, person=request.user, mandate=request.user.acting.mandate).deciders
    return render(request, "onboarding/conflicts/report.html", {"form": form, "case": case, "deciders": deciders})


def _seen(user):
    return ConflictReport.objects.visible_to(user).select_related("registration__agency", "person", "mandate__agency")


@login_required
@require_safe
def conflict(request, pk):
    """What has been reported, who examines it, and what was found?"""
    report = get_object_or_404(_seen(request.user), pk=pk)
    actions.opened(report.registration, by=request.user)
    may_decide = request.user.has_perm("onboarding.decide_conflict", report) and not report.outcome
    context = {"report": report, "case": report.registration, "may_decide": may_decide}
    return render(request, "onboarding/conflicts/conflict.html", context)


@page_of_act("onboarding.decide_conflict", seen=_seen, home=lambda report: ("conflict", report.pk))
def decide_conflict(request, report):
    """Is it a conflict of interest?"""
    form = DecideForm(posted(request))
    if done(form, lambda: actions.decide_conflict(report, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Frågan om jäv är prövad. {report.person.name} får ett meddelande.")
        return redirect(report)
    case = report.registration
    before = JournalEntry.objects.filter(
        chain=case.chain, person_id=report.person_id, acting_for=str(report.mandate)
    ).order_by("-number")
    context = {"form": form, "report": report, "case": case, "before": before}
    return render(request, "onboarding/conflicts/decide.html", context)
