"""Telling people what has happened: a notice in the program for each, and e-mail as each has chosen.

The same event is told once to each person.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.template.loader import render_to_string
from django.utils import timezone

from itdrift import mail
from itdrift.models import Job

from ..models import Notice, User
from ..models.person import Mailing

KEPT_DAYS = 30  # how long a letter that is sent stays in the outbox


@dataclass(frozen=True)
class Letter:
    """A Letter tells people (`addressed`) of an event (`key`): the subject, the text, and the page to open."""

    people: list
    key: str
    path: str
    subject: str
    text: str


def addressed(people, *more):
    """Return what a letter needs of each of the people (Memberships), and `more` of their fields, as named tuples."""
    return list(people.values_list("pk", "user_id", "mandate_id", "user__email", "user__mailing", *more, named=True))


def tell(people, template, *, key, path, **context):
    """Tell the people (Memberships) of an event, each once however often it is told, in the current transaction.

    template: a letter whose first line is its subject; key: the event; path: the page to open. Nothing secret.
    """
    one = letter(addressed(people), template, key=key, path=path, **context)
    before = Notice.objects.filter(recipient__in=[person.user_id for person in one.people], key=key[:200])
    known = set(before.values_list("recipient", flat=True))
    send([replace(one, people=[person for person in one.people if person.user_id not in known])])


def letter(people, template, *, key, path, **context):
    """Return the Letter to people (`addressed`), else as `tell` takes it: to be sent with others at once."""
    text = render_to_string(template, {"link": settings.SITE_URL + path, **context}).strip()
    subject, body = text.split("\n", 1)
    return Letter(people, key, path, " ".join(subject.split())[:250], body.strip() + "\n")


def send(letters):
    """Write the Letters' notices and queue their e-mail: of events that are new.

    A fixed number of queries, in the same order in every act: two that tell of the same wait for each other one way.
    """
    unsent = [
        (person, letter)
        for letter in letters
        for person in sorted(letter.people, key=lambda person: person.pk)  # in the oldest of two roles
    ]
    to_each = {(letter.key, person.user_id): (person, letter) for person, letter in reversed(unsent)}
    at_once = [one for one in to_each.values() if one[0].user__mailing == Mailing.AT_ONCE]
    messages = [(letter.key, person.user__email, letter.subject, letter.text) for person, letter in at_once]
    jobs = mail.put_all(messages) if messages else {}
    notices = [
        Notice(
            recipient_id=person.user_id,
            mandate_id=person.mandate_id,
            mailing=person.user__mailing,
            key=letter.key[:200],
            subject=letter.subject,
            text=letter.text,
            path=letter.path,
            mail_id=jobs.get((letter.key, person.user__email)),
        )
        for _, (person, letter) in sorted(to_each.items(), key=lambda one: one[0])
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def send_digests():
    """Send one e-mail to each person who wants them once a day, with what has not been mailed or read.

    Returns how many.
    """
    people = User.objects.filter(pk__in=Notice.objects.to_digest().values("recipient"))
    return sum(_digest(user) for user in people.order_by("pk"))


@transaction.atomic
def _digest(user):
    """Send one person's; the rows are locked: of two runs at once, each notice is in the e-mail of one.

    Returns whether there was any.
    """
    waiting = Notice.objects.to_digest().filter(recipient=user).select_for_update(of=("self",), skip_locked=True)
    notices = list(waiting.order_by("pk"))
    if not notices:
        return False
    body = render_to_string("registry/notices/digest.txt", {"notices": notices, "site": settings.SITE_URL})
    key = f"digest/{timezone.localdate()}/{notices[-1].pk}"
    job = mail.put(key=key, to=user.email, subject="Nytt i Samordnad it-drift", body=body)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail=job)
    return True


@transaction.atomic
def forget_letters():
    """Let letters that were sent leave the outbox after a while; when they were sent stays. Returns how many went."""
    old = mail.sent().filter(done_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    sent_at = Job.objects.filter(pk=OuterRef("mail")).values("done_at")
    Notice.objects.filter(mail__in=old).update(mailed_at=Subquery(sent_at), mail=None)
    return old.delete()[0]
