"""7 §: a step of a draft is left to a colleague, with a day by which it is wanted."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift.late import LATE
from registry.acts import write
from registry.models import Membership, User
from registry.models.person import MembershipQuerySet

from ..consequences import end
from ..models import InterestRegistration, StepRequest
from .draft import Draft, begin_draft
from .questions import Step


@transaction.atomic
def ask_colleague(case: InterestRegistration, *, by: User, step: Step, colleague: Membership, due: date) -> StepRequest:
    """Ask a colleague (a Membership) to fill in a step of a draft, by a day that is no legal deadline. Returns the StepRequest.

    Who was asked before is told that it is taken back; the same colleague gets the new day. Raises NotAllowed, ValidationError.
    """
    case = begin_draft("onboarding.ask_colleague", case, by)
    if not colleagues(case, by).filter(pk=colleague.pk).exists():
        raise ValidationError({"colleague": "Välj en kollega hos er som får ändra utkastet."})
    if due < timezone.localdate():
        raise ValidationError({"due": "Dagen har redan varit. Ange i dag eller en senare dag."})
    asked = case.step_requests.open().filter(step=step.key).first()
    if asked and asked.colleague_id != colleague.user_id:
        _take_back(case, asked, by)
        asked = None
    asked = asked or StepRequest(registration=case, step=step.key, colleague=colleague.user)
    asked.due, asked.asked_by, asked.asked_at = due, by, timezone.now()
    write(asked)
    text = f"{colleague.user} ombads fylla i {step.title}, helst senast {due}."
    facts = {"step": step.key, "colleague": colleague.user_id, "due": due}
    return end("onboarding.ask_colleague", case, by=by, text=text, fact=asked, people=[colleague], **facts)


@transaction.atomic
def take_back_step(case: InterestRegistration, *, by: User, step: Step) -> None:
    """What a colleague was asked to fill in is no longer asked for; the colleague is told."""
    case = begin_draft("onboarding.take_back_step", case, by)
    asked = case.step_requests.open().filter(step=step.key).first()
    if asked is None:
        raise ValidationError("Ingen är ombedd att fylla i steget nu.", code=LATE)
    _take_back(case, asked, by)


def _take_back(case: InterestRegistration, asked: StepRequest, by: User) -> None:
    case.step_requests.filter(pk=asked.pk).delete()
    text = f"{asked.colleague} ombeds inte längre fylla i {asked.get_step_display()}."
    people = asked.people.filter(user=asked.colleague_id).exclude(user=by)
    end("onboarding.take_back_step", case, by=by, text=text, fact=asked, people=people, step=asked.step)


def fill_in(case: InterestRegistration, step: Step, *, by: User, before: str) -> StepRequest | None:
    """Note that the step is done, if a colleague was asked to fill it in; returns that StepRequest, else None.

    It is done by the colleague, or by anybody else who changed something. before: the fingerprint of what was saved.
    """
    asked = case.step_requests.open().filter(step=step.key).select_related("colleague", "asked_by").first()
    if asked is None or (by.pk != asked.colleague_id and _saved(case, step) == before):
        return None
    asked.done_at = timezone.now()
    return write(asked)


def _saved(case: InterestRegistration, step: Step) -> str:
    """Return the fingerprint of what is saved now: read anew, since 10 as it was typed is written otherwise than 10.00."""
    return Draft(InterestRegistration.objects.get(pk=case.pk)).fingerprint(step)


def colleagues(case: InterestRegistration, user: User) -> MembershipQuerySet:
    """Return who else at the person's agency may change the draft (Memberships), by name."""
    own = Membership.objects.officers_for(user.acting.mandate, case.conflicted | {user.pk})
    return case.known_by(own)
