"""37–38 §§ FL: a supplier changes its decision to refuse by a new one; the first is read as before."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE
from itdrift.templatetags.swedish import liten
from registry import journal
from registry.acts import begin, check_state, check_unchanged, fingerprint, lock, write
from registry.models import Membership, User

from .. import diary_entries
from ..consequences import end
from ..models import Allocation, Refusal, RefusalChange, RefusalGround, RequestedService
from ..models.refusal_change import ChangeOutcome
from ..presenting import signatures
from ..workflow import Status

LIFTED_ALREADY = "Beslutet är redan upphävt."
ELSEWHERE = (
    "Beslutet kan inte upphävas nu: tjänsten är {state}. Bara en tjänst som är nekad, och som inte har fördelats på nytt "
    "sedan dess, kan ni pröva igen. Be den samordnande myndigheten fördela tjänsten till er."
)


def standing_of(refusal: Refusal) -> str:
    """Return the fingerprint of how the decision stands: how often it is changed or corrected."""
    return fingerprint(refusal.changes.count(), refusal.corrections.count())


@transaction.atomic
def reconsider(
    refusal: Refusal,
    *,
    by: User,
    outcome: str,
    ground: str | None = None,
    presented_by: Membership | None = None,
    seen: str = "",
    **decision: Any,
) -> RefusalChange:
    """Make a new decision instead of a refusal: it is lifted, or rests on another ground or reasons (37–38 §§ FL).

    outcome: a ChangeOutcome. A refusal that is lifted is the supplier's again, allocated as before, and can be taken on.
    ground: the code of a RefusalGround in use, for new reasons. presented_by: as for `refuse`, or None with
    `no_presenter`. decision: the other fields of RefusalChange that people write. seen: see `standing_of`.
    Returns the RefusalChange. Raises NotAllowed, ValidationError at the field.
    """
    requested_service = lock(refusal.allocation.requested_service)  # what stands there is not moved meanwhile
    refusal = begin("onboarding.reconsider", refusal, by=by)
    check_unchanged(seen, standing_of(refusal))
    if refusal.lifted:
        raise ValidationError(LIFTED_ALREADY, code=LATE)
    supplier = by.acting.mandate
    signed = signatures(by, presented_by, requested_service.kept_out)
    file = journal.File.of(requested_service.chain)
    known = diary_entries.known_numbers(requested_service.registration)
    change = RefusalChange(
        refusal=refusal,
        outcome=outcome,
        ground=_ground(ground),
        allocation=_restored(requested_service, refusal) if outcome == ChangeOutcome.LIFTED else None,
        diary_number=diary_entries.next_document(requested_service.registration, supplier.agency, known),
        **signed,
        **decision,
    )
    write(change)
    what = "upphävde" if change.lifts else "ändrade skälen i"
    text = f"{supplier.agency} {what} beslut {refusal} att neka anslutning till {requested_service}."
    facts = {"decision": change.diary_number, "replaces": refusal.diary_number, "outcome": outcome}
    end("onboarding.reconsider", requested_service, by=by, text=text, fact=change, known=known, file=file, **facts)
    if change.lifts:
        text = f"{requested_service} är åter fördelad till {supplier.agency}."
        end("onboarding.lift", requested_service, by=by, text=text, changed=["supplier"], file=file)
    return change


def _ground(code: str | None) -> RefusalGround | None:
    ground = RefusalGround.objects.live(timezone.localdate()).filter(pk=code).first() if code else None
    if code and ground is None:
        raise ValidationError({"ground": "Den grunden används inte längre. Välj en annan."})
    return ground


def _restored(requested_service: RequestedService, refusal: Refusal) -> Allocation:
    """Return the coordinator's allocation anew, as it stood before the refusal; the requested service has the supplier again.

    Raises ValidationError when the service has gone on meanwhile.
    """
    before = refusal.allocation
    latest = max(allocation.pk for allocation in requested_service.allocations.all())
    if requested_service.status != Status.REFUSED or latest != before.pk:
        state = liten(requested_service.get_status_display())
        raise ValidationError({"outcome": ValidationError(ELSEWHERE.format(state=state), code=LATE)})
    check_state("onboarding.lift", requested_service)
    restored = write(before.again(requested_service))
    requested_service.supplier = before.supplier
    return restored
