"""The diaries (5 kap. OSL): the agency's own, with what its officers do there, and the open one for everybody."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from itdrift.forms import bad_address, is_understood, posted, press, require_button, try_act
from itdrift.spreadsheet import FILES
from registry.agencies import lookup
from registry.ordinance import Part
from registry.rights import acting_for

from ..models import DiaryEntry, SecrecyMarking
from ..secrecy import acts as secrecy_acts
from ..secrecy.act_pages import page_of_act, page_of_case
from . import acts, ledger
from .acts import HIDEABLE
from .forms import DiaryFilter, EnterByHandForm, HideForm, MarkSecretForm, PublicDiaryFilter


@login_required
@require_safe
def diary(request):
    """What has come in, gone out and been drawn up at our agency?"""
    acting_for(request.user, *Part)
    form = DiaryFilter(request.GET)
    rows, following = ledger.page(
        ledger.narrowed(ledger.own(request.user), form.criteria()), form.criteria().get("efter")
    )
    context = {"form": form, "rows": rows, "next": following, "periods": _periods()}
    return render(request, "onboarding/diary/diary.html", context)


@require_safe
def public_diary(request):
    """What do the agencies have? No log-in needed, and nothing that is hidden."""
    form = PublicDiaryFilter(request.GET)
    context = {"form": form, "agency": form.criteria().get("myndighet"), "periods": _periods(), "most": lookup.MOST}
    context |= {"rows": [], "next": None}
    address, context["hits"] = lookup.settle(request, form)
    if address:
        return redirect(address)
    if context["agency"]:
        context["rows"], context["next"] = ledger.page(_public(form), form.criteria().get("efter"))
    return render(request, "onboarding/diary/public.html", context)


@require_safe
def public_diary_file(request, kind):
    """The same as a file, all its pages."""
    form = PublicDiaryFilter(request.GET)
    if not is_understood(form):
        return bad_address(request, form)
    if not form.criteria().get("myndighet"):
        raise Http404("no agency is chosen")
    return FILES[kind](f"diarium-{timezone.localdate()}", ledger.COLUMNS, ledger.lines(_public(form)))


def _public(form):
    return ledger.narrowed(ledger.public(form.criteria().get("myndighet")), form.criteria())


def _periods():
    """What people mostly ask for, as (name, first day, last day)."""
    today = timezone.localdate()
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    return [("I dag", today, today), ("Den här veckan", monday, today), ("Den här månaden", first, today)]


def _seen(user):
    return DiaryEntry.objects.visible_to(user).select_related("case__registration", "agency", "registered_by")


@login_required
@require_safe
def diary_entry(request, pk):
    """One document: its facts, what is hidden, and its markings with their history."""
    entry = get_object_or_404(_seen(request.user), pk=pk)
    secrecy_acts.opened(entry.case.registration, by=request.user)
    markings = entry.markings.select_related("agency", "marked_by", "removed_by")
    may = request.user.has_perm("onboarding.hide", entry)
    context = {"entry": entry, "markings": markings, "may": may, "hidden": _facts(entry, True)}
    return render(request, "onboarding/diary/entry.html", {**context, "open": _facts(entry, False)})


def _facts(entry, hidden):
    """Which of the facts that can be left out are so, or are not; nobody else in a document is nothing to hide."""
    there = [name for name in HIDEABLE if getattr(entry, name)]
    return [name for name in there if getattr(entry, f"{name}_hidden") == hidden]


page_of_entry = partial(
    page_of_act,
    seen=_seen,
    home=lambda entry: ("diary_entry", entry.pk),
    case=lambda entry: entry.case.registration,
)


@page_of_entry("onboarding.hide")
def hide(request, entry):
    """What must not stand in the open diary?"""
    form = HideForm(posted(request), offered=_facts(entry, False), label="Dölj")
    if try_act(form, lambda: acts.hide(entry, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det du valde i handling {entry} döljs i det öppna diariet.")
        return redirect("diary_entry", entry.pk)
    return render(request, "onboarding/diary/hide.html", {"form": form, "entry": entry})


@page_of_entry("onboarding.show")
def show(request, entry):
    """What may everybody read again?"""
    form = HideForm(posted(request), offered=_facts(entry, True), label="Visa")
    if try_act(form, lambda: acts.show(entry, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Det du valde i handling {entry} visas i det öppna diariet.")
        return redirect("diary_entry", entry.pk)
    return render(request, "onboarding/diary/show.html", {"form": form, "entry": entry})


@page_of_entry("onboarding.mark_secret")
def mark_secret(request, entry):
    """Under which provision may it be secret?"""
    form = MarkSecretForm(posted(request))
    if try_act(form, lambda: acts.mark_secret(entry, by=request.user, **form.marking())):
        messages.success(
            request, f"Handling {entry} är sekretessmarkerad. Markeringen döljer inget i det öppna diariet."
        )
        return redirect("diary_entry", entry.pk)
    return render(request, "onboarding/diary/mark_secret.html", {"form": form, "entry": entry})


@login_required
@require_button
def unmark(request, pk):
    """Does the marking no longer hold?"""
    seen = DiaryEntry.objects.visible_to(request.user).values("pk")
    marking = get_object_or_404(SecrecyMarking.objects.filter(entry__in=seen), pk=pk)
    if press(request, lambda: acts.unmark(marking, by=request.user)):
        messages.success(request, "Markeringen är borttagen. Den står kvar i historiken.")
    return redirect("diary_entry", marking.entry_id)


@page_of_case("onboarding.enter_by_hand")
def enter_by_hand(request, case):
    """What has come in or gone out beside this program?"""
    form = EnterByHandForm(posted(request), initial={"on": timezone.localdate()})
    if entry := try_act(form, lambda: acts.enter_by_hand(case, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Handlingen är registrerad och heter {entry}.")
        return redirect("diary_entry", entry.pk)
    return render(request, "onboarding/diary/enter_by_hand.html", {"form": form, "case": case})
