"""What waits for a person in 7–10 §§, and what is late against the authorities' own targets: at most MOST of each kind."""

from django.db.models import Count, Q
from django.urls import reverse

from itdrift.templatetags.swedish import dag
from registry.ordinance import Part, Role
from registry.todo import task

from ..models import (
    Agreement,
    Allocation,
    Communication,
    ConflictReport,
    InterestRegistration,
    Message,
    Prioritisation,
    RefusalDraft,
    RequestedService,
)
from ..workflow import BEING_DRAWN_UP, COMPETES, AgreementStatus, PrioritisationStatus, Status
from . import worklist

MOST = 10


def case_page(case_id):
    return reverse("case", args=[case_id])


def in_conflict(user):
    """Return the keys of the cases in which the person does nothing, after a report of conflict of interest, as a subquery."""
    return ConflictReport.objects.barring().filter(person=user).values("registration")


def to_answer(user):
    """Return questions for completion to the agency; the clock stands until they are answered (23 § förvaltningslagen)."""
    if user.acting.mandate.part != Part.APPLICANT:
        return []
    waiting_for_us = Message.objects.visible_to(user).open_questions().filter(to=user.acting.mandate)
    waiting_for_us = waiting_for_us.exclude(registration__in=in_conflict(user)).select_related(
        "registration", "requested_service__service"
    )
    return [
        task(
            reverse("answer", args=[question.pk]),
            f"Svara helst senast {question.due}: {question.requested_service}",
            str(question.registration),
            question.status,
            question.status.label,
        )
        for question in waiting_for_us.order_by("due", "pk")[:MOST]
    ]


def to_reply(user):
    """Return what suppliers consider before they refuse, for the agency to answer (25 § förvaltningslagen)."""
    if user.acting.mandate.part != Part.APPLICANT:
        return []
    unanswered = Communication.objects.visible_to(user).filter(replied_at=None, allocation__ended_at=None)
    unanswered = unanswered.exclude(allocation__requested_service__registration__in=in_conflict(user))
    return [
        task(
            reverse("reply", args=[sent.pk]),
            f"Yttra er senast {sent.reply_by}",
            str(sent.allocation),
            sent.status,
            sent.get_status_display(),
        )
        for sent in unanswered.with_parties().order_by("reply_by", "pk")[:MOST]
    ]


def drafts(user):
    if user.acting.mandate.part != Part.APPLICANT:
        return []
    own = InterestRegistration.objects.visible_to(user).drafts().filter(agency=user.acting.mandate.agency_id)
    own = own.exclude(pk__in=in_conflict(user))
    return [_draft(case, user.acting.role) for case in own.order_by("created_at")[:MOST]]


def _draft(case, role):
    """To finish; to a decision maker, once it is left to them, to send."""
    if role == Role.DECISION_MAKER and case.handed_over_at:
        return task(
            reverse("register", args=[case.pk]), "Granska och anmäl intresset", str(case), "ready", "Klart utkast"
        )
    return task(reverse("edit", args=[case.pk]), "Skriv klart intresseanmälan", str(case), "draft", "Utkast")


def to_sign(user):
    if user.acting.role != Role.DECISION_MAKER or user.acting.mandate.part == Part.COORDINATOR:
        return []
    ready = Agreement.objects.visible_to(user).filter(status=AgreementStatus.READY)
    ready = ready.exclude(registration__in=in_conflict(user))
    unsigned = ready.exclude(signatures__mandate=user.acting.mandate).select_related("registration__agency")
    return [
        task(
            reverse("agreement", args=[a.pk]),
            f"Underteckna {a.number}",
            str(a.registration.agency),
            a.status,
            a.get_status_display(),
        )
        for a in unsigned.order_by("drawn_up_at")[:MOST]
    ]


