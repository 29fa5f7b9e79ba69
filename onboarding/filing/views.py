"""7 §: the officer drafts in steps, comes back, reviews and registers the interest; the receipt; and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, press, require_button, require_page, try_act
from registry.acts import check_right
from registry.models import Mandate, Service

from ..models import Document, DocumentKind
from ..secrecy.act_pages import back_to_case, cases_seen, open_case, page_of_case, page_of_draft, page_of_request
from . import acts, step_acts
from .answer_sheet import sheet
from .draft import Draft
from .forms import GO_ON, AskColleagueForm, CompleteForm, RegisterForm, RequirementsForm, StepForm, WithdrawForm
from .need_form import FromCatalogue, NeedForm
from .questions import STEPS, find, following

FORMS = {"behov": NeedForm, "krav": RequirementsForm}
SAVED = "Utkastet är sparat. Bara er myndighet kan se det."
ELSEWHERE = "Klassningen är inte sparad. Det som gäller säkerhetsskydd hanteras i en annan kanal, så som det står här."


@login_required
@require_page
def draft(request):
    """What is it about? The draft begins empty, or with a service of the catalogue."""
    user = request.user
    check_right("onboarding.draft", user.acting.mandate if user.acting else None, by=user)
    origin = FromCatalogue(request.POST or request.GET)
    key = origin.cleaned_data["tjanst"] if origin.is_valid() else None
    chosen = Service.objects.published().filter(pk=key).first() if key else None
    form = Form(posted(request))
    contact = {"contact_name": user.name, "contact_email": user.email}
    wanted = [{"service": chosen}] if chosen else []
    if case := try_act(form, lambda: acts.draft(by=user, answers=contact, wanted=wanted)):
        return redirect("edit", case.pk)
    return render(request, "onboarding/filing/draft.html", {"form": form, "chosen": chosen})


@page_of_draft
def edit(request, case):
    """What is left to do? The list of steps."""
    check_right("onboarding.edit", case, by=request.user)
    may_decide = request.user.has_perm("registry.decide_sender", case.agency)
    draft, asked = Draft(case), {one.step: one for one in case.step_requests.open().select_related("colleague")}
    steps = [(step, state, asked.get(step.key)) for step, state in draft.steps]
    context = {"case": case, "draft": draft, "steps": steps, "may_decide_sender": may_decide, "files": _how_many(case)}
    return render(request, "onboarding/filing/edit.html", context)


def _how_many(case):
    number = case.attachments.count()
    return number and ("1 fil" if number == 1 else f"{number} filer")


@page_of_draft
def edit_step(request, case, step):
    """The questions of one step."""
    check_right("onboarding.edit", case, by=request.user)
    this, asked = _step(step), _asked(case, step)
    form = FORMS.get(step, StepForm)(posted(request), step=this, draft=Draft(case))
    if try_act(form, lambda: acts.edit(case, by=request.user, **form.changes())):
        return _go_on(request, case, form, asked)
    place = {"step": this, "number": STEPS.index(this) + 1, "of": len(STEPS), "coordinator": _coordinator()}
    context = {"form": form, "case": case, "asked": asked, **place}
    return render(request, f"onboarding/filing/steps/{step}.html", context)


def _step(key):
    if found := find(key):
        return found
    raise Http404


def _asked(case, step):
    """Return the StepRequest that is open on the step, or None."""
    return case.step_requests.open().filter(step=step).select_related("colleague", "asked_by").first()


def _go_on(request, case, form, asked):
    """On to the next step, and to the review after the last; or back to the list, also for who was asked for this one alone."""
    if getattr(form, "elsewhere", []):
        messages.warning(request, ELSEWHERE)
        return redirect("edit_step", case.pk, "sakerhetsskydd")
    if request.POST.get("sedan") != GO_ON:
        messages.success(request, SAVED)
        return redirect("edit", case.pk)
    if asked and asked.colleague == request.user:
        messages.success(request, f"Steget {form.step.title} är ifyllt. {asked.asked_by} får en avisering.")
        return redirect("edit", case.pk)
    after = following(form.step)
    return redirect("edit_step", case.pk, after.key) if after else redirect("register", case.pk)


def _coordinator():
    return Mandate.objects.coordinator().agency


@page_of_draft
def ask_colleague(request, case, step):
    """Who shall fill in the step, and by when?"""
    check_right("onboarding.ask_colleague", case, by=request.user)
    this, asked, colleagues = _step(step), _asked(case, step), step_acts.colleagues(case, request.user)
    form = AskColleagueForm(posted(request), colleagues=colleagues, before=asked)
    if done := try_act(form, lambda: step_acts.ask_colleague(case, by=request.user, step=this, **form.cleaned_data)):
        messages.success(request, f"{done.colleague} är ombedd att fylla i {this.title}, och får en avisering.")
        return redirect("edit", case.pk)
    context = {"form": form, "case": case, "step": this, "asked": asked, "colleagues": colleagues}
    return render(request, "onboarding/filing/ask_colleague.html", context)


@login_required
@require_button
def take_back_step(request, pk, step):
    """The colleague need not fill in the step."""
    case = open_case(request, cases_seen(request.user), pk)
    check_right("onboarding.take_back_step", case, by=request.user)
    this = _step(step)
    if press(request, lambda: step_acts.take_back_step(case, by=request.user, step=this)):
        messages.success(request, f"Ingen är längre ombedd att fylla i {this.title}.")
    return redirect("edit", case.pk)


@page_of_draft
def register(request, case):
    """Is it right? Everybody at the agency may read the draft here; whoever may send it does so here."""
    form = RegisterForm(posted(request))
    if try_act(form, lambda: acts.register(case, by=request.user, **form.cleaned_data)):
        return redirect("case_receipt", case.pk)
    draft = Draft(case)
    may = {f"may_{act}": request.user.has_perm(f"onboarding.{act}", case) for act in ("edit", "register", "hand_over")}
    context = {"form": form, "case": case, "draft": draft, "sheet": sheet(case, draft.answers.services), **may}
    context["in_conflict"] = request.user.pk in case.conflicted
    context["files"] = case.attachments.order_by("pk").values_list("name", flat=True)
    return render(request, "onboarding/filing/register.html", context)


@page_of_draft
def hand_over(request, case):
    """Leave it to those who may send it?"""
    check_right("onboarding.hand_over", case, by=request.user)
    form = Form(posted(request))
    if try_act(form, lambda: acts.hand_over(case, by=request.user)):
        messages.success(request, "Utkastet är lämnat till era beslutsfattare, som får en avisering.")
        return redirect("register", case.pk)
    context = {"form": form, "case": case, "draft": Draft(case), "deciders": case.deciders}
    return render(request, "onboarding/filing/hand_over.html", context)


@page_of_draft
def discard(request, case):
    """Throw the draft away?"""
    check_right("onboarding.discard", case, by=request.user)
    form = Form(posted(request))
    if try_act(form, lambda: acts.discard(case, by=request.user)):
        messages.success(request, "Utkastet är borttaget.")
        return redirect("cases")
    return render(request, "onboarding/filing/discard.html", {"form": form, "case": case})


@login_required
@require_safe
def receipt(request, pk):
    """It has come in: the number, and what happens next."""
    case = open_case(request, cases_seen(request.user).sent().select_related("acknowledged_by"), pk)
    documents = Document.objects.visible_to(request.user).filter(registration=case, kind=DocumentKind.RECEIPT)
    context = {"case": case, "document": documents.defer("content").first(), "coordinator": _coordinator()}
    return render(request, "onboarding/filing/receipt.html", context)


@page_of_case("onboarding.complete")
def complete(request, case):
    """What did the letter, the e-mail or the call not say?"""
    if request.method != "POST" and not case.awaits_completion:
        messages.info(request, "Intresseanmälan är redan komplett.")
        return redirect("case", case.pk)
    form = CompleteForm(posted(request), draft=Draft(case, list(acts.asked_to_complete(case))))
    if try_act(form, lambda: acts.complete(case, by=request.user, **form.completed())):
        if form.elsewhere:
            messages.warning(request, ELSEWHERE)
        return back_to_case(request, case.pk, "Intresseanmälan är kompletterad. De som handlägger den har fått besked.")
    context = {"form": form, "case": case, "coordinator": _coordinator()}
    return render(request, "onboarding/filing/complete.html", context)


@page_of_request("onboarding.withdraw")
def withdraw(request, requested_service):
    """Take the interest back?"""
    form = WithdrawForm(posted(request))
    if try_act(form, lambda: acts.withdraw(requested_service, by=request.user, **form.cleaned_data)):
        return back_to_case(
            request, requested_service.registration_id, f"Intresset för {requested_service} är återkallat."
        )
    return render(request, "onboarding/filing/withdraw.html", {"form": form, "requested_service": requested_service})
