"""What waits for a person in 7–10 §§, oldest first: at most MOST of each kind."""

from django.urls import reverse

from registry.ordinance import Part, Role

from .models import Agreement, InterestRegistration, RequestedService
from .workflow import BEING_DRAWN_UP, AgreementStatus, Status

MOST = 10

# What a part does next with a requested service in a state.
NEXT = {
    Part.APPLICANT: {Status.ACCEPTED: "Upprätta överenskommelse"},
    Part.COORDINATOR: {Status.REGISTERED: "Fördela", Status.REFUSED: "Fördela på nytt eller avsluta"},
    Part.SUPPLIER: {
        Status.ALLOCATED: "Bedöm, och åta er tjänsten eller neka",
        Status.ACCEPTED: "Upprätta överenskommelse",
        Status.AGREED: "Anslut",
    },
}


def waiting(user):
    """Tasks as dicts of url, label, note, status and status_label, for the mandate in which the person acts."""
    acting = user.acting
    if acting is None or acting.role == Role.READER:
        return []
    drafts = _drafts(user) if acting.mandate.part == Part.APPLICANT else []
    return [*drafts, *_to_sign(user), *_requests(user)]


def _drafts(user):
    own = InterestRegistration.objects.visible_to(user).drafts().filter(agency=user.acting.mandate.agency_id)
    return [
        _task(reverse("case_edit", args=[case.pk]), "Skriv klart intresseanmälan", str(case), "draft", "Utkast")
        for case in own.order_by("created_at")[:MOST]
    ]


def _to_sign(user):
    if user.acting.role != Role.DECISION_MAKER or user.acting.mandate.part == Part.COORDINATOR:
        return []
    ready = Agreement.objects.visible_to(user).filter(status=AgreementStatus.READY)
    unsigned = ready.exclude(signatures__mandate=user.acting.mandate).select_related("registration__agency")
    return [
        _task(
            reverse("agreement", args=[a.pk]),
            f"Underteckna {a.number}",
            str(a.registration.agency),
            a.status,
            a.get_status_display(),
        )
        for a in unsigned.order_by("drawn_up_at")[:MOST]
    ]


def _requests(user):
    part = user.acting.mandate.part
    mine = RequestedService.objects.visible_to(user).filter(status__in=NEXT[part])
    if part == Part.SUPPLIER:
        mine = mine.filter(supplier=user.acting.mandate)
    free = mine.exclude(status=Status.ACCEPTED, agreement_lines__agreement__status__in=BEING_DRAWN_UP)
    rows = free.select_related("registration", "agency", "service").order_by("received_at", "pk")[:MOST]
    return [
        _task(
            reverse("case", args=[r.registration_id]),
            f"{NEXT[part][r.status]}: {r}",
            f"{r.registration.diary_number} · {r.agency}",
            r.status,
            r.get_status_display(),
        )
        for r in rows
    ]


def _task(url, label, note, status, status_label):
    return {"url": url, "label": label, "note": note, "status": status, "status_label": status_label}
