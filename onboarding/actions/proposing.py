"""8 §: an officer prepares the decision to refuse, and leaves it to a decision maker; what either saw still stands."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.forms import CHANGED
from registry.acts import begin, fingerprint, note, write

from .. import notices
from ..models import Communication, RefusalDraft

# What may have changed meanwhile, in the order of the parts of `as_it_stands`.
SINCE = (
    "Fördelningen eller volymen har ändrats medan du skrev.",
    "En kollega har gett myndigheten tillfälle att yttra sig medan du skrev.",
    "Myndigheten har yttrat sig medan du skrev. Svaret står under ”Myndighetens yttrande”: läs det först.",
    "Någon annan har sparat ett förslag medan du skrev. Det som är sparat nu står nedan.",
)
KEPT = "Det du skrev är kvar i fälten. Ändra det du vill, och skicka igen."


def as_it_stands(request, proposal):
    """What a decision to refuse rests on: standing and volume, how often the agency was asked, and answered; the proposal."""
    sent = list(Communication.objects.of(request.current_allocation))
    replies = sum(communication.replied_at is not None for communication in sent)
    saved = fingerprint(proposal.saved_at if proposal else None)
    return f"{fingerprint(request.standing, request.volume)}-{len(sent)}-{replies}-{saved}"


def since(seen, now):
    """For each of SINCE whether it has happened between two `as_it_stands`."""
    was, is_now = seen.split("-"), now.split("-")
    return [True] * len(SINCE) if len(was) != len(is_now) else [a != b for a, b in zip(was, is_now, strict=True)]


def check_unchanged(seen, request, proposal):
    """Raises ValidationError (CHANGED) with what has happened since `seen`, an earlier `as_it_stands`; "" asks nothing."""
    now = as_it_stands(request, proposal)
    if seen and seen != now:
        happened = [sentence for sentence, did in zip(SINCE, since(seen, now), strict=True) if did]
        raise ValidationError(" ".join([*happened, KEPT]), code=CHANGED)


@transaction.atomic
def propose_refusal(request, *, by, hand_over=False, seen="", **said):
    """Save the decision as far as it is prepared, for the supplier alone; `hand_over` tells its decision makers.

    said: the fields of RefusalDraft that people write. seen: an earlier `as_it_stands`. Returns the RefusalDraft.
    """
    request = begin("onboarding.propose_refusal", request, by=by)
    saved = RefusalDraft.objects.of(request)
    check_unchanged(seen, request, saved)
    draft = saved or RefusalDraft(allocation=request.current_allocation)
    for name, value in said.items():
        setattr(draft, name, value)
    draft.prepared_by = by
    draft.handed_over_at = timezone.now() if hand_over else draft.handed_over_at
    write(draft)
    done = "lämnades till beslutsfattare" if hand_over else "sparades"
    note("onboarding.propose_refusal", request, by=by, text=f"Ett förslag till beslut att neka {request} {done}.")
    if hand_over:
        _hand_over(draft, by)
    return draft


def _hand_over(draft, by):
    deciders = notices.refusal_deciders(draft.allocation.requested_service).exclude(user=by)
    if not deciders:
        raise ValidationError(
            "Ingen annan hos er kan besluta i ärendet. Be den som administrerar behörigheter om en beslutsfattare."
        )
    notices.refusal_proposed(draft, deciders)
