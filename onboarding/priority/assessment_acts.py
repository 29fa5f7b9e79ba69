"""9 §: two assessors judge each requested service alone; where they differ they agree on one assessment."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from itdrift.late import LATE
from itdrift.templatetags.swedish import liten
from registry.acts import begin, check_unchanged, fingerprint, note, write
from registry.models import Membership, User

from ..consequences import end
from ..models import Allocation, Assessment, Opinion, ProposedAssessment, RequestedService

JUDGED_ANEW_FIRST = "En av de två som har bedömt har anmält jäv. Låt en kollega bedöma i stället, innan ni enas."


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
    requested_service: RequestedService,
    by: User,
    gains: tuple[int, int],
    grounds: dict[str, str],
    agreed_with: User | None = None,
) -> Assessment:
    allocation = requested_service.current_allocation
    assessment = Assessment.objects.filter(allocation=allocation).first() or Assessment(allocation=allocation)
    assessment.security_gain, assessment.cost_gain = gains
    assessment.security_grounds, assessment.cost_grounds = grounds["security_grounds"], grounds["cost_grounds"]
    assessment.assessed_by, assessment.agreed_with = by, agreed_with
    return write(assessment)


def _in_words(assessment: Assessment) -> str:
    return (
        f"Högre säkerhet: {liten(assessment.get_security_gain_display())}. "
        f"Ökad kostnadseffektivitet: {liten(assessment.get_cost_gain_display())}."
    )


def _gains(assessment: Assessment) -> dict[str, Any]:
    return {"security_gain": assessment.security_gain, "cost_gain": assessment.cost_gain}


def as_assessed(requested_service: RequestedService) -> str:
    """Return the fingerprint of the joint assessment as it stands, and of what is proposed, or of there being none."""
    proposed = proposal(requested_service)
    assessment = requested_service.assessment
    return fingerprint(assessment and assessment.assessed_at, proposed and proposed.proposed_at)


def proposal(requested_service: RequestedService) -> ProposedAssessment | None:
    """Return what one of its two assessors has proposed that they agree on; None, too, once either is in conflict."""
    allocation = requested_service.current_allocation
    found = ProposedAssessment.objects.filter(allocation=allocation).select_related("proposed_by").first()
    assessors = {opinion.assessor_id for opinion in allocation.standing_opinions} if allocation else set()
    barred = assessors & requested_service.registration.conflicted
    return found if found and found.proposed_by_id in assessors and not barred else None


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
) -> Assessment | ProposedAssessment:
    """Agree on one assessment where the two opinions differ: one assessor proposes it, the other confirms it unchanged (9 §).

    A decision maker who has not judged decides alone. Both opinions stand beside it. seen: the fingerprint of what the person
    saw (`as_assessed`). Returns the Assessment, or the ProposedAssessment that the other is to confirm.
    """
    requested_service = begin("onboarding.settle", requested_service, by=by)
    allocation: Allocation = requested_service.current_allocation
    opinions = list(allocation.opinions.standing())
    if {opinion.assessor_id for opinion in opinions} & requested_service.registration.conflicted:
        raise ValidationError(JUDGED_ANEW_FIRST, code=LATE)
    check_unchanged(seen, as_assessed(requested_service))
    if len(opinions) < 2 or opinions[0].gains == opinions[1].gains:
        raise ValidationError("Det finns inte två bedömningar som skiljer sig åt.", code=LATE)
    content = (security_gain, security_grounds, cost_gain, cost_grounds)
    proposed = proposal(requested_service)
    if by.pk not in {opinion.assessor_id for opinion in opinions}:
        return _settled(requested_service, by, content, None)
    if proposed and proposed.proposed_by_id != by.pk and proposed.content == content:
        return _settled(requested_service, by, content, proposed.proposed_by)
    other = next(opinion.assessor_id for opinion in opinions if opinion.assessor_id != by.pk)
    return _propose(requested_service, by, content, other)


def _settled(
    requested_service: RequestedService, by: User, content: tuple[int, str, int, str], agreed_with: User | None
) -> Assessment:
    security_gain, security_grounds, cost_gain, cost_grounds = content
    grounds = {"security_grounds": security_grounds, "cost_grounds": cost_grounds}
    assessment = _assessment(requested_service, by, (security_gain, cost_gain), grounds, agreed_with)
    how = f"enades av {agreed_with} och {by}" if agreed_with else f"avgjordes av {by}"
    text = f"Bedömningen av {requested_service} {how}. {_in_words(assessment)}"
    end("onboarding.settle", requested_service, by=by, text=text, **_gains(assessment))
    ProposedAssessment.objects.filter(allocation=requested_service.current_allocation).delete()
    return assessment


def _propose(
    requested_service: RequestedService, by: User, content: tuple[int, str, int, str], other: int
) -> ProposedAssessment:
    """Write what `by` proposes, and tell the `other` (the key of a person), who is to confirm it."""
    allocation = requested_service.current_allocation
    proposed = ProposedAssessment.objects.filter(allocation=allocation).first()
    proposed = proposed or ProposedAssessment(allocation=allocation)
    proposed.security_gain, proposed.security_grounds, proposed.cost_gain, proposed.cost_grounds = content
    proposed.proposed_by = by
    write(proposed)
    text = f"{by} föreslog en gemensam bedömning av {requested_service}."
    people = Membership.objects.current().filter(mandate=requested_service.supplier_id, user=other)
    return end("onboarding.settle", requested_service, by=by, text=text, fact=proposed, people=people)
