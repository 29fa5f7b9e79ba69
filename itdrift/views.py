"""The pages about the service itself, and whether it is alive."""

from datetime import date

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ACCESSIBILITY = {
    "assessed": date(2026, 11, 22),
    "updated": date(2026, 11, 22),
    "contact": "tillganglighet@itdrift.example",
}


@require_safe
def about(request):
    """What the service is, who uses it and what personal data it keeps."""
    return render(request, "about/om.html")


@require_safe
def accessibility(request):
    """The accessibility statement that the act (2018:1937) asks for in its 13 §."""
    return render(request, "about/tillganglighet.html", ACCESSIBILITY)


@never_cache
@require_safe
def health(request):
    """200 "ok" when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request, reason=""):
    """The page for a form that could not be trusted; `reason` is Django's own and not shown."""
    return render(request, "403_csrf.html", status=403)
