"""7 §: the officer drafts, comes back, reviews and registers the interest; the receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import done, posted, require_page
from registry.acts import check_right
from registry.models import Mandate

from .. import actions
from ..forms.filing import REVIEW, AcknowledgeForm, FilingForm, FromCatalogue, chosen_from, offered, said_before
from ..models import Document, InterestRegistration
from .doing import page_of_draft


@login_required
@require_page
def new(request):
    """What do you need? A first draft, from nothing or from a service in the catalogue."""
    user = request.user
    check_right("onboarding.draft", user.acting.mandate if user.acting else None, by=user)
    form = FilingForm(posted(request), services=offered(), initial=_beginning(request))
    if case := done(form, lambda: actions.draft(by=user, answers=form.answers(), wanted=form.wanted())):
        return _go_on(request, case)
    return render(request, "onboarding/filing/edit.html", {"form": form})


def _beginning(request):
    origin = FromCatalogue(request.GET)
    service = origin.cleaned_data["tjanst"] if origin.is_valid() else None
    return {"contact_name": request.user.name, "contact_email": request.user.email, **chosen_from(service)}


@page_of_draft
def edit(request, case):
    """The draft again, as it was left."""
    check_right("onboarding.edit", case, by=request.user)
    form = FilingForm(posted(request), services=offered(case), initial=said_before(case))
    by = request.user
    if done(form, lambda: actions.edit(case, by=by, answers=form.answers(), wanted=form.wanted())):
        return _go_on(request, case)
    return render(request, "onboarding/filing/edit.html", {"form": form, "case": case})


def _go_on(request, case):
    if request.POST.get("sedan") == REVIEW:
        return redirect("case_review", case.pk)
    messages.success(request, "Utkastet är sparat. Bara er myndighet kan se det.")
    return redirect("case_edit", case.pk)


@page_of_draft
def review(request, case):
    """Is it right? Everybody at the agency may read the draft here; whoever may send it does so here."""
    form = AcknowledgeForm(posted(request))
    if done(form, lambda: actions.register(case, by=request.user, **form.cleaned_data)):
        return redirect("case_receipt", case.pk)
    requests = case.requested_services.select_related("service__supplier__agency")
    may_send = request.user.has_perm("onboarding.register", case)
    context = {"form": form, "case": case, "requests": requests, "may_send": may_send}
    return render(request, "onboarding/filing/review.html", context)


@page_of_draft
def discard(request, case):
    """Throw the draft away?"""
    check_right("onboarding.discard", case, by=request.user)
    form = Form(posted(request))
    if done(form, lambda: actions.discard(case, by=request.user)):
        messages.success(request, "Utkastet är borttaget.")
        return redirect("cases")
    return render(request, "onboarding/filing/discard.html", {"form": form, "case": case})


@login_required
@require_safe
def receipt(request, pk):
    """It has come in: the number, and what happens next."""
    sent = InterestRegistration.objects.visible_to(request.user).sent().select_related("agency", "acknowledged_by")
    case = get_object_or_404(sent, pk=pk)
    documents = Document.objects.visible_to(request.user).filter(registration=case, kind=Document.Kind.RECEIPT)
    kept, coordinator = documents.defer("content").first(), Mandate.objects.coordinator().agency
    context = {"case": case, "document": kept, "coordinator": coordinator}
    return render(request, "onboarding/filing/receipt.html", context)
