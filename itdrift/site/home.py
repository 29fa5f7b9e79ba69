"""The start page shows what waits for the person, what is late and what is new, in the mandate in which the person acts."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from onboarding.desk import todo as cases
from registry import todo as services
from reporting.desk import todo as reports


@require_safe
def start(request):
    """Show the visitor's way in, or what waits for the person, what is late, what is new, and the year's dates."""
    acting = getattr(request.user, "acting", None)
    if acting is None:
        return render(request, "start_visitor.html")
    tasks = [task for app in (reports, services, cases) for task in app.waiting(request.user)]
    lists = {"tasks": tasks, "late": cases.late(request.user), "news": services.news(request.user)}
    return render(request, "start.html", {**lists, "dates": reports.dates(request.user)})
