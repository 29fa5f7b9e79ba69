"""8 §: the agency is heard, the decision is prepared and made, and slips in it are put right (25, 36 §§ FL)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import CHANGED
from registry import journal
from registry.acts import begin, check_right, check_unchanged, fingerprint, lock, note, write
from registry.models import Membership, User

from .. import diary_entries
from ..consequences import end
from ..models import (
    Allocation,
    Communication,
    Refusal,
    RefusalCorrection,
    RefusalDraft,
    RequestedService,
)
from ..presenting import signatures
from ..standing import end_allocation, leave_no_open_agreement, let_clock_go
from ..workflow import Status
from .annex import attach
from .slips import WORDS, check_a_slip, words_of
from .whole import check_decided, check_left


@transaction.atomic
def communicate(requested_service: RequestedService, *, by: User, text: str, reply_by: date) -> Communication:
    """Tell the agency what is considered and on what it rests, and give it until `reply_by` to answer (25 § FL).

    The clock stands until it has answered, or that day is over. text: what is considered. Returns the Communication. Raises NotAllowed, ValidationError at the field.
    """
    requested_service = begin("onboarding.communicate", requested_service, by=by)
    today = timezone.localdate()
    if reply_by <= today:
        raise ValidationError({"reply_by": "Ange en dag efter i dag, så att myndigheten hinner svara."})
    allocation: Allocation = requested_service.current_allocation
    for earlier in allocation.communications.all():
        if not earlier.is_over(today):
            raise ValidationError(
                f"{requested_service.agency} har redan fått tillfälle att yttra sig, senast {earlier.reply_by}."
            )
    communication = write(Communication(allocation=allocation, text=text, reply_by=reply_by, sent_by=by))
    requested_service.pause_clock()
    supplier, agency = allocation.supplier.agency, requested_service.agency
    text = f"{supplier} gav {agency} tillfälle att yttra sig om {requested_service}, senast {reply_by}."
    return end("onboarding.communicate", requested_service, by=by, text=text, fact=communication, reply_by=reply_by)


@transaction.atomic
def reply(communication: Communication, *, by: User, reply: str) -> Communication:
    """Answer as the agency, also after the last day as long as nothing is decided (25 § FL). Returns the Communication."""
    lock(communication.allocation.requested_service)  # a decision waits for the reply, or the reply comes too late
    answered = begin("onboarding.reply", communication, by=by)
    answered.reply, answered.replied_by, answered.replied_at = reply, by, timezone.now()
    if not reply.strip():
        raise ValidationError({"reply": "Skriv ert svar."})
    write(answered)
    requested_service = answered.allocation.requested_service
    let_clock_go(requested_service)
    text = f"{requested_service.agency} yttrade sig om {requested_service} till {answered.allocation.supplier.agency}."
    return end("onboarding.reply", requested_service, by=by, text=text, fact=answered)


# What may have changed meanwhile, in the order of the parts of `as_it_stands`.
SINCE = (
    "Fördelningen eller volymen har ändrats medan du skrev.",
    "En kollega har gett myndigheten tillfälle att yttra sig medan du skrev.",
    "Myndigheten har yttrat sig medan du skrev. Svaret står under ”Myndighetens yttrande”: läs det först.",
    "Någon har sparat ett förslag medan du skrev, du själv i ett annat fönster eller någon annan. Det som är sparat nu står nedan.",
)
STILL_IN_FIELDS = "Det du skrev är kvar i fälten. Ändra det du vill, och skicka igen."


def as_it_stands(
    requested_service: RequestedService, saved_at: datetime | None, hearing: Collection[Communication]
) -> str:
    """Return what a decision to refuse rests on, as text: standing and volume, how often the agency was heard, the proposal.

    saved_at: when that was saved, or None.
    """
    replies = sum(communication.replied_at is not None for communication in hearing)
    saved = fingerprint(saved_at)
    return f"{fingerprint(requested_service.standing, requested_service.volume)}-{len(hearing)}-{replies}-{saved}"


def since(seen: str, now: str) -> list[bool]:
    """Tell for each of SINCE whether it has happened between two `as_it_stands`."""
    was, is_now = seen.split("-"), now.split("-")
    return [True] * len(SINCE) if len(was) != len(is_now) else [a != b for a, b in zip(was, is_now, strict=True)]


def check_still_stands(seen: str, now: str) -> None:
    """Raise ValidationError (CHANGED) with what has happened between two `as_it_stands`."""
    if seen != now:
        happened = [sentence for sentence, did in zip(SINCE, since(seen, now), strict=True) if did]
        raise ValidationError(" ".join([*happened, STILL_IN_FIELDS]), code=CHANGED)


@transaction.atomic
def propose_refusal(
    requested_service: RequestedService, *, by: User, hand_over: bool = False, seen: str = "", **decision: Any
) -> RefusalDraft:
    """Save the decision as far as it is prepared, for the supplier alone; `hand_over` tells its decision makers.

    What is left to them says all that the decision is to say. decision: the fields of RefusalDraft that people write.
    seen: an earlier `as_it_stands`. Returns the RefusalDraft. Raises NotAllowed, ValidationError at the field.
    """
    requested_service = begin("onboarding.propose_refusal", requested_service, by=by)
    saved = RefusalDraft.objects.of(requested_service)
    if seen:
        hearing = Communication.objects.of(requested_service.current_allocation)
        check_still_stands(seen, as_it_stands(requested_service, saved.saved_at if saved else None, hearing))
    draft = saved or RefusalDraft(allocation=requested_service.current_allocation)
    for name, value in decision.items():
        setattr(draft, name, value)
    draft.prepared_by = by
    draft.handed_over_at = timezone.now() if hand_over else draft.handed_over_at
    if draft.handed_over_at:
        check_left(draft)
    write(draft)
    outcome = "lämnades till beslutsfattare" if hand_over else "sparades"
    text = f"Ett förslag till beslut att neka {requested_service} {outcome}."
    deciders = _deciders(requested_service, by) if hand_over else []
    return end("onboarding.propose_refusal", requested_service, by=by, text=text, fact=draft, people=deciders)


def _deciders(requested_service: RequestedService, by: User) -> Iterable[Membership]:
    """Return the supplier's other decision makers (Memberships) who may decide on the requested service.

    Raises ValidationError when there is none.
    """
    theirs = Membership.objects.current().decision_makers().filter(mandate=requested_service.supplier)
    deciders = requested_service.registration.known_by(theirs.exclude(user__in=requested_service.kept_out | {by.pk}))
    if not deciders:
        raise ValidationError(
            "Ingen annan hos er kan besluta i ärendet. Be den som administrerar behörigheter om en beslutsfattare."
        )
    return deciders


@transaction.atomic
def refuse(
    requested_service: RequestedService,
    *,
    by: User,
    ground: str,
    presented_by: Membership | None = None,
    refused_volume: Decimal | None = None,
    annex: dict[str, Any] | None = None,
    seen: str = "",
    **decision: Any,
) -> Refusal:
    """Refuse the requested service, or `refused_volume` of it, because the supplier lacks the conditions to offer it (8 §).

    ground: the code of a RefusalGround in use. presented_by: the Membership of the officer who presented the matter,
    another person than `by`; None with `no_presenter`, on what it is decided without. annex: {text, provision, shared}
    for reasons that are secret, or None. decision: the other fields of Refusal that people write. The agency has been heard, or `not_communicated` says why not (25 § FL).
    A part that is refused becomes a requested service of its own. The decision is a document in the supplier's diary.
    seen: what the decision maker saw (`as_it_stands`); what has come since, a late reply too, is read first.
    Returns the Refusal. Raises NotAllowed, ValidationError at the field.
    """
    requested_service = begin("onboarding.refuse", requested_service, by=by)
    leave_no_open_agreement(requested_service)
    hearing = Communication.objects.of(requested_service.current_allocation)  # read once, where it is asked for
    if seen:
        saved_at = RefusalDraft.objects.saved_at(requested_service)
        check_still_stands(seen, as_it_stands(requested_service, saved_at, hearing))
    supplier = by.acting.mandate  # who else has no right to it
    signed = signatures(by, presented_by, requested_service.kept_out)
    refused = requested_service if refused_volume is None else _take_part(requested_service, refused_volume, by=by)
    file = journal.File.of(requested_service.chain)
    known = diary_entries.known_numbers(requested_service.registration)
    refusal = Refusal(
        allocation=refused.current_allocation,
        ground_id=ground,
        diary_number=diary_entries.next_document(requested_service.registration, supplier.agency, known),
        **signed,
        **decision,
    )
    check_decided(refusal, hearing)
    write(refusal)
    if refused != requested_service:  # of what is refused whole the database takes the proposal away
        RefusalDraft.objects.filter(allocation=requested_service.current_allocation).delete()
    changed = end_allocation(refused)
    secret = attach(refusal, annex) if annex else None
    text = f"{supplier.agency} nekade anslutning till {refused}. Grund: {refusal.ground}."
    facts = {"decision": refusal.diary_number, "ground": ground}
    more: dict[str, Any] = {"changed": changed, "annex": secret, "known": known, "file": file}
    return end("onboarding.refuse", refused, by=by, text=text, fact=refusal, **more, **facts)


def _take_part(requested_service: RequestedService, volume: Decimal, *, by: User) -> RequestedService:
    """Return the part that is refused as a requested service of its own, allocated as the whole, which keeps the rest."""
    if requested_service.volume is None or not 0 < volume < requested_service.volume:
        raise ValidationError({"refused_volume": "Ange mindre än den volym som efterfrågas, eller lämna tomt."})
    whole = requested_service.current_allocation
    part = write(requested_service.part(volume))
    write(whole.again(part))
    part.status, part.supplier = Status.ALLOCATED, whole.supplier
    part.save(update_fields=["status", "supplier"])
    requested_service.volume -= volume
    requested_service.save(update_fields=["volume"])
    text = f"{part.share} blev en egen efterfrågad tjänst, som nekas. Resten av {requested_service} gäller som förut."
    note("onboarding.refuse", requested_service, by=by, text=text, part=part.pk)
    return part


@transaction.atomic
def correct(
    refusal: Refusal,
    *,
    by: User,
    slip: str,
    obvious: bool,
    reasons: str,
    alternatives: str,
    account: str,
    seen: str = "",
) -> RefusalCorrection:
    """Correct the words of a refusal, never its ground, outcome or day; the first version stays. Returns the correction.

    slip: what is corrected; obvious: that it is plainly a slip of the pen, a miscalculation or the like.
    seen: see `check_unchanged`, of `words_of`.
    """
    refusal = begin("onboarding.correct", refusal, by=by)
    check_unchanged(seen, words_of(refusal))
    if not obvious:
        raise ValidationError({"obvious": "Bara uppenbara skrivfel och liknande får rättas (36 § förvaltningslagen)."})
    corrected = RefusalCorrection(
        refusal=refusal,
        number=refusal.corrections.count() + 1,
        slip=slip,
        reasons=reasons,
        alternatives=alternatives,
        account=account,
        corrected_on=timezone.localdate(),
        corrected_by=by,
        corrected_by_title=by.acting.title,
    )
    if all(getattr(corrected, name) == getattr(refusal.words, name) for name in WORDS):
        raise ValidationError("Inget är ändrat. Rätta texten i det fält där felet finns.")
    check_a_slip(refusal, corrected)
    write(corrected)
    text = f"{refusal.supplier.agency} rättade ett skrivfel i beslut {refusal}."
    requested_service, number = refusal.allocation.requested_service, corrected.number
    return end("onboarding.correct", requested_service, by=by, text=text, fact=corrected, correction=number)


@transaction.atomic
def open_annex(refusal: Refusal, *, by: User) -> None:
    """Note who opened the secret annex, and when; the caller has found it among the documents that the person sees."""
    check_right("onboarding.open_annex", refusal, by=by)
    end("onboarding.open_annex", refusal, by=by, text=f"Den sekretessbelagda bilagan till beslut {refusal} öppnades.")
