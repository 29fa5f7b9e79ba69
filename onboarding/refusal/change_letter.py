"""The decision that changes a decision to refuse (37–38 §§ FL): its own paper; the letter of the first is kept as it was."""

from itdrift import outbox
from registry.models import Mandate
from registry.ordinance import section

from ..appeal.wording import appeal_text
from ..models import Document, DocumentKind, RefusalChange
from ..papers import draw
from ..presenting import deciders
from .letter import EIGHT


@outbox.job("refusal.keep_change")
def keep_change(change_id):
    """Draw and keep the decision: what it replaces, why, the new reasons, and what 31 and 32 §§ förvaltningslagen ask for."""
    path = "refusal__allocation"
    rows = RefusalChange.objects.select_related(
        f"{path}__requested_service__registration__agency",
        f"{path}__requested_service__service",
        f"{path}__requested_service__part_of__service",
        f"{path}__supplier__agency",
        "ground",
        "decided_by",
        "presented_by",
        "appeal__agency",
    )
    change = rows.get(pk=change_id)
    refusal, case = change.refusal, change.refusal.registration
    content = draw("refusal_change", change_paper(change), change.diary_number, change.created_at)
    Document.keep(case, DocumentKind.CHANGE, change.diary_number, content, refusal=refusal, change=change)


def change_paper(change):
    """Return the context of the paper."""
    refusal = change.refusal
    requested_service, supplier = refusal.allocation.requested_service, refusal.supplier.agency
    case = requested_service.registration
    return {
        "sender": supplier.name,
        "sender_org_number": supplier.org_number,
        "recipient": case.agency.name,
        "recipient_reference": case.own_reference,
        "diary_number": change.diary_number,
        "case_number": case.diary_number,
        "date": change.decided_on,
        "replaces": f"{refusal.diary_number}, {refusal.decided_on:%Y-%m-%d}",
        "service": str(requested_service),
        "content": _content(change, requested_service, supplier, case.agency),
        "why": change.why,
        "section": change.section,
        "ground": str(change.ground) if change.ground else "",
        "reasons": change.reasons,
        "heard": change.heard,
        "provisions": [f"{change.section} förvaltningslagen (2017:900)", EIGHT],
        "applied": "" if change.lifts else section("8 §", change.decided_on).text,
        "what_happens_next": _next(change, supplier),
        "appeal": appeal_text(change.appeal, change.diary_number),
        "coordinator": Mandate.objects.coordinator().agency.name,
        **deciders(change),
    }


def _content(change, requested_service, supplier, agency):
    refusal = change.refusal
    earlier = f"sitt beslut {refusal.diary_number} den {refusal.decided_on:%Y-%m-%d}"
    about = f"att neka {agency} anslutning till {requested_service}"
    if change.lifts:
        return f"{supplier} upphäver {earlier} {about}. {supplier} har därmed åter den efterfrågade tjänsten och prövar den på nytt."
    return (
        f"{supplier} ändrar {earlier} {about}. Anslutning nekas som förut. Grunden och skälen nedan gäller i stället för "
        "dem i det tidigare beslutet."
    )


def _next(change, supplier):
    kept = "Det tidigare beslutet finns kvar i ärendet. Ändringen framgår av redovisningen till regeringen (11\N{NO-BREAK SPACE}§)."
    if change.lifts:
        return f"{supplier} kan nu åta sig tjänsten. Innan anslutning på nytt skulle nekas får ni yttra er. {kept}"
    return f"Den samordnande myndigheten får del av beslutet. {kept}"
