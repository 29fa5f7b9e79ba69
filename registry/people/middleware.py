"""In which mandate the person acts: chosen once, kept in the session, shown on every page, the same when a form is sent."""

from django.contrib import messages
from django.shortcuts import render

from itdrift.unsent import OPENED_IN, in_words, keep

SESSION_KEY = "membership"


class ActingMandate:
    """Sets `request.user.acting` from the person's choice; without a choice, the first membership that holds.

    A form that was opened in another mandate is not taken in: what was written is kept, and the person is told.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.session.get(SESSION_KEY)
        if chosen and request.user.is_authenticated:
            self._choose(request, chosen)
        return self.get_response(request)

    def _choose(self, request, chosen):
        membership = request.user.memberships.current().in_the_frame().filter(pk=chosen).first()
        if membership:
            request.user.acting = membership
            return
        del request.session[SESSION_KEY]
        now = request.user.acting
        messages.warning(
            request,
            f"Uppdraget som du arbetade i gäller inte längre. Du arbetar nu för {now.mandate if now else 'ingen'}.",
        )

    def process_view(self, request, view, args, kwargs):
        opened = request.POST.get(OPENED_IN, "") if request.method == "POST" and request.user.is_authenticated else ""
        now = request.user.acting if opened else None
        if not opened or opened == str(now.pk if now else ""):
            return None
        is_number = opened.isascii() and opened.isdecimal() and len(opened) < 19
        mine = request.user.memberships.filter(pk=opened).first() if is_number else None
        # another role in the same mandate goes on with what the former one began
        follows = mine if mine and now and mine.mandate_id == now.mandate_id else None
        is_kept = keep(request, person=request.user.pk, opened_in=now.pk if follows else opened)
        context = {
            "opened": mine if mine and mine.is_current() else None,
            "follows": follows,
            "path": request.get_full_path(),
            "is_kept": is_kept,
            "texts": in_words(request.POST) if is_kept else [],
        }
        return render(request, "registry/people/other_mandate.html", context, status=409)
