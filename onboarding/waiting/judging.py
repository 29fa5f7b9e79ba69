"""What asks for a judgement: conflicts of interest, opinions on requested services, the order when capacity is short."""

from django.db.models import Count, Q
from django.urls import reverse

from registry.ordinance import Part, Role

from ..models import Allocation, ConflictReport, Prioritisation, RefusalDraft, RequestedService
from ..workflow import COMPETES, PrioritisationStatus
from .task import MOST, in_conflict, task


def conflicts(user):
    """Reported by a colleague, for a decision maker of the same mandate to examine (18 § förvaltningslagen)."""
    if user.acting.role != Role.DECISION_MAKER:
        return []
    reported = ConflictReport.objects.visible_to(user).filter(outcome="").exclude(person=user)
    reported = reported.exclude(registration__in=in_conflict(user)).select_related("registration", "person")
    return [
        task(
            reverse("decide_conflict", args=[report.pk]),
            f"Pröva jäv: {report.person}",
            str(report.registration),
            report.status,
            report.get_status_display(),
        )
        for report in reported[:MOST]
    ]


def opinions(user):
    """To judge as the second of two, and to agree where the two differ (9 §)."""
    if user.acting.mandate.part != Part.SUPPLIER:
        return []
    seen = RequestedService.objects.visible_to(user).filter(supplier=user.acting.mandate, status__in=COMPETES)
    seen = seen.exclude(registration__in=in_conflict(user))
    standing = Q(opinions__set_aside=False)
    judged = Allocation.objects.filter(
        ended_at=None, assessment=None, requested_service__in=seen.values("pk")
    ).annotate(
        given=Count("opinions", filter=standing), mine=Count("opinions", filter=standing & Q(opinions__assessor=user))
    )
    boss = user.acting.role == Role.DECISION_MAKER
    to_settle = judged.filter(given=2) if boss else judged.filter(given=2, mine=1)
    return [
        *_judge("assess", "Bedöm som den andra av två", judged.filter(given=1, mine=0)),
        *_judge("settle", "Enas om bedömningen", to_settle),
    ]


def _judge(page, label, allocations):
    found = allocations.select_related(
        "requested_service__registration", "requested_service__agency", "requested_service__service"
    )
    for asked in (allocation.requested_service for allocation in found.order_by("allocated_at", "pk")[:MOST]):
        note = f"{asked.registration.diary_number} · {asked.agency}"
        yield task(reverse(page, args=[asked.pk]), f"{label}: {asked}", note, asked.status, asked.get_status_display())


def proposals(user):
    """Decisions to refuse that a colleague has prepared and left to the decision makers (8 §)."""
    if user.acting.role != Role.DECISION_MAKER:
        return []
    left = RefusalDraft.objects.visible_to(user).filter(handed_over_at__isnull=False).exclude(prepared_by=user)
    path = "allocation__requested_service"
    left = left.exclude(**{f"{path}__registration__in": in_conflict(user)}).exclude(
        **{f"{path}__allocations__allocated_by": user}
    )
    found = left.select_related(f"{path}__registration", f"{path}__agency", f"{path}__service", "prepared_by")
    return [_proposal(draft) for draft in found.order_by("handed_over_at", "pk")[:MOST]]


def _proposal(draft):
    asked = draft.allocation.requested_service
    note = f"{asked.registration.diary_number} · förberett av {draft.prepared_by}"
    return task(reverse("refuse", args=[asked.pk]), f"Besluta om förslaget att neka: {asked}", note, "ready", "Förslag")


def prioritisations(user):
    """Begun and not decided: a decision maker's to decide (9 §)."""
    if user.acting.mandate.part != Part.SUPPLIER or user.acting.role != Role.DECISION_MAKER:
        return []
    begun = Prioritisation.objects.visible_to(user).filter(status=PrioritisationStatus.OPEN).select_related("service")
    return [
        task(
            reverse("prioritisation", args=[one.pk]),
            f"Besluta om ordningen: {one.service}",
            f"Påbörjad {one.declared_at:%Y-%m-%d}",
            one.status,
            one.get_status_display(),
        )
        for one in begun.order_by("declared_at", "pk")[:MOST]
    ]
