"""Questions that others wait for an answer to."""

from django.urls import reverse

from registry.ordinance import Part

from ..models import Communication, Message
from .task import MOST, in_conflict, task


def to_answer(user):
    """Questions for completion to the agency; the clock stands until they are answered (23 § förvaltningslagen)."""
    if user.acting.mandate.part != Part.APPLICANT:
        return []
    asked = Message.objects.visible_to(user).open_questions().filter(to=user.acting.mandate)
    asked = asked.exclude(registration__in=in_conflict(user)).select_related(
        "registration", "requested_service__service"
    )
    return [
        task(
            reverse("answer", args=[question.pk]),
            f"Svara helst senast {question.due}: {question.requested_service}",
            str(question.registration),
            question.status,
            question.status.label,
        )
        for question in asked.order_by("due", "pk")[:MOST]
    ]


def to_reply(user):
    """What suppliers consider before they refuse, for the agency to answer (25 § förvaltningslagen)."""
    if user.acting.mandate.part != Part.APPLICANT:
        return []
    unanswered = Communication.objects.visible_to(user).filter(replied_at=None, allocation__ended_at=None)
    return [
        task(
            reverse("reply", args=[sent.pk]),
            f"Yttra er senast {sent.reply_by}",
            str(sent.allocation),
            sent.status,
            sent.get_status_display(),
        )
        for sent in unanswered.with_parties().order_by("reply_by", "pk")[:MOST]
    ]
