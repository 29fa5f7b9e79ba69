"""How far a requested service has come, for the agency that asked for it, and what comes next (7–10 §§)."""

from ..workflow import OPEN, Status

STAGES = [Status.REGISTERED, Status.ALLOCATED, Status.ACCEPTED, Status.AGREED, Status.CONNECTED]
COMES_NEXT = {
    Status.REGISTERED: "{coordinator} fördelar tjänsten till en leverantörsmyndighet.",
    Status.ALLOCATED: "{supplier} åtar sig tjänsten, eller nekar och anger skälen.",
    Status.REFUSED: "{coordinator} prövar om en annan leverantörsmyndighet kan få tjänsten.",
    Status.ACCEPTED: "ni och {supplier} ingår en skriftlig överenskommelse.",
    Status.AGREED: "{supplier} ansluter er till tjänsten.",
}


def stages(requested_service):
    """Return the labels of the stages: those that are passed, the one where it stands, and those ahead; None when it has ended.

    One that was refused stands in that, where it would have stood as allocated.
    """
    status = Status(requested_service.status)
    if status == Status.REFUSED:
        passed, ahead = STAGES[:1], STAGES[2:]
    elif status in STAGES:
        place = STAGES.index(status)
        passed, ahead = STAGES[:place], STAGES[place + 1 :]
    else:
        return None
    return {"passed": [one.label for one in passed], "now": status.label, "ahead": [one.label for one in ahead]}


def comes_next(requested_service, coordinator):
    """Return what somebody does next, in words; empty when nothing is left. coordinator: the Agency."""
    if requested_service.paused_at and requested_service.status in OPEN:
        return "ni svarar på det som ni har tillfrågats om."
    words = COMES_NEXT.get(requested_service.status, "")
    return words.format(coordinator=coordinator, supplier=requested_service.supplier)
