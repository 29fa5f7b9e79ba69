"""36 § förvaltningslagen: which words of a refusal can be put right, and how much of them a slip may be."""

import re
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError

from registry.acts import fingerprint

from ..models import Refusal, RefusalCorrection

WORDS = ("reasons", "alternatives", "account")


def words_of(refusal: Refusal) -> str:
    """Return the fingerprint of the words as they read now."""
    return fingerprint(*(getattr(refusal.words, name) for name in WORDS))


# How much of each text a slip may be: ten words, or a tenth of them. A proposal, not a rule of the law.
SLIP_WORDS = 10
MORE_THAN_A_SLIP = (
    "Det här ändrar mer av texten än ett skrivfel gör. Rättelser gäller bara uppenbara skrivfel, räknefel och liknande "
    "(36 § förvaltningslagen). Nya skäl är ett nytt beslut (37 och 38 §§)."
)


def check_a_slip(refusal: Refusal, corrected: RefusalCorrection) -> None:
    """Raise ValidationError at each text that is more than corrected: held against what was decided, not the last correction."""
    # a refusal of before, without a description for the account, gets it by a correction (11 §)
    names = [name for name in WORDS if name != "account" or re.search(r"\w", refusal.account)]
    of_each = {name: (getattr(refusal, name).split(), getattr(corrected, name).split()) for name in names}
    too_much = [name for name, (was, now) in of_each.items() if _changed(was, now) > max(SLIP_WORDS, len(was) // 10)]
    if too_much:
        raise ValidationError(dict.fromkeys(too_much, MORE_THAN_A_SLIP))


def _changed(was: list[str], now: list[str]) -> int:
    """Return how many words are changed, added or taken away."""
    codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return sum(max(end - start, stop - begun) for code, start, end, begun, stop in codes if code != "equal")
