"""Files added to a case, taken out of a draft, and handed out to whoever may read them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from itdrift.forms import done, posted
from registry.acts import check_right

from .. import actions
from ..forms.attachments import AttachForm
from ..models import Attachment
from .doing import of_party, page_of_case

INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@page_of_case("onboarding.attach", seen=of_party)
def attach(request, case):
    """Which files shall all the parties have?"""
    form = AttachForm(posted(request), request.FILES or None)
    if made := done(form, lambda: actions.attach(case, by=request.user, **form.cleaned_data)):
        messages.success(request, _in_words(made))
        return redirect("attach" if case.is_draft else "case", case.pk)
    held = Attachment.objects.visible_to(request.user).filter(registration=case, message=None).without_content()
    context = {"form": form, "case": case, "held": held, "parties": case.parties()}
    return render(request, "onboarding/attachments/attach.html", context)


def _in_words(made):
    what = f"{len(made)} filer är bifogade." if made[1:] else f"”{made[0]}” är bifogad."
    return what if made[0].may_be_opened else f"{what} Den kan öppnas när den är genomsökt."


@login_required
@require_POST
def detach(request, pk):
    """Take a file out of a draft."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user).defer("content"), pk=pk)
    case = attachment.registration
    check_right("onboarding.detach", case, by=request.user)
    form = Form(request.POST)
    if done(form, lambda: actions.detach(attachment, by=request.user)):
        messages.success(request, f"”{attachment}” är borttagen ur utkastet.")
    for error in form.non_field_errors():
        messages.error(request, error)
    return redirect("attach", case.pk)


@login_required
@require_safe
def attachment(request, pk):
    """The file itself, as something to save and never to run; a page in words while it may not be opened."""
    held = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("registration"), pk=pk)
    actions.opened(held.registration, by=request.user)
    if not held.may_be_opened:
        waits = held.state == Attachment.State.QUARANTINED
        return render(request, "onboarding/attachments/held.html", {"attachment": held}, status=409 if waits else 403)
    headers = {**INERT, "Content-Disposition": content_disposition_header(True, held.name)}
    return HttpResponse(bytes(held.content), content_type=held.content_type, headers=headers)
