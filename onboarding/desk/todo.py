"""What waits for a person in 7–10 §§, and what is late against the authorities' own targets: at most MOST of each kind."""

from collections.abc import Callable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from itdrift.templatetags.swedish import dag
from registry.models import Mandate
from registry.ordinance import Part, Role
from registry.todo import MOST, task

from ..models import (
    Agreement,
    Allocation,
    Communication,
    ConflictReport,
    InterestRegistration,
    Message,
    Opinion,
    Prioritisation,
    RefusalDraft,
    RequestedService,
    StepRequest,
)
from ..models.conflict import in_conflict
from ..models.guest import not_closed_to
from ..workflow import BEING_DRAWN_UP, COMPETES, OPEN, AgreementStatus, PrioritisationStatus, QuestionStatus, Status
from . import worklist
from .draft_tasks import AWAITS_COMPLETION_FIRST, asked_steps, drafts, to_complete
from .proposals import SERVICE, decided_by_others, left_to_decide

# What a task says of a requested service: the rest of it, and of its case, is long and not read.
SHOWN = (
    "part_of", "volume", "whole_volume", "unmet_need", "status", "service__name", "agency__name",
    "registration__diary_number",
)  # fmt: skip


def waiting(user):
    """Return tasks, as registry.todo.task makes them, for the mandate in which the person acts."""
    acting = user.acting
    if acting is None or acting.role == Role.READER:
        return []
    return [one for kind in (*_kinds(user), requested_services) for one in kind(user)]


def _kinds(user):
    """Return the kinds of tasks, in their order, of which the mandate has anything at all: one query for all of them."""
    possible = _possible(user)
    if not possible:
        return []
    mandate = Mandate.objects.filter(pk=user.acting.mandate_id)
    held = mandate.order_by().values_list(*(Exists(some) for some in possible.values())).get()
    return [kind for kind, is_held in zip(possible, held, strict=True) if is_held]


def _possible(user):
    """Return {kind: what there is of it at the mandate, whoever may see it}, of the kinds for the person's part and role.

    A kind is a function: a person -> tasks.
    """
    mandate, boss = user.acting.mandate, user.acting.role == Role.DECISION_MAKER
    found: dict[Callable, QuerySet] = {}
    if mandate.part == Part.APPLICANT:
        asked = RequestedService.objects.filter(agency=mandate.agency_id, paused_at__isnull=False, status__in=OPEN)
        heard = Communication.objects.filter(replied_at=None, allocation__ended_at=None)
        found[asked_steps] = StepRequest.objects.waiting_for(user)
        found[drafts] = InterestRegistration.objects.drafts().filter(agency=mandate.agency_id)
        found[to_complete] = InterestRegistration.objects.awaiting_completion().filter(agency=mandate.agency_id)
        found |= {to_answer: asked, to_reply: heard.filter(allocation__requested_service__agency=mandate.agency_id)}
    if boss:
        found[conflicts] = ConflictReport.objects.filter(mandate=mandate, outcome="")
        if mandate.part != Part.COORDINATOR:
            ours = Q(registration__agency=mandate.agency_id) | Q(lines__supplier=mandate)
            found[to_sign] = Agreement.objects.filter(ours, status=AgreementStatus.READY)
    if mandate.part == Part.SUPPLIER:
        left = RefusalDraft.objects.filter(handed_over_at__isnull=False, allocation__supplier=mandate)
        begun = Prioritisation.objects.filter(status=PrioritisationStatus.OPEN, supplier=mandate)
        found |= {proposals: left} if boss else {}
        found[opinions] = RequestedService.objects.filter(supplier=mandate, awaits_opinion=True, status__in=COMPETES)
        found |= {prioritisations: begun} if boss else {}
    return found


def place_on_case(requested_service):
    return f"{reverse('case', args=[requested_service.registration_id])}#tjanst-{requested_service.pk}"


def to_answer(user):
    """Return questions for completion to the agency; the clock stands until they are answered (23 § förvaltningslagen)."""
    asked = Message.objects.visible_to(user).open_questions().filter(to=user.acting.mandate)
    asked = asked.exclude(registration__in=in_conflict(user))
    return [
        task(
            reverse("answer", args=[question.pk]),
            f"Svara helst senast {question.due}: {question.requested_service}",
            question.requested_service.registration.diary_number,
            QuestionStatus.OPEN,
            QuestionStatus.OPEN.label,
        )
        for question in _with_service(asked, "requested_service", "due").order_by("due", "pk")[:MOST]
    ]


def to_reply(user):
    """Return what suppliers consider before they refuse, for the agency to answer (25 § förvaltningslagen)."""
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


def conflicts(user):
    """Return what colleagues have reported, for a decision maker of the same mandate to examine (18 § förvaltningslagen)."""
    reported = ConflictReport.objects.visible_to(user).filter(outcome="")
    reported = reported.exclude(registration__in=in_conflict(user))  # what they have reported themselves, too
    reported = reported.select_related("registration", "person")
    reported = reported.only("outcome", "person__name", "registration__diary_number", "registration__created_at")
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


