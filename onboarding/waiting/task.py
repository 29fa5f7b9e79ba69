"""What a task is on the start page, and what of the cases it may come from."""

from django.urls import reverse

from ..models import ConflictReport

MOST = 10


def task(url, label, note, status, status_label):
    return {"url": url, "label": label, "note": note, "status": status, "status_label": status_label}


def case_page(registration):
    return reverse("case", args=[registration])


def in_conflict(user):
    """The keys of the cases in which the person does nothing, after a report of conflict of interest, as a subquery."""
    return ConflictReport.objects.barring().filter(person=user).values("registration")
