"""Drafts to finish, agreements to sign, requested services whose next act one has, and what is late against the targets."""

from django.db.models import Q
from django.urls import reverse

from registry.ordinance import Part, Role

from .. import worklist
from ..models import Agreement, InterestRegistration, RequestedService
from ..workflow import BEING_DRAWN_UP, AgreementStatus, Status
from .task import MOST, case_page, in_conflict, task


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
            reverse("case_review", args=[case.pk]), "Granska och anmäl intresset", str(case), "ready", "Klart utkast"
        )
    return task(reverse("case_edit", args=[case.pk]), "Skriv klart intresseanmälan", str(case), "draft", "Utkast")


def to_sign(user):
    if user.acting.role != Role.DECISION_MAKER or user.acting.mandate.part == Part.COORDINATOR:
        return []
    ready = Agreement.objects.visible_to(user).filter(status=AgreementStatus.READY)
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


def requests(user):
    """The requested services whose next act the mandate has; what is paused waits for an answer."""
    next_act = worklist.NEXT[user.acting.mandate.part]
    mine = _own(user).filter(status__in=next_act, paused_at=None).exclude(registration__in=in_conflict(user))
    free = mine.exclude(status=Status.ACCEPTED, agreement_lines__agreement__status__in=BEING_DRAWN_UP)
    return [
        task(
            case_page(asked.registration_id),
            f"{next_act[asked.status]}: {asked}",
            f"{asked.registration.diary_number} · {asked.agency}",
            asked.status,
            asked.get_status_display(),
        )
        for asked in free.order_by("received_at", "pk")[:MOST]
    ]


def late(user):
    """What is past the target for its state, most first, whoever has the next act: the coordinator's all, a party's own."""
    if user.acting is None:
        return []
    found = _own(user).filter(worklist.late()).select_related("supplier__agency").order_by("due_on", "pk")[:MOST]
    return [_late(row) for row in worklist.rows_of(found)]


def _late(row):
    asked = row.asked
    label = f"{asked.registration.diary_number}: {asked}"
    note = f"{asked.agency} · väntar på {worklist.waits_for(asked)}"
    return task(case_page(asked.registration_id), label, note, "overdue", row.target)


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
