"""The pages of the account have in common to whom they exist, and where each act leads back."""

from functools import partial, wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404

from registry.act_pages import page_of_act
from registry.ordinance import Part

from .models import Comment, DataRequest, Report


def for_participants(view):
    """Let in who is logged in and acts for the coordinator or a supplier: to others these pages do not exist."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        acting = request.user.acting
        if acting is None or acting.mandate.part == Part.APPLICANT:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def home(thing):
    """Return the name and the key of the report's workspace."""
    return "report", getattr(thing, "report_id", thing.pk)


of_report = partial(page_of_act, seen=Report.objects.visible_to, home=home)
of_data_request = partial(page_of_act, seen=DataRequest.objects.visible_to, home=home)
of_comment = partial(page_of_act, seen=Comment.objects.visible_to, home=home)
