"""Where one case stands, and its documents."""

import re

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from itdrift.views import download

from .. import actions
from ..casefile import CaseFile
from ..models import Document
from .doing import cases


@login_required
@require_safe
def case(request, pk):
    """Where does it stand, and what do I do? A draft is the agency's own, and goes on to its form."""
    found = get_object_or_404(cases(request.user), pk=pk)
    if found.is_draft:
        may_edit = request.user.has_perm("onboarding.edit", found)
        return redirect("case_edit" if may_edit else "case_review", found.pk)
    actions.opened(found, by=request.user)
    return render(request, "onboarding/cases/case.html", {"case": found, "file": CaseFile(found, request.user)})


@login_required
@require_safe
def document(request, pk):
    """A kept PDF, to whoever may read it; its file name tells nothing but the number."""
    kept = get_object_or_404(Document.objects.visible_to(request.user).select_related("registration"), pk=pk)
    actions.opened(kept.registration, by=request.user)
    if kept.kind == Document.Kind.ANNEX:
        actions.open_annex(kept.refusal, by=request.user)
    return pdf(kept.number, kept.content)


def pdf(number, content):
    """A PDF to save; its file name is its number alone."""
    name = re.sub(r"\W+", "-", number)
    return download(content, f"{name}.pdf", "application/pdf")
