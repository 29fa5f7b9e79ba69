"""The pages about the service itself, and whether it is alive."""

from datetime import UTC, date, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .health import look

ACCESSIBILITY = {
    "assessed": date(2026, 11, 22),
    "updated": date(2026, 11, 22),
    "contact": "tillganglighet@itdrift.example",
}
# Who supervises the processing of personal data, by day, the latest first.
DATA_PROTECTION = [(date.min, "Integritetsskyddsmyndigheten")]
# Who supervises the act, and its page for complaints, the latest first. Digg is merged into PTS; its new page is not known.
SUPERVISORS = [
    (date(2027, 1, 1), "Post- och telestyrelsen", ""),
    (date.min, "Myndigheten för digital förvaltning", "https://www.digg.se/tdosanmalan"),
]


def _on_duty(agencies):
    """Return what stands of the one whose turn it is today."""
    return next(who for since, *who in agencies if since <= timezone.localdate())


@require_safe
def about(request):
    """Show what the service is, who uses it and what personal data it keeps."""
    return render(request, "about/om.html", {"data_protection": _on_duty(DATA_PROTECTION)[0]})


@require_safe
def accessibility(request):
    """Show the accessibility statement that the act (2018:1937) asks for in its 13 §."""
    supervisor, page = _on_duty(SUPERVISORS)
    context = {**ACCESSIBILITY, "supervisor": supervisor, "supervisor_page": page}
    return render(request, "about/tillganglighet.html", context)


@require_safe
def security(request):
    """Say how a weakness is reported (RFC 9116); not found where the settings name nobody. It is true for half a year."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + timedelta(days=180)).astimezone(UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def download(content, name, mime):
    """Return the bytes as a file to save under the name.

    SecurityMiddleware says that it is nothing else than its MIME type.
    """
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(bytes(content), content_type=mime, headers=headers)


@never_cache
@require_safe
def health(request):
    """Tell whether the program is ready, 200 or 503, and what is wrong with each part that it stands on."""
    wrong = look()
    ready = not any(wrong.values())
    parts = {name: "okänt" if sentence is None else sentence or "ok" for name, sentence in wrong.items()}
    json = {"ready": ready, "parts": parts}
    return JsonResponse(json, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


@never_cache
@require_safe
def alive(request):
    """Answer 200 "ok": the web server is there, and is not to be started anew for what others lack."""
    return HttpResponse("ok", content_type="text/plain")
