"""The secret annex of a refusal: what of the reasons cannot stand in the decision (8 §; 5 kap. 5 § OSL)."""

from typing import Any

from registry.acts import write

from .. import diary_entries
from ..consequences import SPECIALS, Ending
from ..models import Refusal, RefusalAnnex, SecrecyMarking


def attach(refusal: Refusal, annex: dict[str, Any]) -> RefusalAnnex:
    """Write the secret reasons, marked with provision, day and agency, to the agency alone unless shared.

    annex: {text, provision, shared}. Returns the RefusalAnnex. Raises ValidationError.
    """
    agency = refusal.supplier.agency
    return write(RefusalAnnex(refusal=refusal, agency=agency, marked_on=refusal.decided_on, **annex))


def register(of: Ending) -> None:
    """Put the annex, where the refusal has one, in the diaries, and mark it secret in that of the agency that decided."""
    annex = of.annex
    if not isinstance(annex, RefusalAnnex):
        return
    to = [of.case.agency, *([of.coordinator] if annex.shared else [])]
    posted = diary_entries.Posted(annex.agency, to, f"Bilaga till beslut {of.fact}", annex)
    (entry,) = diary_entries.sent_together(of.case, [posted], by=of.by)
    assert of.by  # a refusal is decided by a person
    SecrecyMarking.objects.create(entry=entry, provision=annex.provision, agency=annex.agency, marked_by=of.by)


SPECIALS["secret annex"] = register
