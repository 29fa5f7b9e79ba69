"""8 §: a supplier that lacks the conditions to offer a service, or a part of what is asked for, refuses with reasons."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift import outbox
from registry.acts import begin, check_presenter, end, note, write

from .. import diary, notices
from ..models import Allocation, Communication, Refusal, RefusalAnnex, RefusalDraft, RefusalGround
from ..workflow import Status
from . import dispatch
from .proposing import check_unchanged
from .standing import end_allocation, leave_no_open_agreement


@transaction.atomic
def refuse(request, *, by, ground, presented_by, refused_volume=None, annex=None, seen="", **said):
    """The supplier refuses the requested service, or `refused_volume` of it, and says why (8 §). Returns the Refusal.

    ground: the code of a RefusalGround. presented_by: the Membership of the officer who presented the matter, another
    person than the decision maker. annex: {text, provision, shared} for reasons that are secret, or None. said: the
    other fields of Refusal that people write. The agency has been heard, or `not_communicated` says why not (25 § FL).
    A part that is refused becomes a requested service of its own. The decision is a document in the supplier's diary.
    seen: what the decision maker saw (proposing.as_it_stands); what has come since, a late reply too, is read first.
    """
    request = begin("onboarding.refuse", request, by=by)
    leave_no_open_agreement(request)
    proposal = RefusalDraft.objects.of(request)
    check_unchanged(seen, request, proposal)
    check_presenter(presented_by, mandate=request.supplier, kept_out=request.kept_out)
    refused = request if refused_volume is None else _take_part(request, refused_volume, by=by)
    allocation = refused.current_allocation
    refusal = Refusal(
        allocation=allocation,
        ground_id=ground,
        diary_number=diary.next_document(request.registration, allocation.supplier.agency),
        decided_on=timezone.localdate(),
        decided_by=by,
        decided_by_title=by.acting.title,
        presented_by=presented_by.user,
        presented_by_title=presented_by.title,
        **said,
    )
    _check(refusal)
    write(refusal)
    if proposal:
        proposal.delete()
    changed = end_allocation(refused)
    dispatch.refused(refusal, by=by)
    if annex:
        _attach(refusal, annex, by=by)
    text = f"{allocation.supplier.agency} nekade anslutning till {refused}. Grund: {refusal.ground}."
    end("onboarding.refuse", refused, by=by, text=text, changed=changed, decision=refusal.diary_number, ground=ground)
    outbox.put("onboarding.documents.keep_refusal", key=f"refusal/{refusal.pk}", refusal_id=refusal.pk)
    notices.refused(refusal)
    return refusal


def _check(refusal):
    """What is asked of a new decision, each with its sentence at the field; the database asks the same."""
    wrong = {}
    ground = RefusalGround.objects.filter(pk=refusal.ground_id)
    if ground and not ground.live(refusal.decided_on):
        wrong["ground"] = "Den grunden används inte längre. Välj en annan."
    if not any(map(str.isalnum, refusal.account)):
        wrong["account"] = "Beskriv fallet för redovisningen till regeringen (11 §)."
    if bool(refusal.others.strip()) == refusal.nobody_else:
        wrong["others"] = "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen)."
    if not refusal.not_communicated and not _is_heard(refusal):
        wrong["not_communicated"] = (
            "Myndigheten har inte fått yttra sig, eller har tid kvar att svara. Vänta på svaret, eller ange varför "
            "myndigheten inte får yttra sig före beslutet (25 § förvaltningslagen)."
        )
    if wrong:
        raise ValidationError(wrong)


def _is_heard(refusal):
    sent = list(Communication.objects.of(refusal.allocation))
    return bool(sent) and all(communication.is_over(refusal.decided_on) for communication in sent)


def _take_part(request, volume, *, by):
    """The part that is refused, as a requested service of its own, allocated as the whole is; the whole keeps the rest."""
    if request.volume is None or not 0 < volume < request.volume:
        raise ValidationError({"refused_volume": "Ange mindre än den volym som efterfrågas, eller lämna tomt."})
    whole = request.current_allocation
    part = write(request.part(volume))
    same = {name: getattr(whole, name) for name in ("supplier", "motive", "allocated_by", "allocated_at")}
    write(Allocation(requested_service=part, **same))
    part.status, part.supplier = Status.ALLOCATED, whole.supplier
    part.save(update_fields=["status", "supplier"])
    request.volume -= volume
    request.save(update_fields=["volume"])
    text = f"{part.share} blev en egen efterfrågad tjänst, som nekas. Resten av {request} gäller som förut."
    note("onboarding.refuse", request, by=by, text=text, part=part.pk)
    return part


def _attach(refusal, annex, *, by):
    """The secret reasons, marked with provision, day and agency (5 kap. 5 § OSL), to the agency alone unless shared."""
    agency = refusal.supplier.agency
    kept = write(RefusalAnnex(refusal=refusal, agency=agency, marked_on=refusal.decided_on, **annex))
    dispatch.annexed(kept, by=by)
    outbox.put("onboarding.documents.keep_annex", key=f"annex/{refusal.pk}", refusal_id=refusal.pk)
