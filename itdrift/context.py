"""What the frame of every page shows: the menu, the demo band and the mandate the person acts with."""

from functools import partial

from django.conf import settings
from django.urls import reverse

from .sending import key_of

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

    menu: dicts of label, url, current. demo: whether this is one. acting: Membership or None, read with `may_switch` and
    `unread`; of who has none, `unread` is a query if it is called. opening: the key of a form, another each time it is called.
    """
    user = getattr(request, "user", None)
    acting = getattr(user, "acting", None)
    names = MENUS[acting.mandate.part] if acting else VISITOR
    return {
        "menu": [_item(name, label, request.path) for name, label in names.items()],
        "demo": settings.DEMO,
        "acting": acting,
        "opening": partial(key_of, request),
        "may_switch": acting is not None and acting.others,
        "unread": acting.unread if acting else lambda: user.notices.unread().count() if user.is_authenticated else 0,
    }


def _item(name, label, path):
    """Return an item of the menu; its value of aria-current: "page" on the page itself, "true" below it, else empty."""
    url = reverse(name)
    below = "true" if name != "start" and path.startswith(url) else ""
    return {"label": label, "url": url, "current": "page" if path == url else below}