def to_sign(user):
    ready = Agreement.objects.visible_to(user).filter(status=AgreementStatus.READY)
    ready = ready.exclude(registration__in=in_conflict(user))
    unsigned = ready.exclude(signatures__mandate=user.acting.mandate).select_related("registration__agency")
    unsigned = unsigned.only("number", "status", "registration__agency__name")
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


def proposals(user):
    """Return decisions to refuse that a colleague has prepared and left to the decision makers (8 §)."""
    left = decided_by_others(left_to_decide(user), user).exclude(**{f"{SERVICE}__registration__in": in_conflict(user)})
    found = _with_service(left.select_related("allocation", "prepared_by"), SERVICE, "prepared_by__name")
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


def opinions(user):
    """Return what waits to be judged by the second of two, and to be agreed on where the two differ (9 §)."""
    of = {"ended_at": None, "assessment": None, "requested_service__supplier": user.acting.mandate}
    of |= {"requested_service__status__in": COMPETES, "requested_service__awaits_opinion": True}
    standing = Opinion.objects.standing().filter(**{f"allocation__{name}": value for name, value in of.items()})
    judged = standing.order_by().values("allocation")
    judged = judged.annotate(given=Count("pk"), mine=Count("pk", filter=Q(assessor=user)))
    boss = user.acting.role == Role.DECISION_MAKER
    to_settle = judged.filter(given=2) if boss else judged.filter(given=2, mine=1)
    to_settle = to_settle.exclude(allocation__proposed_assessment__proposed_by=user)  # the other is to confirm it
    return [
        *_to_judge(user, "assess", "Bedöm som den andra av två", judged.filter(given=1, mine=0)),
        *_to_judge(user, "settle", "Enas om bedömningen", to_settle),
    ]


def _to_judge(user, page, label, judged):
    seen = RequestedService.objects.visible_to(user).exclude(registration__in=in_conflict(user))
    found = Allocation.objects.filter(pk__in=judged.values("allocation"), requested_service__in=seen)
    found = _with_service(found, "requested_service").order_by("allocated_at", "pk")[:MOST]
    services = [allocation.requested_service for allocation in found]
    return [_of_service(one, reverse(page, args=[one.pk]), label) for one in services]


def prioritisations(user):
    """Return the orders that are begun and not decided, for a decision maker (9 §)."""
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


def requested_services(user):
    """Return the requested services whose next act the mandate has; what is paused waits for an answer."""
    next_act = worklist.NEXT[user.acting.mandate.part]
    mine = _own(user).filter(status__in=next_act, paused_at=None).exclude(registration__in=in_conflict(user))
    free = mine.exclude(status=Status.ACCEPTED, agreement_lines__agreement__status__in=BEING_DRAWN_UP)
    free = free.exclude(AWAITS_COMPLETION_FIRST)
    free = free.exclude(Exists(left_to_decide(user).filter(**{SERVICE: OuterRef("pk")})))  # it waits for that decision
    return [
        _of_service(one, _page_of_next(one), next_act[one.status])
        for one in free.only(*SHOWN).order_by("received_at", "pk")[:MOST]
    ]


# The page of what a part does next with one in a state; where there is a choice of several, its place on its case.
PAGES = {Status.REGISTERED: "allocate", Status.REFUSED: "allocate", Status.AGREED: "connect"}


def _page_of_next(requested_service):
    if requested_service.status == Status.ACCEPTED:
        return reverse("draw_up", args=[requested_service.registration_id])
    page = PAGES.get(requested_service.status)
    return reverse(page, args=[requested_service.pk]) if page else place_on_case(requested_service)


def late(user):
    """Return what is past the target for its state, most first, whoever has the next act: the coordinator's all, a party's own."""
    if user.acting is None:
        return []
    found = _own(user).filter(worklist.late()).select_related("supplier__agency")
    found = found.only(*SHOWN, "paused_at", "due_on", "supplier__agency__name")
    return [_late(requested_service) for requested_service in found.order_by("due_on", "pk")[:MOST]]


def _late(requested_service):
    label = f"{requested_service.registration.diary_number}: {requested_service}"
    note = f"{requested_service.agency} · väntar på {worklist.waits_for(requested_service)}"
    words = worklist.target(requested_service, timezone.localdate())
    return task(place_on_case(requested_service), label, note, "overdue", words)


def _own(user):
    """The requested services that are the mandate's to follow: the agency's, the supplier's now, the coordinator's all."""
    mandate = user.acting.mandate
    mine = {
        Part.APPLICANT: Q(agency=mandate.agency_id),
        Part.SUPPLIER: Q(supplier=mandate),
        Part.COORDINATOR: Q(),
    }[mandate.part]
    followed = RequestedService.objects.filter(mine, not_closed_to(user)).exclude(status=Status.DRAFT)
    return followed.select_related("registration", "agency", "service")


def _with_service(found, path, *more):
    """Read them with what a task says of the requested service at `path`; the rest of it and of its case is long."""
    one = found.select_related(*(f"{path}__{name}" for name in ("registration", "agency", "service")))
    return one.only(*(f"{path}__{name}" for name in SHOWN), *more)


def _of_service(requested_service, url, label):
    """Return the task of an act on it, at the address."""
    return task(
        url,
        f"{label}: {requested_service}",
        f"{requested_service.registration.diary_number} · {requested_service.agency}",
        requested_service.status,
        requested_service.get_status_display(),
    )
