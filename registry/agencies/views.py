"""What an agency decides for itself: who sends its registrations of interest (7 §); and which agencies there are."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page, try_act

from ..acts import check_right
from ..models import Agency
from . import acts, lookup
from .forms import SenderForm


@login_required
@require_page
def own_agency(request):
    """Answer: who may send for us?"""
    user = request.user
    agency = user.acting.mandate.agency if user.acting else Agency()
    check_right("registry.decide_sender", agency, by=user)
    before = "ja" if agency.decision_maker_sends else "nej"
    form = SenderForm(posted(request), initial={"decision_maker_sends": before})
    if try_act(form, lambda: acts.decide_sender(agency, by=user, **form.cleaned_data)):
        messages.success(request, "Valet är sparat och gäller från och med nu, även för utkast som redan finns.")
        return redirect("own_agency")
    return render(request, "registry/agencies/agency.html", {"form": form, "agency": agency})


SUGGESTIONS = 10


@require_safe
def suggestions(request):
    """Which agencies may somebody mean who has written so much (`?q=`)? The register is public: no log-in."""
    found = lookup.find(request.GET.get("q", ""), SUGGESTIONS)[:SUGGESTIONS]
    agencies = [{"key": agency.pk, "name": agency.name, "note": lookup.note(agency)} for agency in found]
    return JsonResponse({"agencies": agencies})
