"""9 §: the queue, the two assessments of each request, and the order when capacity is short."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act
from registry import act_pages
from registry.acts import check_right
from registry.journal import subject_of
from registry.models import JournalEntry
from registry.ordinance import Part
from registry.rights import NEUTRAL, acting_for, possible

from .. import paging
from ..models import AppealChoice, Prioritisation, PrioritisationDocument
from ..models.appeal import DecisionKind
from ..papers import to_save
from ..secrecy.act_pages import page_of_request
from ..workflow import PRIORITISATION_ACTS
from . import acts, assessment_acts
from .assessment_acts import as_assessed
from .forms import (
    AssessForm,
    CancelPrioritisationForm,
    ChangeCompetitorsForm,
    CompetitorsSearch,
    DeclareShortageForm,
    OwnServiceChoice,
    PrioritiseForm,
    QueuePage,
    SettleForm,
)
from .reading import Comparison, Judged
from .reading import queue as priorities

NEWEST_FIRST = paging.Order("declared_at", down=True)


@login_required
@require_safe
def queue(request):
    """Who comes first, and why? (9 §) The supplier's own."""
    acting_for(request.user, Part.SUPPLIER)
    form = QueuePage(request.GET)
    _, after = form.after() or (None, None)
    found = priorities(request.user, after, form.cleaned_data.get("tjanst"))
    context = {"form": form, "queue": found, "next": found.following and f"_{found.following}"}
    return render(request, "onboarding/priority/queue.html", context)


@page_of_request("onboarding.assess")
def assess(request, requested_service):
    """What would the connection give, in my own judgement? (9 §) Nobody sees the other's until both are in."""
    judged = Judged(requested_service, request.user)
    form = AssessForm(posted(request), initial=model_to_dict(judged.mine) if judged.mine else {})
    if try_act(form, lambda: assessment_acts.assess(requested_service, by=request.user, **form.cleaned_data)):
        return _what_follows(request, requested_service)
    context = {"form": form, "requested_service": requested_service, "judged": judged}
    return render(request, "onboarding/priority/assess.html", context)


def _what_follows(request, requested_service):
    """Return whether a colleague's is awaited, the two agree, or they are to be settled."""
    requested_service.refresh_from_db()
    judged = Judged(requested_service, request.user)
    if judged.differ:
        messages.warning(request, "Båda bedömningarna är lämnade, och de skiljer sig. Enas om en bedömning.")
        return redirect("settle", requested_service.pk)
    agreed = "Båda har bedömt lika, och platsen i kön följer bedömningen."
    alone = "Din bedömning är sparad. Nu återstår en kollegas bedömning."
    messages.success(request, agreed if judged.both_are_in else alone)
    return redirect("case", requested_service.registration_id)


@page_of_request("onboarding.settle")
def settle(request, requested_service):
    """What do we agree on? (9 §)"""
    judged = Judged(requested_service, request.user)
    proposed = assessment_acts.proposal(requested_service)
    before = proposed or judged.assessment
    form = SettleForm(
        posted(request), initial=model_to_dict(before) if before else {}, now=as_assessed(requested_service)
    )
    if try_act(form, lambda: assessment_acts.settle(requested_service, by=request.user, **form.cleaned_data)):
        messages.success(request, _settled(requested_service, judged))
        return redirect("case", requested_service.registration_id)
    context = {"form": form, "requested_service": requested_service, "judged": judged, "proposed": proposed}
    return render(request, "onboarding/priority/settle.html", context)


def _settled(requested_service, judged):
    """Return what came of it: a proposal that the other is to confirm, what both agree on, or a decision."""
    if assessment_acts.proposal(requested_service):
        return f"Ditt förslag är sparat. {judged.other.assessor} behöver bekräfta det innan bedömningen gäller."
    how = "Ni har enats om" if judged.mine else "Du har avgjort"
    return f"{how} bedömningen av {requested_service}, och platsen i kön följer den."


@login_required
@require_safe
def prioritisations(request):
    """When has capacity been short, and what was decided?"""
    mandate = acting_for(request.user, Part.SUPPLIER, Part.COORDINATOR)
    form = paging.ListPage(request.GET)
    seen = Prioritisation.objects.visible_to(request.user).with_parties()
    rows, following = paging.page(seen, NEWEST_FIRST, form.after())
    may_declare = request.user.has_perm("onboarding.declare_shortage", mandate)
    context = {"form": form, "rows": rows, "next": following, "may_declare": may_declare}
    return render(request, "onboarding/priority/prioritisations.html", context)


