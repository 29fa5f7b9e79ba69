"""Pages beside the acts: in which mandate a person acts, and the ordinance itself."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from itdrift.forms import posted, require_page

from ..forms import SwitchForm
from ..middleware import SESSION_KEY
from ..ordinance import SECTIONS


@login_required
@require_page
def switch_mandate(request):
    form = SwitchForm(request.user, posted(request))
    if form.is_valid():
        request.session[SESSION_KEY] = form.cleaned_data["membership"].pk
        return redirect(form.cleaned_data["next"] or "start")
    return render(request, "registry/switch.html", {"form": form})


@require_safe
def ordinance(request):
    return render(request, "about/forordningen.html", {"sections": SECTIONS})
