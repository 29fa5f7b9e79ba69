"""E-mail, sent from the outbox after the act has been committed."""

from hashlib import sha256

from django.core.mail import EmailMessage

from . import outbox
from .models import Job

SEND = "mail.send"
LONGEST_KEY = Job._meta.get_field("key").max_length


def put(*, key, to, subject, body):
    """Queue one message to one address; the same key and address twice is one message. No secret content."""
    subject = " ".join(subject.split())  # a line break would begin another header
    return outbox.put(SEND, key=_key(key, to), to=to, subject=subject, body=body)


def put_all(*, key, to, subject, body):
    """Queue the same message to each of the addresses; returns {address: the key of its Job}."""
    keys = {address: _key(key, address) for address in to}
    message = {"subject": " ".join(subject.split()), "body": body}
    put = outbox.put_all(SEND, {of: {"to": address, **message} for address, of in keys.items()})
    return {address: put[of] for address, of in keys.items()}


def _key(key, to):
    """As it is, when it fits; cut off, two addresses could look like one."""
    whole = f"mail/{key}/{to}"
    return whole if len(whole) <= LONGEST_KEY else f"mail/{sha256(whole.encode()).hexdigest()}"


def sent():
    """The jobs of letters that have been sent."""
    return Job.objects.filter(name=SEND, done_at__isnull=False)


@outbox.job(SEND)
def send(to, subject, body):
    EmailMessage(subject, body, to=[to]).send()