@login_required
@require_page
def declare_shortage(request):
    """For which service is capacity short, why, and who competes? (9 §)"""
    acting = request.user.acting
    check_right("onboarding.declare_shortage", acting.mandate if acting else None, by=request.user)
    choice = OwnServiceChoice(request.GET or None, supplier=acting.mandate)
    if not choice.is_valid():
        return render(request, "onboarding/priority/choose_service.html", {"form": choice})
    service = choice.cleaned_data["tjanst"]
    form = DeclareShortageForm(posted(request), service=service, user=request.user)
    if prioritisation := try_act(
        form, lambda: acts.declare_shortage(by=request.user, service=service, **form.cleaned_data)
    ):
        messages.success(request, f"Prioriteringen av {service} är påbörjad. Bedöm dem som konkurrerar.")
        return redirect("prioritisation", prioritisation.pk)
    return render(request, "onboarding/priority/declare_shortage.html", {"form": form, "service": service})


def _seen(user):
    return Prioritisation.objects.visible_to(user).with_parties()


page_of_act = partial(
    act_pages.page_of_act, seen=_seen, home=lambda prioritisation: ("prioritisation", prioritisation.pk)
)


@login_required
@require_safe
def prioritisation(request, pk):
    """Who comes first, and why?"""
    prioritisation = get_object_or_404(_seen(request.user), pk=pk)
    context = {
        "prioritisation": prioritisation,
        "comparison": Comparison(prioritisation, request.user),
        "acts": possible(prioritisation, PRIORITISATION_ACTS, by=request.user),
        "history": JournalEntry.objects.filter(subject=subject_of(prioritisation)).order_by("-number"),
        "neutral": NEUTRAL,  # never which of the reasons in rights.py keeps a decision maker from deciding
    }
    return render(request, "onboarding/priority/prioritisation.html", context)


@page_of_act("onboarding.change_competitors")
def change_competitors(request, prioritisation):
    """Who competes now?"""
    search = CompetitorsSearch(request.GET)
    form = ChangeCompetitorsForm(posted(request), prioritisation=prioritisation, user=request.user, search=search)
    if try_act(form, lambda: acts.change_competitors(prioritisation, by=request.user, **form.cleaned_data)):
        messages.success(request, "De som konkurrerar är ändrade.")
        return redirect("prioritisation", prioritisation.pk)
    context = {"form": form, "prioritisation": prioritisation, "search": search}
    return render(request, "onboarding/priority/change_competitors.html", context)


@page_of_act("onboarding.prioritise")
def prioritise(request, prioritisation):
    """Shall this be the order? It is decided once."""
    comparison = Comparison(prioritisation, request.user)
    form = PrioritiseForm(posted(request), comparison=comparison)
    if decided := try_act(form, lambda: acts.prioritise(prioritisation, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Beslut {decided.diary_number} är fattat. Var och en får veta sin egen plats.")
        return redirect("prioritisation", prioritisation.pk)
    appeal = AppealChoice.objects.of(prioritisation.supplier.agency, DecisionKind.PRIORITISATION)
    context = {"form": form, "prioritisation": prioritisation, "comparison": comparison, "appeal": appeal}
    return render(request, "onboarding/priority/prioritise.html", context)


@page_of_act("onboarding.cancel_prioritisation")
def cancel_prioritisation(request, prioritisation):
    """Is no order needed any more?"""
    form = CancelPrioritisationForm(posted(request))
    if try_act(form, lambda: acts.cancel_prioritisation(prioritisation, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Prioriteringen av {prioritisation.service} är avbruten.")
        return redirect("prioritisation", prioritisation.pk)
    return render(
        request, "onboarding/priority/cancel_prioritisation.html", {"form": form, "prioritisation": prioritisation}
    )


@login_required
@require_safe
def prioritisation_document(request, pk):
    """The decision on paper, to whoever may know of every case in it."""
    prioritisation = get_object_or_404(_seen(request.user), pk=pk)
    if not prioritisation.known_by(request.user):
        raise Http404
    document = get_object_or_404(PrioritisationDocument, prioritisation=prioritisation)
    return to_save(prioritisation.diary_number, document.content)
