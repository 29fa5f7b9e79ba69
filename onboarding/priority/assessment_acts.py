"""9 §: two assessors judge each requested service alone; where they differ they agree on one assessment."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from itdrift.late import LATE
from itdrift.templatetags.swedish import liten
from registry.acts import begin, check_unchanged, fingerprint, note, write
from registry.models import User

from ..consequences import end
from ..models import Allocation, Assessment, Opinion, RequestedService


@transaction.atomic
def assess(
    requested_service: RequestedService,
    *,
    by: User,
    security_gain: int,
    security_grounds: str,
    cost_gain: int,
    cost_grounds: str,
) -> Opinion:
    """Give one's own judgement: first higher security, then cost-effectiveness, on the scale of Gain, with grounds (9 §).

    While it is alone it may be changed. With the second both stand; where they agree the assessment is made at once.
    Returns the Opinion. The journal says only that it was given.
    """
    requested_service = begin("onboarding.assess", requested_service, by=by)
    allocation: Allocation = requested_service.current_allocation
    # who has reported a conflict of interest since is replaced by the one who judges now (17 § förvaltningslagen)
    conflicted = requested_service.registration.conflicted
    allocation.opinions.standing().filter(assessor__in=conflicted).update(set_aside=True)
    standing = allocation.opinions.standing()
    if standing.count() == 2:
        raise ValidationError("Båda bedömningarna är lämnade och kan inte ändras.", code=LATE)
    opinion = standing.filter(assessor=by).first() or Opinion(allocation=allocation, assessor=by)
    opinion.security_gain, opinion.security_grounds = security_gain, security_grounds
    opinion.cost_gain, opinion.cost_grounds = cost_gain, cost_grounds
    write(opinion)
    end("onboarding.assess", requested_service, by=by, text=f"{by} lämnade sin bedömning av {requested_service}.")
    _join(requested_service, list(standing), by)
    return opinion


def _join(requested_service: RequestedService, opinions: Sequence[Opinion], by: User) -> None:
    """Make the assessment of two opinions that agree on both gains."""
    if len(opinions) == 2 and opinions[0].gains == opinions[1].gains:
        grounds = {
            name: "\n\n".join(f"{opinion.assessor}: {getattr(opinion, name)}" for opinion in opinions)
            for name in ("security_grounds", "cost_grounds")
        }
        assessment = _assessment(requested_service, by, opinions[0].gains, grounds)
        note(
            "onboarding.assess",
            requested_service,
            by=by,
            text=f"Båda bedömde lika. {_in_words(assessment)}",
            **_gains(assessment),
        )


def _assessment(
    requested_service: RequestedService, by: User, gains: tuple[int, int], grounds: dict[str, str]
) -> Assessment:
    allocation = requested_service.current_allocation
    assessment = Assessment.objects.filter(allocation=allocation).first() or Assessment(allocation=allocation)
    assessment.security_gain, assessment.cost_gain = gains
    assessment.security_grounds, assessment.cost_grounds = grounds["security_grounds"], grounds["cost_grounds"]
    assessment.assessed_by = by
    return write(assessment)


def _in_words(assessment: Assessment) -> str:
    return (
        f"Högre säkerhet: {liten(assessment.get_security_gain_display())}. "
        f"Ökad kostnadseffektivitet: {liten(assessment.get_cost_gain_display())}."
    )


def _gains(assessment: Assessment) -> dict[str, Any]:
    return {"security_gain": assessment.security_gain, "cost_gain": assessment.cost_gain}


def as_assessed(requested_service: RequestedService) -> str:
    """Return the fingerprint of the joint assessment as it stands, or of there being none."""
    return fingerprint(requested_service.assessment and requested_service.assessment.assessed_at)


@transaction.atomic
def settle(
    requested_service: RequestedService,
    *,
    by: User,
    security_gain: int,
    security_grounds: str,
    cost_gain: int,
    cost_grounds: str,
    seen: str = "",
) -> Assessment:
    """Make one assessment where the two opinions differ, by one of the assessors or a decision maker (9 §).

    Both opinions stand beside it. seen: the fingerprint of the Assessment that the person saw. Returns the Assessment.
    """
    requested_service = begin("onboarding.settle", requested_service, by=by)
    check_unchanged(seen, as_assessed(requested_service))
    allocation: Allocation = requested_service.current_allocation
    opinions = list(allocation.opinions.standing())
    if len(opinions) < 2 or opinions[0].gains == opinions[1].gains:
        raise ValidationError("Det finns inte två bedömningar som skiljer sig åt.", code=LATE)
    grounds = {"security_grounds": security_grounds, "cost_grounds": cost_grounds}
    assessment = _assessment(requested_service, by, (security_gain, cost_gain), grounds)
    text = f"Bedömningen av {requested_service} enades. {_in_words(assessment)}"
    end("onboarding.settle", requested_service, by=by, text=text, **_gains(assessment))
    return assessment
