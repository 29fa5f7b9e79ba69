"""33 § FL: the pages on which an agency chooses what its decisions say of appeal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act
from registry.acts import check_right
from registry.models import Agency

from ..models import AppealChoice
from ..models.appeal import DecisionKind
from . import acts
from .forms import AppealForm
from .wording import appeal_text

CHOOSE = "onboarding.choose_appeal"
NUMBER = "[beslutets diarienummer]"


def _own_agency(request):
    """Return the agency whose decisions the person may choose for; raises NotAllowed."""
    acting = request.user.acting
    agency = acting.mandate.agency if acting else Agency()
    check_right(CHOOSE, agency, by=request.user)
    return agency


@login_required
@require_safe
def appeal_choices(request):
    """What do our decisions say of appeal?"""
    agency = _own_agency(request)
    standing = AppealChoice.objects.standing(agency)
    kinds = [(kind, standing.get(kind), appeal_text(standing.get(kind), NUMBER)) for kind in DecisionKind]
    return render(request, "onboarding/appeal/appeal_choices.html", {"agency": agency, "kinds": kinds})


@login_required
@require_page
def choose_appeal(request, kind):
    """What shall decisions of this kind say of appeal, from now on?"""
    if kind not in DecisionKind:
        raise Http404
    agency, decision = _own_agency(request), DecisionKind(kind)
    before = list(AppealChoice.objects.before(agency, kind))
    form = AppealForm(posted(request), instance=before[0] if before else None)
    if try_act(form, lambda: acts.choose_appeal(agency, by=request.user, decision=kind, **form.cleaned_data)):
        messages.success(request, "Valet är sparat och gäller beslut som fattas från och med nu.")
        return redirect("appeal_choices")
    context = {"form": form, "decision": decision, "before": before}
    return render(request, "onboarding/appeal/choose_appeal.html", context)
