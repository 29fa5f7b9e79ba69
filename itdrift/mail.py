"""E-mail, sent from the outbox after the act has been committed."""

from django.core.mail import EmailMessage

from . import outbox


def put(*, key, to, subject, body):
    """Queue one message to one address; the same key and address twice is one message. No secret content."""
    subject = " ".join(subject.split())  # a line break would begin another header
    return outbox.put("itdrift.mail.send", key=f"mail/{key}/{to}"[:200], to=to, subject=subject, body=body)


def send(to, subject, body):
    EmailMessage(subject, body, to=[to]).send()
