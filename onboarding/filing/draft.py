"""A draft: how an act on it begins; and, against the questions, what each step holds, what it lacks, and where it stands."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone

from itdrift.late import LATE
from registry.acts import check_right, fingerprint
from registry.models import User

from ..models import InterestRegistration
from .questions import ANSWERED_ELSEWHERE, NOT_ELSEWHERE, STEPS, Answers, Step, anchor_of, is_blank

NO_SERVICE = "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."


def begin_draft(perm: str, case: InterestRegistration, by: User) -> InterestRegistration:
    """Return the draft, locked, if `by` may do the act on it. Raises NotAllowed, ValidationError when it is sent or thrown away."""
    # The key too (no no_key): a row that comes to point here, as a file, waits until the draft is sent or thrown away.
    drafts = InterestRegistration.objects.select_for_update(of=("self",)).select_related("agency")
    draft = drafts.filter(pk=case.pk).first()
    if draft is None:
        raise ValidationError("Utkastet är borttaget.", code=LATE)
    check_right(perm, draft, by=by)
    if not draft.is_draft:
        raise ValidationError("Intresseanmälan är redan skickad och kan inte ändras.", code=LATE)
    return draft


class StepState(TextChoices):
    """Where a step of a draft stands; the values are the colours of their badges."""

    NOT_BEGUN = "draft", "Inte påbörjat"
    BEGUN = "open", "Påbörjat"
    COMPLETE = "answered", "Klart"
    NOT_APPLICABLE = "closed", "Inte tillämpligt"


@dataclass(frozen=True)
class Lack:
    """What must be answered before the registration is sent, in words, and where in the step's page."""

    step: Step
    text: str
    anchor: str


def applies_here(step, answers):
    """Return whether the step is answered here; not when the whole need is handled in another channel (SAK-2)."""
    return not answers.elsewhere or step.key in ANSWERED_ELSEWHERE


def applying(step, answers):
    """Yield the questions of the step that apply, each as (question, the instance that holds the answer, the service or None)."""
    if not applies_here(step, answers):
        return
    for question in step.questions:
        if question.applies(answers, None):
            yield question, answers.case, None
    for requested_service in answers.services:
        for question in step.of_services:
            if question.applies(answers, requested_service):
                yield question, requested_service, requested_service


def lacks(step, answers):
    """Return what is lacking in the step, as Lacks."""
    found = []
    for question, instance, requested_service in applying(step, answers):
        if question.missing and is_blank(getattr(instance, question.name)):
            text = f"{requested_service}: {question.missing}" if requested_service else question.missing
            found.append(Lack(step, text, anchor_of(step, question, instance, requested_service)))
    if step.key == "behov" and not answers.services and not answers.elsewhere:
        found.append(Lack(step, NO_SERVICE, "id_tjanster"))
    return found


def values(step, case, requested_services):
    """Return what is saved in the step, as plain values; a service about which nothing is answered counts for nothing."""
    of_services = [
        [service.pk, *(getattr(service, question.name) for question in step.of_services)]
        for service in requested_services
    ]
    if step.key == "behov":
        wanted = [[service.pk, service.set_aside, service.unmet_need] for service in requested_services]
    else:
        wanted = []
        of_services = [answers for answers in of_services if any(not is_blank(value) for value in answers[1:])]
    return [[getattr(case, question.name) for question in step.questions], of_services, wanted]


class Draft:
    """A draft with its steps: read from the database once. requested_services: all of them, where they are read already."""

    def __init__(self, case, requested_services=None):
        self.case = case
        if requested_services is not None:
            self.requested_services = requested_services

    @cached_property
    def requested_services(self):
        """Return every requested service, those set aside too."""
        return list(self.case.requested_services.select_related("service__supplier__agency").order_by("pk"))

    @cached_property
    def answers(self):
        return Answers(self.case, [service for service in self.requested_services if not service.set_aside])

    @cached_property
    def lacks(self):
        return [lack for step in STEPS for lack in lacks(step, self.answers)]

    @property
    def is_complete(self):
        return not self.lacks

    @property
    def left_out(self):
        """Return whether something is answered that is not sent, since the whole need is handled in another channel (SAK-2)."""
        return self.answers.elsewhere and any(not is_blank(getattr(self.case, name)) for name in NOT_ELSEWHERE)

    @property
    def sets_aside(self):
        """Return whether a service is set aside: it is not sent."""
        return any(service.set_aside for service in self.requested_services)

    @property
    def has_old_classes(self):
        """Return whether the information was classified more than a year ago (KRT-3)."""
        day = self.case.classification_on
        return bool(day) and self.answers.classified and day < timezone.localdate() - timedelta(days=365)

    def fingerprint(self, step):
        """Return what is saved in the step: people on different steps do not collide."""
        return fingerprint(values(step, self.case, self.requested_services))

    @property
    def steps(self):
        """Each step with its StepState."""
        return [(step, self.state(step)) for step in STEPS]

    def state(self, step):
        if not applies_here(step, self.answers):
            return StepState.NOT_APPLICABLE
        if step.key not in self.case.saved_steps and not self._is_begun(step):
            return StepState.NOT_BEGUN
        return StepState.BEGUN if lacks(step, self.answers) else StepState.COMPLETE

    def _is_begun(self, step):
        if step.key == "behov" and self.answers.services:
            return True
        return any(
            not is_blank(getattr(instance, question.name)) for question, instance, _ in applying(step, self.answers)
        )

    @property
    def complete_steps(self):
        """Return how many steps need nothing more."""
        return sum(state in (StepState.COMPLETE, StepState.NOT_APPLICABLE) for _, state in self.steps)
