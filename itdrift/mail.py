"""E-mail, sent from the outbox after the act has been committed."""

from collections.abc import Collection
from hashlib import sha256

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from . import outbox
from .models import Job

SEND = "mail.send"
LONGEST_KEY = Job._meta.get_field("key").max_length or 0


def put(*, key: str, to: str, subject: str, body: str) -> Job | None:
    """Queue one message to one address; the same key and address twice is one message. No secret content."""
    subject = " ".join(subject.split())  # a line break would begin another header
    return outbox.put(SEND, key=_key(key, to), to=to, subject=subject, body=body)


def put_all(messages: Collection[tuple[str, str, str, str]]) -> dict[tuple[str, str], int]:
    """Queue messages, each (key, address, subject, body); returns {(key, address): the key of its Job}."""
    keys = {(key, to): _key(key, to) for key, to, _, _ in messages}
    arguments = {
        keys[key, to]: {"to": to, "subject": " ".join(subject.split()), "body": body}
        for key, to, subject, body in messages
    }
    put = outbox.put_all(SEND, arguments)
    return {message: put[key] for message, key in keys.items()}


def _key(key: str, to: str) -> str:
    """Return the key as it is, when it fits, else its digest: cut off, two addresses could look like one."""
    whole = f"mail/{key}/{to}"
    return whole if len(whole) <= LONGEST_KEY else f"mail/{sha256(whole.encode()).hexdigest()}"


def sent() -> QuerySet[Job]:
    """Return the jobs of letters that have been sent."""
    return Job.objects.filter(name=SEND, done_at__isnull=False)


def take_back(letters: Collection[int]) -> None:
    """Let none of the letters (keys of Jobs) be sent, but those that have been, or are being sent now."""
    waiting = Job.objects.select_for_update(skip_locked=True).filter(pk__in=letters, name=SEND, done_at=None)
    Job.objects.filter(pk__in=[job.pk for job in waiting]).delete()


@outbox.job(SEND)
def send(to: str, subject: str, body: str) -> None:
    EmailMessage(subject, body, to=[to]).send()