def requested_services(user):
    """Return the requested services whose next act the mandate has; what is paused waits for an answer."""
    next_act = worklist.NEXT[user.acting.mandate.part]
    mine = _own(user).filter(status__in=next_act, paused_at=None).exclude(registration__in=in_conflict(user))
    free = mine.exclude(status=Status.ACCEPTED, agreement_lines__agreement__status__in=BEING_DRAWN_UP)
    return [
        task(
            case_page(requested_service.registration_id),
            f"{next_act[requested_service.status]}: {requested_service}",
            f"{requested_service.registration.diary_number} · {requested_service.agency}",
            requested_service.status,
            requested_service.get_status_display(),
        )
        for requested_service in free.order_by("received_at", "pk")[:MOST]
    ]


def late(user):
    """Return what is past the target for its state, most first, whoever has the next act: the coordinator's all, a party's own."""
    if user.acting is None:
        return []
    found = _own(user).filter(worklist.late()).select_related("supplier__agency").order_by("due_on", "pk")[:MOST]
    return [_late(row) for row in worklist.rows_of(found)]


def _late(row):
    requested_service = row.requested_service
    label = f"{requested_service.registration.diary_number}: {requested_service}"
    note = f"{requested_service.agency} · väntar på {worklist.waits_for(requested_service)}"
    return task(case_page(requested_service.registration_id), label, note, "overdue", row.target)


def _own(user):
    """The requested services that are the mandate's to follow: the agency's, the supplier's now, the coordinator's all."""
    mandate = user.acting.mandate
    mine = {
        Part.APPLICANT: Q(agency=mandate.agency_id),
        Part.SUPPLIER: Q(supplier=mandate),
        Part.COORDINATOR: Q(),
    }[mandate.part]
    seen = RequestedService.objects.visible_to(user).filter(mine).exclude(status=Status.DRAFT)
    return seen.select_related("registration", "agency", "service")


def conflicts(user):
    """Return what colleagues have reported, for a decision maker of the same mandate to examine (18 § förvaltningslagen)."""
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
    """Return what waits to be judged by the second of two, and to be agreed on where the two differ (9 §)."""
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
    for requested_service in (
        allocation.requested_service for allocation in found.order_by("allocated_at", "pk")[:MOST]
    ):
        note = f"{requested_service.registration.diary_number} · {requested_service.agency}"
        yield task(
            reverse(page, args=[requested_service.pk]),
            f"{label}: {requested_service}",
            note,
            requested_service.status,
            requested_service.get_status_display(),
        )


def proposals(user):
    """Return decisions to refuse that a colleague has prepared and left to the decision makers (8 §)."""
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
    requested_service = draft.allocation.requested_service
    note = f"{requested_service.registration.diary_number} · förberett av {draft.prepared_by}"
    return task(
        reverse("refuse", args=[requested_service.pk]),
        f"Besluta om förslaget att neka: {requested_service}",
        note,
        "ready",
        "Förslag",
    )


def prioritisations(user):
    """Return the orders that are begun and not decided, for a decision maker (9 §)."""
    if user.acting.mandate.part != Part.SUPPLIER or user.acting.role != Role.DECISION_MAKER:
        return []
    begun = Prioritisation.objects.visible_to(user).filter(status=PrioritisationStatus.OPEN).select_related("service")
    return [
        task(
            reverse("prioritisation", args=[one.pk]),
            f"Besluta om ordningen: {one.service}",
            f"Påbörjad {dag(one.declared_at)}",
            one.status,
            one.get_status_display(),
        )
        for one in begun.order_by("declared_at", "pk")[:MOST]
    ]


# One function for each kind of task, in the order in which they stand: a person -> tasks.
KINDS = (drafts, to_answer, to_reply, conflicts, to_sign, proposals, opinions, prioritisations, requested_services)


def waiting(user):
    """Return tasks, as registry.todo.task makes them, for the mandate in which the person acts."""
    acting = user.acting
    if acting is None or acting.role == Role.READER:
        return []
    return [one for kind in KINDS for one in kind(user)]
