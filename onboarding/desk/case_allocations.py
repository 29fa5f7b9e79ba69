"""The allocations of a requested service as one person may read them, each with its hearing, its refusal and what came after."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseAllocation:
    """An allocation, and whether the person may read its motive and the reasons of its refusal.

    hearing: what the agency was sent before a refusal, and its replies, to the two of them; and what the person may do.
    restored_by: the decision by which a refusal was lifted, and the allocation stands again; else None.
    """

    allocation: object
    in_full: bool
    hearing: list
    may_reply: bool
    may_correct: bool
    may_change: bool
    restored_by: object = None

    @property
    def refusal(self):
        return getattr(self.allocation, "refusal", None)


def history_of(requested_service, heard, user, supplier):
    """Return the CaseAllocations of a requested service with its history.

    heard: the Communications that the person sees in the case. supplier: the key of the person's mandate where that reads
    as a supplier, else None.
    """
    allocations = requested_service.allocations.all()
    refusals = [allocation.refusal for allocation in allocations if hasattr(allocation, "refusal")]
    restored = {change.allocation_id: change for refusal in refusals for change in refusal.changes.all()}
    return [_case_allocation(one, heard, user, supplier, restored.get(one.pk)) for one in allocations]


def _case_allocation(allocation, heard, user, supplier, restored_by):
    hearing = [sent for sent in heard if sent.allocation_id == allocation.pk]
    may_reply = any(user.has_perm("onboarding.reply", sent) for sent in hearing)
    refusal = getattr(allocation, "refusal", None)
    may_correct = refusal is not None and user.has_perm("onboarding.correct", refusal)
    # the same people may: one question serves both
    may_change = may_correct and refusal.lifted is None
    # A supplier reads its own motives and reasons, not another supplier's (8 §).
    in_full = supplier is None or allocation.supplier_id == supplier
    return CaseAllocation(allocation, in_full, hearing, may_reply, may_correct, may_change, restored_by)
