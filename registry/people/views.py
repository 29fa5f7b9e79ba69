"""What has happened since the person was here last; in which mandate the person acts; and why something is refused."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from itdrift.forms import posted, require_button, require_page, try_act

from ..rights import NO_MANDATE, NOT_YOURS, NotAllowed
from . import acts
from .forms import MailingForm, NoticePage, ReadAllForm, SwitchForm
from .middleware import SESSION_KEY


@login_required
@require_page
def notices(request):
    """Answer: what is new to me? And when do I want e-mail about it?"""
    form = MailingForm(posted(request), initial={"mailing": request.user.mailing})
    if try_act(form, lambda: acts.choose_mailing(by=request.user, **form.cleaned_data)):
        messages.success(request, "Ditt val av e-post är sparat.")
        return redirect("notices")
    rows, following = request.user.notices.page(NoticePage(request.GET).after())
    return render(request, "registry/people/notices.html", {"form": form, "rows": rows, "next": following})


@login_required
@require_GET
def open_notice(request, pk):
    """Go on to what it tells of; it is read then. What concerns another mandate of the person is opened in that."""
    user, notice = request.user, get_object_or_404(request.user.notices, pk=pk)
    elsewhere = user.acting is not None and notice.mandate_id not in (None, user.acting.mandate_id)
    if elsewhere and (other := user.memberships.current().filter(mandate=notice.mandate_id).first()):
        return render(request, "registry/people/notice_elsewhere.html", {"notice": notice, "other": other})
    request.user.notices.filter(pk=pk).read()
    return redirect(notice.path)


@login_required
@require_button
def read(request, pk):
    """Note that there is nothing to be done about this one."""
    get_object_or_404(request.user.notices, pk=pk)
    request.user.notices.filter(pk=pk).read()
    return redirect("notices")


@login_required
@require_button
def read_all(request):
    """Note that there is nothing to be done about any of those that the person was shown."""
    form = ReadAllForm(request.POST)
    if form.is_valid() and request.user.notices.filter(pk__lte=form.cleaned_data["till"]).read():
        messages.success(request, "Alla aviseringar är markerade som lästa.")
    return redirect("notices")


@login_required
@require_page
def switch_mandate(request):
    """Choose in which of one's mandates one acts."""
    form = SwitchForm(request.user, posted(request))
    if form.is_valid():
        request.session[SESSION_KEY] = form.cleaned_data["membership"].pk
        return redirect(form.cleaned_data["next"] or "start")
    return render(request, "registry/people/switch.html", {"form": form})


def refused(request, exception):
    """Show the page of a PermissionDenied (Django's handler403): why, and the person's mandates in which it is allowed."""
    denied = exception if isinstance(exception, NotAllowed) else NotAllowed(NOT_YOURS)
    held = denied.sentence == NO_MANDATE and request.user.memberships.select_related("mandate__agency").last()
    context = {
        "sentence": denied.sentence,
        "ended": held and held.mandate,
        "ways": denied.ways(request.user),
        # what was sent is not sent again: an address that only takes a form has no page to come back to
        "path": request.get_full_path() if request.method == "GET" else "",
    }
    return render(request, "403.html", context, status=403)
