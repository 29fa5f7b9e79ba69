"""Telling people what has happened: a notice in the program for each, and e-mail as each has chosen. Once for each event."""

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


def tell(people, template, *, key, path, **context):
    """Tell the people (Memberships) of an event, each once, in the current transaction.

    template: a letter whose first line is its subject; key: the event; path: the page to open. Nothing secret.
    """
    text = render_to_string(template, {"link": settings.SITE_URL + path, **context}).strip()
    subject, body = text.split("\n", 1)
    letter = {"subject": " ".join(subject.split())[:250], "text": body.strip() + "\n", "path": path}
    of_each = {membership.user: membership for membership in people.select_related("user").order_by("-pk")}
    told = set(Notice.objects.filter(recipient__in=of_each, key=key[:200]).values_list("recipient", flat=True))
    _tell([membership for user, membership in of_each.items() if user.pk not in told], key, letter)


def _tell(people, key, letter):
    """A fixed number of queries, in the same order in every act: two that tell of the same wait for each other one way."""
    at_once = [membership.user.email for membership in people if membership.user.mailing == Mailing.AT_ONCE]
    letters = mail.put_all(key=key, to=at_once, subject=letter["subject"], body=letter["text"]) if at_once else {}
    notices = [
        Notice(
            recipient=membership.user,
            mandate_id=membership.mandate_id,
            mailing=membership.user.mailing,
            key=key[:200],
            mail_id=letters.get(membership.user.email),
            **letter,
        )
        for membership in sorted(people, key=lambda membership: membership.user_id)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def send_digests():
    """One e-mail to each person who wants them once a day, with what has not been mailed or read. Returns how many."""
    people = User.objects.filter(pk__in=Notice.objects.to_digest().values("recipient"))
    return sum(_digest(user) for user in people.order_by("pk"))


@transaction.atomic
def _digest(user):
    """The rows are locked: of two runs at once, each notice is in the e-mail of one. Returns whether there was any."""
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
    """Letters that were sent leave the outbox after a while; when they were sent stays. Returns how many went."""
    old = mail.sent().filter(done_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    sent_at = Job.objects.filter(pk=OuterRef("mail")).values("done_at")
    Notice.objects.filter(mail__in=old).update(mailed_at=Subquery(sent_at), mail=None)
    return old.delete()[0]
