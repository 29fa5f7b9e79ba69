"""10 §: the pages of an agreement, from drawing up to the last signature."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, try_act
from itdrift.templatetags.swedish import uppraknat
from registry.journal import subject_of
from registry.models import JournalEntry
from registry.rights import possible

from .. import paging
from ..models import Agreement, Document, RequestedService
from ..models.personal_data import TERMS
from ..secrecy import act_pages
from ..secrecy import acts as secrecy_acts
from ..workflow import AGREEMENT_ACTS, REQUEST_ACTS, AgreementStatus
from . import acts
from .acts import missing_signatures
from .forms import CancelForm, DrawUpForm, ReviseForm, SignForm, free_services
from .paper import agreement_paper

CONNECT = "onboarding.connect"


@login_required
@require_safe
def agreements(request):
    """What have we agreed on?"""
    form = paging.ListPage(request.GET)
    seen = Agreement.objects.visible_to(request.user).with_lines()
    rows, following = paging.page(seen, paging.Order("drawn_up_at", down=True), form.after())
    return render(request, "onboarding/agreement/agreements.html", {"form": form, "rows": rows, "next": following})


@act_pages.page_of_case("onboarding.draw_up")
def draw_up(request, case):
    """Which services, and on what terms?"""
    form = DrawUpForm(posted(request), services=free_services(case, by=request.user))

    def act():
        return acts.draw_up(case, by=request.user, requested_services=form.chosen, content=form.content)

    if agreement := try_act(form, act):
        messages.success(request, f"Överenskommelse {agreement} är upprättad. {_what_is_missing(agreement)}")
        return redirect("agreement", agreement.pk)
    return render(request, "onboarding/agreement/draw_up.html", {"form": form, "case": case})


def _what_is_missing(agreement):
    missing = agreement.missing_terms()
    if missing:
        return f"{len(missing)} av {len(TERMS)} personuppgiftsvillkor återstår att skriva."
    return "Nästa steg är att lägga fram den för undertecknande."


@login_required
@require_safe
def agreement(request, pk):
    """Is it ready to sign?"""
    agreement = get_object_or_404(_seen(request.user), pk=pk)
    secrecy_acts.opened(agreement.registration, by=request.user)
    history = JournalEntry.objects.filter(subject=subject_of(agreement)).order_by("number")
    document = Document.objects.visible_to(request.user).filter(agreement=agreement).defer("content").first()
    to_connect = _to_connect(agreement, request.user)
    context = {"history": history, "document": document, "to_connect": to_connect, **_reading(request, agreement)}
    return render(request, "onboarding/agreement/agreement.html", context)


def _to_connect(agreement, user):
    """Return the services that are agreed on here and that the person may mark as connected."""
    if agreement.status != AgreementStatus.IN_FORCE:
        return []
    services = RequestedService.objects.filter(agreement_lines__agreement=agreement)
    return [s for s in services if possible(s, {CONNECT: REQUEST_ACTS[CONNECT]}, by=user)]


def _seen(user):
    return Agreement.objects.visible_to(user).with_lines().select_related("model_document", "drawn_up_by")


page_of_act = partial(act_pages.page_of_act, seen=_seen, home=lambda agreement: ("agreement", agreement.pk))


def _reading(request, agreement):
    """Return the content as it will be signed, who is still to sign it, and what the person may do with it now."""
    missing = agreement.missing_terms()
    return {
        "agreement": agreement,
        "paper": agreement_paper(agreement),
        "missing_terms": missing,
        "written": f"{len(TERMS) - len(missing)} av {len(TERMS)}",
        "unsigned": missing_signatures(agreement),
        "acts": possible(agreement, AGREEMENT_ACTS, by=request.user),
    }


@page_of_act("onboarding.revise")
def revise(request, agreement):
    """What shall it say?"""
    form = ReviseForm(posted(request), agreement=agreement)

    def act():
        text = {"content": form.content, "terms": form.terms, "sub_processors": form.written_sub_processors}
        return acts.revise(agreement, by=request.user, seen=form.cleaned_data["seen"], **text)

    if revised := try_act(form, act):
        messages.success(request, f"Överenskommelse {agreement} är sparad. {_what_is_missing(revised)}")
        return redirect("agreement", agreement.pk)
    return render(request, "onboarding/agreement/revise.html", {"form": form, "agreement": agreement})


@page_of_act("onboarding.present")
def present(request, agreement):
    """Shall the parties sign this?"""
    form = Form(posted(request))
    if try_act(form, lambda: acts.present(agreement, by=request.user)):
        messages.success(
            request, f"Överenskommelse {agreement} är framlagd. Parternas beslutsfattare får en avisering."
        )
        return redirect("agreement", agreement.pk)
    return render(request, "onboarding/agreement/present.html", {"form": form, **_reading(request, agreement)})


@page_of_act("onboarding.reopen")
def reopen(request, agreement):
    """Does it need to be changed before anybody signs?"""
    form = Form(posted(request))
    if try_act(form, lambda: acts.reopen(agreement, by=request.user)):
        messages.success(request, f"Överenskommelse {agreement} är ett utkast igen och kan ändras.")
        return redirect("agreement", agreement.pk)
    return render(request, "onboarding/agreement/reopen.html", {"form": form, **_reading(request, agreement)})


@page_of_act("onboarding.sign")
def sign(request, agreement):
    """Shall this be signed, just as it stands?"""
    form = SignForm(posted(request))
    if signed := try_act(form, lambda: acts.sign(agreement, by=request.user, **form.cleaned_data)):
        if waiting := uppraknat(party.agency for party in missing_signatures(signed)):
            text = f"Du har undertecknat överenskommelse {signed}. Nu återstår underskrift för {waiting}."
        else:
            text = f"Överenskommelse {signed} är ingången. Den samordnande myndigheten är underrättad."
        messages.success(request, text)
        return redirect("agreement", agreement.pk)
    context = _reading(request, agreement)
    others = [party.agency for party in context["unsigned"] if party != request.user.acting.mandate]
    return render(request, "onboarding/agreement/sign.html", {"form": form, "others": others, **context})


@page_of_act("onboarding.cancel")
def cancel(request, agreement):
    """Shall it come to nothing?"""
    form = CancelForm(posted(request))
    if try_act(form, lambda: acts.cancel(agreement, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Överenskommelse {agreement} är avbruten. Tjänsterna kan ingå i en ny.")
        return redirect("agreement", agreement.pk)
    return render(request, "onboarding/agreement/cancel.html", {"form": form, "agreement": agreement})
