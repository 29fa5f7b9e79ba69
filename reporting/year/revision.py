"""What every change to an open account does to the draft that was drawn before it."""

from django.core.exceptions import ValidationError
from django.db.models import F

from ..models import Report


def count_up(report):
    """A draft drawn before this is out of date. Raises ValidationError when the report has been decided."""
    if not Report.objects.open().filter(pk=report.pk).update(revision=F("revision") + 1):
        raise ValidationError("Redovisningen är beslutad och kan inte ändras.", code="state")
    report.refresh_from_db(fields=["revision"])


def changed(thing, values):
    """The thing with the values set."""
    for name, value in values.items():
        setattr(thing, name, value)
    return thing
