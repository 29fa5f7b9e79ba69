"""25 § förvaltningslagen: before a refusal the agency is told what is considered, and may answer."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, lock, note, write

from .. import notices
from ..models import Communication
from . import dispatch


@transaction.atomic
def communicate(request, *, by, text, reply_by):
    """Tell the agency what is considered and on what it rests, and give it until `reply_by`. Returns the Communication."""
    request = begin("onboarding.communicate", request, by=by)
    today = timezone.localdate()
    if reply_by <= today:
        raise ValidationError({"reply_by": "Ange en dag efter i dag, så att myndigheten hinner svara."})
    allocation = request.current_allocation
    for earlier in allocation.communications.all():
        if not earlier.is_over(today):
            raise ValidationError(
                f"{request.agency} har redan fått tillfälle att yttra sig, senast {earlier.reply_by}."
            )
    sent = write(Communication(allocation=allocation, text=text, reply_by=reply_by, sent_by=by))
    dispatch.communicated(sent, by=by)
    told = f"{allocation.supplier.agency} gav {request.agency} tillfälle att yttra sig om {request}, senast {reply_by}."
    note("onboarding.communicate", request, by=by, text=told, reply_by=reply_by)
    notices.communicated(sent)
    return sent


@transaction.atomic
def reply(communication, *, by, reply):
    """The agency answers, also after the last day as long as nothing is decided. Returns the Communication."""
    lock(communication.allocation.requested_service)  # a decision waits for the reply, or the reply comes too late
    answered = begin("onboarding.reply", communication, by=by)
    answered.reply, answered.replied_by, answered.replied_at = reply, by, timezone.now()
    if not reply.strip():
        raise ValidationError({"reply": "Skriv ert svar."})
    write(answered)
    dispatch.replied(answered, by=by)
    request = answered.allocation.requested_service
    text = f"{request.agency} yttrade sig om {request} till {answered.allocation.supplier.agency}."
    note("onboarding.reply", request, by=by, text=text)
    notices.replied(answered)
    return answered
