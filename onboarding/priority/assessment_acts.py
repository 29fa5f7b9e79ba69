"""9 §: two assessors judge each request alone; where they differ they agree on one assessment."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from registry.acts import begin, check_unchanged, fingerprint, note, write
from registry.models import User

from ..consequences import end
from ..models import Allocation, Assessment, Opinion, RequestedService


@transaction.atomic
def assess(
    request: RequestedService, *, by: User, security_gain: int, security_grounds: str, cost_gain: int, cost_grounds: str
) -> Opinion:
    """One's own judgement: first higher security, then cost-effectiveness, on the scale of Gain, with grounds (9 §).

    While it is alone it may be changed. With the second both stand; where they agree the assessment is made at once.
    Returns the Opinion. The journal says only that it was given.
    """
    request = begin("onboarding.assess", request, by=by)
    allocation = request.current_allocation
    _set_aside_those_in_conflict(request, allocation)
    standing = allocation.opinions.standing()
    if standing.count() == 2:
        raise ValidationError("Båda bedömningarna är lämnade och kan inte ändras.", code="state")
    opinion = standing.filter(assessor=by).first() or Opinion(allocation=allocation, assessor=by)
    opinion.security_gain, opinion.security_grounds = security_gain, security_grounds
    opinion.cost_gain, opinion.cost_grounds = cost_gain, cost_grounds
    write(opinion)
    end("onboarding.assess", request, by=by, text=f"{by} lämnade sin bedömning av {request}.")
    _join(request, list(standing), by)
    return opinion


def _set_aside_those_in_conflict(request: RequestedService, allocation: Allocation) -> None:
    """Who has reported a conflict of interest since is replaced by the one who judges now (17 § förvaltningslagen)."""
    allocation.opinions.standing().filter(assessor__in=request.registration.conflicted).update(set_aside=True)


def _join(request: RequestedService, opinions: Sequence[Opinion], by: User) -> None:
    """Two that agree on both gains are the assessment."""
    if len(opinions) == 2 and opinions[0].gains == opinions[1].gains:
        grounds = {name: _both(opinions, name) for name in ("security_grounds", "cost_grounds")}
        assessment = _assessment(request, by, opinions[0].gains, grounds)
        note(
            "onboarding.assess",
            request,
            by=by,
            text=f"Båda bedömde lika. {_in_words(assessment)}",
            **_gains(assessment),
        )


def _both(opinions: Sequence[Opinion], name: str) -> str:
    return "\n\n".join(f"{opinion.assessor}: {getattr(opinion, name)}" for opinion in opinions)


def _assessment(request: RequestedService, by: User, gains: tuple[int, int], grounds: dict[str, str]) -> Assessment:
    allocation = request.current_allocation
    assessment = Assessment.objects.filter(allocation=allocation).first() or Assessment(allocation=allocation)
    assessment.security_gain, assessment.cost_gain = gains
    assessment.security_grounds, assessment.cost_grounds = grounds["security_grounds"], grounds["cost_grounds"]
    assessment.assessed_by = by
    return write(assessment)


def _in_words(assessment: Assessment) -> str:
    return (
        f"Högre säkerhet: {assessment.get_security_gain_display().lower()}. "
        f"Ökad kostnadseffektivitet: {assessment.get_cost_gain_display().lower()}."
    )


def _gains(assessment: Assessment) -> dict[str, Any]:
    return {"security_gain": assessment.security_gain, "cost_gain": assessment.cost_gain}


def as_assessed(request: RequestedService) -> str:
    """The fingerprint of the joint assessment as it stands, or of there being none."""
    return fingerprint(request.assessment and request.assessment.assessed_at)


@transaction.atomic
def settle(
    request: RequestedService,
    *,
    by: User,
    security_gain: int,
    security_grounds: str,
    cost_gain: int,
    cost_grounds: str,
    seen: str = "",
) -> Assessment:
    """One assessment where the two opinions differ, by one of the assessors or a decision maker (9 §).

    Both opinions stand beside it. seen: the fingerprint of the Assessment that the person saw. Returns the Assessment.
    """
    request = begin("onboarding.settle", request, by=by)
    check_unchanged(seen, as_assessed(request))
    opinions = list(request.current_allocation.opinions.standing())
    if len(opinions) < 2 or opinions[0].gains == opinions[1].gains:
        raise ValidationError("Det finns inte två bedömningar som skiljer sig åt.", code="state")
    grounds = {"security_grounds": security_grounds, "cost_grounds": cost_grounds}
    assessment = _assessment(request, by, (security_gain, cost_gain), grounds)
    text = f"Bedömningen av {request} enades. {_in_words(assessment)}"
    end("onboarding.settle", request, by=by, text=text, **_gains(assessment))
    return assessment
