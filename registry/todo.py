"""What waits for a person in 4–6 §§, descriptions that the person's side has not approved, and what is new to the person."""

from django.urls import reverse

from itdrift.templatetags.swedish import klockslag

from .models import Notice, ServiceDescription
from .ordinance import Part, Role
from .workflow import DescriptionStatus

MOST = 10


def task(url, label, note, status, status_label):
    """Return one task as the start page shows it, wherever it comes from."""
    return {"url": url, "label": label, "note": note, "status": status, "status_label": status_label}


def waiting(user):
    """Return tasks, as `task` makes them."""
    acting = user.acting
    if acting is None or acting.role != Role.DECISION_MAKER or acting.mandate.part == Part.APPLICANT:
        return []
    drafts = ServiceDescription.objects.filter(status=DescriptionStatus.DRAFT).select_related(
        "service__supplier__agency"
    )
    if acting.mandate.part == Part.SUPPLIER:
        drafts = drafts.filter(service__supplier=acting.mandate, supplier_approved_by=None)
    else:
        drafts = drafts.filter(coordinator_approved_by=None)
    return [_to_approve(draft) for draft in drafts.order_by("created_at", "pk")[:MOST]]


def news(user):
    """Return the person's unread notices, latest first, as dicts of url, label and note."""
    unread = Notice.objects.unread().filter(recipient=user).order_by("-id")[:MOST]
    return [
        {
            "url": reverse("notice_open", args=[notice.pk]),
            "label": notice.subject,
            "note": klockslag(notice.created_at),
        }
        for notice in unread
    ]


def _to_approve(draft):
    url = reverse("service_approve", args=[draft.service_id])
    note = f"{draft.service.supplier.agency}, version {draft.version}"
    return task(url, f"Godkänn beskrivningen av {draft.service}", note, draft.status, draft.get_status_display())
