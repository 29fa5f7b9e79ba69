"""E-mail, sent from the outbox after the act has been committed."""

import smtplib
from collections.abc import Collection
from email.utils import parseaddr
from hashlib import sha256

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, QuerySet
from django.utils import timezone

from . import outbox
from .models import Job
from .request_log import HEADER, current

SEND = "mail.send"
TAKEN_BACK = "taken back"  # in the place of an error: it is never tried again
LONGEST_KEY = Job._meta.get_field("key").max_length or 0


def put(*, key: str, to: str, subject: str, body: str) -> Job | None:
    """Queue one message to one address; the same key and address twice is one message. No secret content."""
    subject = " ".join(subject.split())  # a line break would begin another header
    key = _key(key, to)
    return outbox.put(SEND, key=key, to=to, subject=subject, body=body, message_id=_message_id(key))


def put_all(messages: Collection[tuple[str, str, str, str]]) -> dict[tuple[str, str], int]:
    """Queue messages, each (key, address, subject, body); returns {(key, address): the key of its Job}."""
    keys = {(key, to): _key(key, to) for key, to, _, _ in messages}
    arguments = {
        (job := keys[key, to]): {
            "to": to,
            "subject": " ".join(subject.split()),
            "body": body,
            "message_id": _message_id(job),
        }
        for key, to, subject, body in messages
    }
    put = outbox.put_all(SEND, arguments)
    return {message: put[key] for message, key in keys.items()}


def _key(key: str, to: str) -> str:
    """Return the key as it is, when it fits, else its digest: cut off, two addresses could look like one."""
    whole = f"mail/{key}/{to}"
    return whole if len(whole) <= LONGEST_KEY else f"mail/{sha256(whole.encode()).hexdigest()}"


def _message_id(key: str) -> str:
    """Return the Message-ID of the job's letter, the same each time: who gets it twice drops the copy."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def sent() -> QuerySet[Job]:
    """Return the jobs of letters that have been sent."""
    return Job.objects.filter(name=SEND, done_at__isnull=False)


def take_back(letters: Collection[int]) -> None:
    """Let none of the letters (keys of Jobs) be sent, but those that have been; one on its way now is not tried again."""
    unsent = Job.objects.select_for_update().filter(pk__in=letters, name=SEND, done_at=None).order_by("pk")
    on_their_way = [job.pk for job in unsent if job.interrupted and job.not_before > timezone.now()]
    given_up = {"attempts": F("attempts") + Job.MOST_ATTEMPTS, "seen_to_at": timezone.now(), "error": TAKEN_BACK}
    Job.objects.filter(pk__in=on_their_way).update(**given_up)
    Job.objects.filter(pk__in=[job.pk for job in unsent if job.pk not in on_their_way]).delete()


@outbox.job(SEND, queue=outbox.LETTERS, inside=False)
def send(to: str, subject: str, body: str, message_id: str = "") -> None:
    """Send it. That the mail server is away is no failure of the letter's; what it says no to for good is not tried again."""
    numbers = {"Message-ID": message_id, HEADER: current.get()}
    headers = {"Auto-Submitted": "auto-generated"} | {name: number for name, number in numbers.items() if number}
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SoftTimeLimitExceeded) as error:  # smtplib's own are OSErrors
        raise outbox.NotNowError(f"the mail server: {error}") from error
    try:
        connection.send_messages([EmailMessage(subject, body, to=[to], headers=headers)])
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _failure(code, said) from refused
    except smtplib.SMTPDataError as refused:
        raise _failure(refused.smtp_code, refused.smtp_error) from refused
    finally:
        connection.close()


def _failure(code: int, said: bytes | str) -> Exception:
    """Return what the mail server's answer means: 5.. is for good, 4.. is not (RFC 5321, 4.2.1)."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return (outbox.NeverError if code >= 500 else RuntimeError)(f"{code} {text}")
