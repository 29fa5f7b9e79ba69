"""The scanning of attachments: from quarantine to clean or blocked, as soon as ClamAV answers."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from itdrift import clamav, outbox
from itdrift.models import Job

from ..consequences import end
from ..models import Attachment, ScanState


@outbox.job("letters.scan", queue=outbox.SCANS, inside=False)
def scan(attachment_id):
    """Ask ClamAV about one attachment. What is infected is never handed out, and who added it is told.

    Raises clamav.ClamAVError while it does not say, so that the outbox tries again.
    """
    content = Attachment.objects.filter(pk=attachment_id).values_list("content", flat=True).first()
    if content is not None:
        _note(attachment_id, clamav.virus(bytes(content)))


@transaction.atomic
def _note(attachment_id, found):
    """Write down what ClamAV found, "" for nothing; once, and not of what was taken out of its draft meanwhile."""
    attachment = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment_id).first()
    if attachment is None or attachment.state == ScanState.INFECTED:
        return
    attachment.state = ScanState.INFECTED if found else ScanState.CLEAN
    attachment.save(update_fields=["state"])
    if found:
        text = "En bilaga spärrades: genomsökningen fann skadlig kod."
        of = attachment.message or attachment.registration
        end("onboarding.scan", of, by=None, text=text, fact=attachment, found=found)


def scan_what_waits():
    """Queue what no job waits to scan: the outbox gave up, or ClamAV was configured later. Returns how many."""
    if not settings.CLAMAV_URL:
        return 0
    waiting = Attachment.objects.filter(state__in=[ScanState.QUARANTINED, ScanState.UNSCANNED]).values_list(
        "pk", flat=True
    )
    return sum(_queue_again(pk) for pk in waiting)


@transaction.atomic
def _queue_again(pk):
    mine = Job.objects.filter(name="letters.scan", arguments={"attachment_id": pk}, done_at=None)
    if mine.filter(attempts__lt=Job.MOST_ATTEMPTS).exists():
        return False
    key = f"scan/{pk}/{timezone.now():%Y-%m-%dT%H}"
    return outbox.put("letters.scan", key=key, attachment_id=pk) is not None
