"""8 §: what a decision to refuse says, whether it is made or left to be made (25, 31, 32 §§ FL, 11 §)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from ..models import Communication, Refusal, RefusalDraft, RefusalGround
from ..models.taking_part import WHO_TOOK_PART
from .reasons import CHOOSE_GROUND, MEET_IT, enough


def check_decided(refusal: Refusal, hearing: Collection[Communication]) -> None:
    """Raise ValidationError with what is wrong in a new decision, each at its field; the database asks the same."""
    wrong = {}
    if ground := RefusalGround.objects.filter(pk=refusal.ground_id).first():
        refusal.ground = ground
        if not ground.is_live(refusal.decided_on):
            wrong["ground"] = "Den grunden används inte längre. Välj en annan."
    wrong |= _lacks(refusal, hearing, on=refusal.decided_on)
    if wrong:
        raise ValidationError(wrong)


def check_left(draft: RefusalDraft) -> None:
    """Raise ValidationError with what a proposal lacks that is left to be decided, each at its field."""
    wrong: dict[str, Any] = {"ground": CHOOSE_GROUND} if draft.ground_id is None else {}
    try:
        enough(draft.reasons)
    except ValidationError as error:
        wrong["reasons"] = error
    wrong |= _lacks(draft, Communication.objects.of(draft.allocation), on=timezone.localdate())
    if wrong:
        raise ValidationError(wrong)


def _lacks(decision: Refusal | RefusalDraft, hearing: Collection[Communication], *, on: date) -> dict[str, str]:
    """Return what it does not say that a decision of that day says: {field: sentence}."""
    wrong = {}
    if not any(map(str.isalnum, decision.account)):
        wrong["account"] = "Beskriv fallet för redovisningen till regeringen (11 §)."
    if any(map(str.isalnum, decision.others)) == decision.nobody_else:
        wrong["others"] = WHO_TOOK_PART
    if not decision.not_communicated and not is_heard(hearing, on=on):
        wrong["not_communicated"] = (
            "Myndigheten har inte fått yttra sig, eller har tid kvar att svara. Vänta på svaret, eller ange varför "
            "myndigheten inte får yttra sig före beslutet (25 § förvaltningslagen)."
        )
    if any(communication.replied_at for communication in hearing) and not any(map(str.isalnum, decision.opinion)):
        wrong["opinion"] = MEET_IT
    return wrong


def is_heard(hearing: Collection[Communication], *, on: date) -> bool:
    """Tell whether the agency has been heard by that day: it has answered all that it was sent, or its time is out (25 § FL)."""
    return bool(hearing) and all(communication.is_over(on) for communication in hearing)
