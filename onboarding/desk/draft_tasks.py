"""What waits for an agency to tell: the drafts to fill in, finish and send; what came another way and does not say all (7 §)."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from registry.ordinance import Role
from registry.todo import MOST, task

from ..models import CameBy, InterestRegistration, RequestedService, StepRequest
from ..models.conflict import in_conflict
from ..workflow import Status

# No agreement is drawn up before what came another way is completed.
AWAITS_COMPLETION_FIRST = ~Q(registration__came_by=CameBy.FORM) & Q(
    status=Status.ACCEPTED, registration__completed_at=None
)


def asked_steps(user):
    """Return the steps that colleagues have asked the person to fill in, by the day by which they are wanted."""
    own = InterestRegistration.objects.of_party(user).drafts().exclude(pk__in=in_conflict(user))
    asked = (
        StepRequest.objects.waiting_for(user).filter(registration__in=own).select_related("registration", "asked_by")
    )
    shown = ("step", "due", "registration__diary_number", "registration__created_at", "asked_by__name")
    return [_asked_step(one) for one in asked.only(*shown).order_by("due", "pk")[:MOST]]


def _asked_step(one):
    label = f"Fyll i {one.get_step_display()}, helst senast {one.due}"
    state = ("overdue", "Dagen har passerat") if one.is_late else ("open", "Ombedd")
    return task(one.get_absolute_url(), label, f"{one.registration} · {one.asked_by} ber dig", *state)


def drafts(user):
    own = InterestRegistration.objects.of_party(user).drafts()
    own = own.exclude(pk__in=in_conflict(user)).only("diary_number", "created_at", "handed_over_at")
    return [_draft(case, user.acting.role) for case in own.order_by("created_at")[:MOST]]


def _draft(case, role):
    """To finish; to a decision maker, once it is left to them, to send."""
    if role == Role.DECISION_MAKER and case.handed_over_at:
        return task(
            reverse("register", args=[case.pk]), "Granska och anmäl intresset", str(case), "ready", "Klart utkast"
        )
    return task(reverse("edit", args=[case.pk]), "Skriv klart intresseanmälan", str(case), "draft", "Utkast")


def to_complete(user):
    """Return what came by letter, e-mail or telephone, while any of it is open, for the agency to complete (7 §)."""
    open_ones = RequestedService.objects.open().filter(registration=OuterRef("pk"))
    own = InterestRegistration.objects.of_party(user).awaiting_completion().filter(Exists(open_ones))
    own = own.exclude(pk__in=in_conflict(user)).only("diary_number", "came_by")
    return [
        task(
            reverse("complete", args=[case.pk]),
            "Komplettera intresseanmälan",
            f"{case}, kom {case.way_in_words}",
            "ready",
            "Ofullständig",
        )
        for case in own.order_by("registered_at", "pk")[:MOST]
    ]
