"""Every change to an open account puts the draft that was drawn before it out of date."""

from django.core.exceptions import ValidationError
from django.db.models import F

from itdrift.late import LATE

from ..models import Report


def count_up(report):
    """Count up the revision, so that a draft drawn before is out of date. Raises ValidationError when it is decided."""
    # One UPDATE asks and counts: between a question and a save somebody could decide the report. It locks the report's row
    # after that of the DataRequest, in every act, so that two acts never wait for each other both ways.
    if not Report.objects.open().filter(pk=report.pk).update(revision=F("revision") + 1):
        raise ValidationError("Redovisningen är beslutad och kan inte ändras.", code=LATE)
    report.refresh_from_db(fields=["revision"])


def changed(thing, values):
    """Return the thing with the values set; it is not saved."""
    for name, value in values.items():
        setattr(thing, name, value)
    return thing
