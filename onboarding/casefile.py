"""A case as one person may read it: the services asked for with their acts and history, the papers and the journal."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from registry.journal import subject_of
from registry.models import JournalEntry
from registry.ordinance import Part
from registry.permissions import possible

from .models import Agreement, Document, RequestedService
from .trace import trace
from .workflow import BEING_DRAWN_UP, CASE_ACTS, REQUEST_ACTS, Status
from .worklist import waits_for

PAGES = "allocate accept connect assess refuse close withdraw".split()  # acts with a page, the most wanted first
LEADS_ON = {"allocate", "accept", "connect"}
PRIVATE = [perm for perm, act in CASE_ACTS.items() if act.private]
LETTING_IN = ["onboarding.let_in", "onboarding.let_out"]


@dataclass(frozen=True)
class Told:
    """An allocation, and whether the person may read its motive and the reasons of its refusal."""

    allocation: object
    in_full: bool

    @property
    def refusal(self):
        return getattr(self.allocation, "refusal", None)


@dataclass(frozen=True)
class Asked:
    """One requested service. acts: {name of the page: Act}; assessment: only for those who may read it."""

    service: RequestedService
    acts: dict
    history: list
    assessment: object
    waits_for: str


@dataclass(frozen=True)
class Step:
    """What the button says and where it leads; service: which one, in a case with several."""

    label: str
    url: str
    service: object = ""


class CaseFile:
    """What `user` may see of `case`, which the caller has looked up among those visible."""

    def __init__(self, case, user):
        self.case, self.user = case, user
        self.mandate = user.acting.mandate if user.acting else None
        seen = RequestedService.objects.visible_to(user).filter(registration=case)
        self.requests = list(seen.with_history())

    @cached_property
    def part(self):
        """The part in which the person takes part in the case; None for a guest, let in by name."""
        mandate = self.mandate
        if mandate is None or mandate.part == Part.COORDINATOR:
            return mandate and Part.COORDINATOR
        if mandate.part == Part.APPLICANT:
            return Part.APPLICANT if mandate.agency_id == self.case.agency_id else None
        return Part.SUPPLIER if any(self._was_allocated(asked) for asked in self.requests) else None

    def _was_allocated(self, asked):
        return any(allocation.supplier_id == self.mandate.pk for allocation in asked.allocations.all())

    @cached_property
    def services(self):
        return [self._asked(asked) for asked in self.requests]

    def _asked(self, asked):
        allowed = possible(asked, REQUEST_ACTS, by=self.user)
        acts = {page: allowed[f"onboarding.{page}"] for page in PAGES if f"onboarding.{page}" in allowed}
        history = [Told(a, self._in_full(a.supplier_id)) for a in asked.allocations.all()]
        return Asked(asked, acts, history, self._assessment(asked), waits_for(asked))

    def _in_full(self, supplier):
        """A supplier reads its own motives and reasons, not another supplier's (8 §)."""
        return self.part != Part.SUPPLIER or supplier == self.mandate.pk

    def _assessment(self, asked):
        """The supplier's own, and the coordinator's to read: the applicant and other suppliers do not see it (9 §)."""
        own = self.part == Part.SUPPLIER and asked.supplier_id == self.mandate.pk
        return asked.assessment if own or self.part == Part.COORDINATOR else None

    @cached_property
    def waits_for(self):
        """Who has the next act, each once."""
        return list(dict.fromkeys(asked.waits_for for asked in self.services if asked.waits_for))

    @cached_property
    def agreements(self):
        return list(Agreement.objects.visible_to(self.user).filter(registration=self.case).order_by("pk"))

    @cached_property
    def may_draw_up(self):
        """Whether the person may draw up an agreement over a service that stands in none yet (10 §)."""
        free = [
            asked
            for asked in self.requests
            if asked.status == Status.ACCEPTED
            and not any(line.agreement.status in BEING_DRAWN_UP for line in asked.agreement_lines.all())
        ]
        return bool(free) and self.user.has_perm("onboarding.draw_up", self.case)

    @cached_property
    def primary(self):
        """The one act that leads on, as a Step, or None."""
        for asked in self.services:
            for page in LEADS_ON & asked.acts.keys():
                service = asked.service if self.services[1:] else ""
                return Step(asked.acts[page].label, reverse(page, args=[asked.service.pk]), service)
        if self.may_draw_up:
            return Step(CASE_ACTS["onboarding.draw_up"].label, reverse("draw_up", args=[self.case.pk]))
        return None

    @cached_property
    def may_let_in(self):
        return self.user.has_perm("onboarding.let_in", self.case)

    @cached_property
    def documents(self):
        return Document.objects.visible_to(self.user).filter(registration=self.case).defer("content")

    @cached_property
    def journal(self):
        """The entries of what the person sees; drafting is the agency's own, assessments the supplier's and coordinator's.

        A supplier does not read on what ground another supplier refused.
        """
        subjects = [subject_of(thing) for thing in [self.case, *self.requests, *self.agreements]]
        entries = JournalEntry.objects.filter(chain=self.case.chain, subject__in=subjects)
        if self.part != Part.APPLICANT:
            entries = entries.exclude(act__in=PRIVATE)
        if self.part not in (Part.APPLICANT, Part.COORDINATOR):
            entries = entries.exclude(act__in=LETTING_IN)
        others = ~Q(acting_for=str(self.mandate or ""))
        if self.part != Part.COORDINATOR:
            entries = entries.exclude(others, act="onboarding.assess")
        if self.part == Part.SUPPLIER:
            entries = entries.exclude(others, act="onboarding.refuse")
        return entries.order_by("-number")

    @cached_property
    def checks(self):
        return trace(self.case, self.requests)
