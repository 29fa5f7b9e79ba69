"""Which case now, who comes first, and where one case stands; its documents."""

import re

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from registry.ordinance import Part

from .. import worklist
from ..casefile import CaseFile
from ..forms.cases import CaseFilter
from ..models import Document, InterestRegistration, RequestedService
from ..priority import queue as priorities
from ..workflow import Status

DRAFTS = 20


@login_required
@require_safe
def cases(request):
    """Which case now? A row is one requested service; what is wrong in the address counts as not said."""
    form = CaseFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    sent = RequestedService.objects.visible_to(request.user).exclude(status=Status.DRAFT)
    sent = sent.select_related("registration", "agency", "service", "supplier__agency")
    found = worklist.narrowed(sent, q=said.get("q", ""), status=said.get("lage", ""))
    page, following = worklist.page(found, said.get("efter"))
    rows = [(asked, worklist.waits_for(asked), worklist.age(asked)) for asked in page]
    context = {"form": form, "rows": rows, "next": following, **_own(request.user)}
    return render(request, "onboarding/cases/list.html", context)


def _own(user):
    """What only an applicant has here: the agency's drafts, last changed first, and whether to offer a new one."""
    mandate = user.acting.mandate if user.acting else None
    if mandate is None or mandate.part != Part.APPLICANT:
        return {"drafts": [], "may_file": False}
    drafts = InterestRegistration.objects.visible_to(user).drafts().filter(agency=mandate.agency_id)
    drafts = drafts.select_related("created_by").order_by("-changed_at")[:DRAFTS]
    return {"drafts": drafts, "may_file": user.has_perm("onboarding.draft", mandate)}


@login_required
@require_safe
def queue(request):
    """Who comes first, and why? (9 §) The supplier's own."""
    acting = request.user.acting
    if acting is None or acting.mandate.part != Part.SUPPLIER:
        raise PermissionDenied("only a supplier has a queue")
    return render(request, "onboarding/cases/queue.html", {"queue": priorities(acting.mandate)})


@login_required
@require_safe
def case(request, pk):
    """Where does it stand, and what do I do? A draft is the agency's own, and goes on to its form."""
    seen = InterestRegistration.objects.visible_to(request.user).select_related("agency")
    found = get_object_or_404(seen, pk=pk)
    if found.is_draft:
        may_edit = request.user.has_perm("onboarding.edit", found)
        return redirect("case_edit" if may_edit else "case_review", found.pk)
    return render(request, "onboarding/cases/case.html", {"case": found, "file": CaseFile(found, request.user)})


@login_required
@never_cache
@require_safe
def document(request, pk):
    """A kept PDF, to whoever may read it; its file name tells nothing but the number."""
    kept = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    name = re.sub(r"\W+", "-", kept.number)
    headers = {
        "Content-Disposition": content_disposition_header(True, f"{name}.pdf"),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(kept.content), content_type="application/pdf", headers=headers)
