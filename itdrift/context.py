"""What the frame of every page shows: the menu, the demo band and the mandate the person acts with."""

from django.conf import settings
from django.urls import reverse

VISITOR = {"start": "Start", "services": "Tjänster"}
APPLICANT = {
    "start": "Start",
    "cases": "Ärenden",
    "services": "Tjänster",
    "agreements": "Överenskommelser",
    "fees": "Avgifter",
}
ALL = {**APPLICANT, "reports": "Redovisning"}
MENUS = {"applicant": APPLICANT, "supplier": ALL, "coordinator": ALL}


def frame(request):
    """Return what the frame of a page shows, for its template.

    menu: dicts of label, url, current. demo: whether this is one. acting: Membership or None. may_switch, unread: one
    query each if called.
    """
    user = getattr(request, "user", None)
    acting = getattr(user, "acting", None)
    names = MENUS[acting.mandate.part] if acting else VISITOR
    return {
        "menu": [
            {"label": label, "url": reverse(name), "current": _current(request.path, reverse(name))}
            for name, label in names.items()
        ],
        "demo": settings.DEMO,
        "acting": acting,
        "may_switch": lambda: acting is not None and user.memberships.current().count() > 1,
        "unread": lambda: user.notices.unread().count() if user.is_authenticated else 0,
    }


def _current(path, url):
    """Return the value of aria-current: "page" on the page itself, "true" on the pages below it, else empty."""
    if path == url:
        return "page"
    return "true" if path.startswith(url) and url != reverse("start") else ""
