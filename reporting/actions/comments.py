"""What the suppliers say of the draft, and what comes of it (11 §: the account is made in collaboration with them)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, note, write

from .. import notices
from ..models import Comment


@transaction.atomic
def comment(report, *, by, chapter, text):
    """A supplier that was left the draft says what it thinks of one chapter (11 §). Returns the Comment."""
    report = begin("reporting.comment", report, by=by)
    made = write(Comment(report=report, chapter=chapter, text=text, mandate=by.acting.mandate, written_by=by))
    said = f"{by.acting.mandate.agency} lämnade en synpunkt på {made.get_chapter_display()}."
    note("reporting.comment", report, by=by, text=said, comment=made.pk)
    notices.commented(made)
    return made


@transaction.atomic
def settle_comment(comment, *, by, outcome):
    """The coordinator says what was done with a supplier's comment."""
    comment = begin("reporting.settle_comment", comment, by=by)
    if not comment.report.is_open:
        raise ValidationError("Redovisningen är beslutad och kan inte ändras.", code="state")
    comment.outcome, comment.settled_by, comment.settled_at = outcome, by, timezone.now()
    write(comment)
    text = f"Synpunkten från {comment.mandate.agency} på {comment.get_chapter_display()} besvarades."
    note("reporting.settle_comment", comment, by=by, text=text, comment=comment.pk)
    notices.settled(comment)
    return comment
