"""A draft against the questions: what each step says, what it lacks, and where it stands."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import TextChoices
from django.utils import timezone

from registry.acts import fingerprint

from .questions import ANSWERED_ELSEWHERE, NOT_ELSEWHERE, STEPS, Said, Step, anchor_of, is_blank

NO_SERVICE = "Välj minst en tjänst, eller beskriv ett behov som ingen tjänst möter."


class State(TextChoices):
    """Where a step of a draft stands; the values are the colours of their badges."""

    NOT_BEGUN = "draft", "Inte påbörjat"
    BEGUN = "open", "Påbörjat"
    DONE = "answered", "Klart"
    NOT_APPLICABLE = "closed", "Inte tillämpligt"


@dataclass(frozen=True)
class Lack:
    """What must be answered before the registration is sent, in words, and where in the step's page."""

    step: Step
    text: str
    anchor: str


def applies_here(step, said):
    """Whether the step is answered here; not when the whole need is handled in another channel (SAK-2)."""
    return not said.elsewhere or step.key in ANSWERED_ELSEWHERE


def applying(step, said):
    """The questions of the step that apply, each as (question, the row that holds the answer, the service or None)."""
    if not applies_here(step, said):
        return
    for question in step.questions:
        if question.applies(said, None):
            yield question, said.case, None
    for asked in said.services:
        for question in step.of_services:
            if question.applies(said, asked):
                yield question, asked, asked


def lacks(step, said):
    """What is lacking in the step, as Lacks."""
    found = []
    for question, row, asked in applying(step, said):
        if question.missing and is_blank(getattr(row, question.name)):
            text = f"{asked}: {question.missing}" if asked else question.missing
            found.append(Lack(step, text, anchor_of(step, question, row, asked)))
    if step.key == "behov" and not said.services and not said.elsewhere:
        found.append(Lack(step, NO_SERVICE, "id_tjanster"))
    return found


def values(step, case, rows):
    """What is saved in the step, as plain values; a service about which nothing is said counts for nothing."""
    of_rows = [[row.pk, *(getattr(row, q.name) for q in step.of_services)] for row in rows]
    if step.key == "behov":
        wanted = [[row.pk, row.set_aside, row.unmet_need] for row in rows]
    else:
        wanted = []
        of_rows = [row for row in of_rows if any(not is_blank(value) for value in row[1:])]
    return [[getattr(case, q.name) for q in step.questions], of_rows, wanted]


class Draft:
    """A draft with its steps, for the pages: read from the database once."""

    def __init__(self, case):
        self.case = case

    @cached_property
    def rows(self):
        """Every requested service, those set aside too."""
        return list(self.case.requested_services.select_related("service__supplier__agency").order_by("pk"))

    @cached_property
    def said(self):
        return Said(self.case, [row for row in self.rows if not row.set_aside])

    @cached_property
    def lacks(self):
        return [lack for step in STEPS for lack in lacks(step, self.said)]

    @property
    def is_complete(self):
        return not self.lacks

    @property
    def left_out(self):
        """Whether something is answered that is not sent, since the whole need is handled in another channel (SAK-2)."""
        return self.said.elsewhere and any(not is_blank(getattr(self.case, name)) for name in NOT_ELSEWHERE)

    @property
    def sets_aside(self):
        """Whether a service is set aside: it is not sent."""
        return any(row.set_aside for row in self.rows)

    @property
    def has_old_classes(self):
        """Whether the information was classified more than a year ago (KRT-3)."""
        day = self.case.classification_on
        return bool(day) and self.said.classified and day < timezone.localdate() - timedelta(days=365)

    def fingerprint(self, step):
        """What is saved in the step: people on different steps do not collide."""
        return fingerprint(values(step, self.case, self.rows))

    @property
    def steps(self):
        """Each step with its State."""
        return [(step, self.state(step)) for step in STEPS]

    def state(self, step):
        if not applies_here(step, self.said):
            return State.NOT_APPLICABLE
        if step.key not in self.case.saved_steps and not self._is_begun(step):
            return State.NOT_BEGUN
        return State.BEGUN if lacks(step, self.said) else State.DONE

    def _is_begun(self, step):
        if step.key == "behov" and self.said.services:
            return True
        return any(not is_blank(getattr(row, question.name)) for question, row, _ in applying(step, self.said))

    @property
    def done(self):
        """How many steps need nothing more."""
        return sum(state in (State.DONE, State.NOT_APPLICABLE) for _, state in self.steps)
