"""The list of accounts, and the workspace of one (11 §)."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..act_pages import for_participants
from ..calendar import season
from ..models import Report
from ..year import steps
from . import workspace


@for_participants
@require_safe
def reports(request):
    """Will we make 31 March, and which accounts are there?"""
    found = list(Report.objects.visible_to(request.user).with_answers().select_related("dispatch").defer("cut"))
    today = timezone.localdate()
    year = season(today)
    context = {"reports": found, "season": year, "calendar": steps.of_year(year, found, today), "today": today}
    may_open = request.user.has_perm("reporting.open_report", request.user.acting.mandate)
    may_open = may_open and Report.objects.years_to_open(today)
    return render(request, "reporting/desk/reports.html", {**context, "may_open": may_open})


@for_participants
@require_safe
def report(request, pk):
    """The workspace: the calendar, who has answered what, what is missing, and the next act."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    return render(request, "reporting/desk/report.html", workspace.of(found, request.user))
