"""A case as one person may read it: its parties, services, messages, notes and papers, and all that has happened in it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from registry.journal import subject_of
from registry.ordinance import Part
from registry.rights import possible
from registry.workflow import ACTS

from ..diary import ledger
from ..filing.answer_sheet import sheet
from ..letters.conversation import Conversation
from ..models import Agreement, Attachment, Communication, Document, InterestRegistration
from ..priority.places import places
from ..priority.reading import Judged
from ..workflow import BEING_DRAWN_UP, REQUEST_ACTS, Status
from . import officers, proposals
from .case_allocations import history_of
from .case_journal import entries
from .case_parts import NOTES, PARTS
from .case_service import CaseService
from .compliance import in_order
from .holdings import services_of, take_in
from .next_act import ActLink, with_case, with_service
from .parties import named, numbers_for, takers
from .requirements import STATES
from .timeline import timeline
from .worklist import over, target, waits_for

# The buttons of a requested service by the names of their pages, which the acts bear: the most wanted first, what ends it
# last, and every other act of the table between; and those of the case as a whole.
WANTED = ("allocate", "reallocate", "accept", "connect", "assess", "ask")
ENDING = ("communicate", "propose_refusal", "refuse", "close", "withdraw")
ELSEWHERE = ("register", "settle")  # the draft has a page of its own; what two assessors differ on stands with it
OTHERS = [page for page in (perm.removeprefix("onboarding.") for perm in REQUEST_ACTS) if page not in ELSEWHERE]
BUTTONS = (*WANTED, *(page for page in OTHERS if page not in (*WANTED, *ENDING)), *ENDING)
CASE_PAGES = ("message", "note_down", "attach", "enter_by_hand", "report_conflict", "make_confidential")


class CaseFile:
    """What `user` may see of `case`, looked up among those visible, and how it meets the `sections` (compliance.py)."""

    def __init__(self, case, user, sections):
        take_in(case, user)
        self.case, self.user, self.sections = case, user, sections
        self.mandate = user.acting.mandate if user.acting else None
        self.requested_services = services_of(case, user)

    @cached_property
    def part(self):
        """The part in which the person takes part in the case; None for a guest, let in by name."""
        mandate = self.mandate
        if (
            self.case.confidential
            and not InterestRegistration.objects.of_party(self.user).filter(pk=self.case.pk).exists()
        ):
            return None
        if mandate is None or mandate.part == Part.COORDINATOR:
            return mandate and Part.COORDINATOR
        if mandate.part == Part.APPLICANT:
            return Part.APPLICANT if mandate.agency_id == self.case.agency_id else None
        allocations = (allocation for service in self.requested_services for allocation in service.allocations.all())
        return Part.SUPPLIER if any(allocation.supplier_id == mandate.pk for allocation in allocations) else None

    @cached_property
    def to_guest(self):
        """What a guest reads of being one; None to whoever takes part."""
        grant = None if self.part else self.case.guests.filter(user=self.user, mandate=None).holding().first()
        until = f" till och med {grant.until:%Y-%m-%d}" if grant and grant.until else ""
        return grant and f"Du läser ärendet som gäst{until}. Du kan inte göra något i det."

    @cached_property
    def takers(self):
        return takers(self.case, self.requested_services, self.case.number_at)

    @cached_property
    def officers(self):
        return officers.of_case(self.case, self.user, self.takers)

    @property
    def numbers(self):
        """The case's diary numbers, the reader's own agency's first."""
        return numbers_for(self.mandate and self.mandate.agency_id, self.takers)

    @cached_property
    def conversation(self):
        return Conversation(self.case, self.user, self.requested_services)

    @cached_property
    def services(self):
        return [self._case_service(requested_service) for requested_service in self.requested_services]

    def _case_service(self, requested_service):
        allowed = possible(requested_service, REQUEST_ACTS, by=self.user)
        acts = {page: allowed[f"onboarding.{page}"] for page in BUTTONS if f"onboarding.{page}" in allowed}
        own = self.mandate.pk if self.part == Part.SUPPLIER else None
        history = history_of(requested_service, self.heard, self.user, own)
        today = timezone.localdate()
        stands, late = target(requested_service, today), (over(requested_service, today) or 0) > 0
        judged = Judged(requested_service, self.user) if self._supplies(requested_service) else None
        place = self._places.get(requested_service.pk)
        if judged and judged.closed:
            acts.pop("assess", None)
        if "refuse" in acts:
            acts.pop("propose_refusal", None)
        # The supplier's own, and the coordinator's to read: the applicant and other suppliers do not see it (9 §).
        assessment = requested_service.assessment if self.part == Part.COORDINATOR else None
        assessment = judged.assessment if judged else assessment
        waits = named(waits_for(requested_service), requested_service.supplier, self.takers)
        proposal = self._proposals.get(requested_service.pk)
        next_act = with_service(self, requested_service, acts, proposal)
        shown = (acts, history, assessment, waits, stands, late, judged, place, proposal, next_act)
        return CaseService(requested_service, *shown, self.case.coordinator)

    @cached_property
    def heard(self):
        """What suppliers consider before they refuse, as Communications that the person may read."""
        if not self.case.holds["hearings"]:
            return []
        heard = Communication.objects.visible_to(self.user).filter(
            allocation__requested_service__registration=self.case
        )
        allocations = {one.pk: one for service in self.requested_services for one in service.allocations.all()}
        for sent in heard:  # one instance of each: what bars the person is read once
            sent.allocation = allocations.get(sent.allocation_id) or sent.allocation
        return heard

    @cached_property
    def _places(self):
        return places(self.requested_services, self.user) if self.case.holds["competitors"] else {}

    @cached_property
    def _proposals(self):
        return proposals.of_case(self.case, self.user)

    @property
    def judged_anew(self):
        """The requested services that the supplier's officers are to judge, without what was agreed on before."""
        return [one for one in self.requested_services if self._supplies(one) and not Judged(one, self.user).closed]

    def _supplies(self, requested_service):
        return self.part == Part.SUPPLIER and requested_service.supplier_id == self.mandate.pk

    @cached_property
    def waits_for(self):
        """Who has the next act, each once."""
        return list(dict.fromkeys(one.waits_for for one in self.services if one.waits_for))

    @cached_property
    def agreements(self):
        if not self.case.holds["agreements"]:
            return []
        return list(Agreement.objects.visible_to(self.user).filter(registration=self.case).order_by("pk"))

    @cached_property
    def may_draw_up(self):
        """Return whether the person may draw up an agreement over a service that stands in none yet (10 §)."""
        free = [
            requested_service
            for requested_service in self.requested_services
            if requested_service.status == Status.ACCEPTED
            and not any(line.agreement.status in BEING_DRAWN_UP for line in requested_service.agreement_lines.all())
        ]
        return bool(free) and self.user.has_perm("onboarding.draw_up", self.case)

    @cached_property
    def waiting_first(self):
        """The services, first those for which the reader has the next act."""
        return sorted(self.services, key=lambda one: one.next_act is None)

    @cached_property
    def primary(self):
        """The one act that is wanted most, as an ActLink, or None."""
        for one in self.waiting_first[:1]:
            if one.next_act:
                return one.next_act
        return self.next_acts[0] if self.next_acts else None

    @cached_property
    def next_acts(self):
        """What the reader does next with the case as a whole, as ActLinks."""
        return with_case(self)

    @cached_property
    def parts(self):
        """The pages of the case; whoever takes no part in it has nobody to share notes with."""
        return [part for part in PARTS if self.part or part.name != NOTES]

    @cached_property
    def acts(self):
        """The acts on the case as a whole that the person may do, as ActLinks."""
        allowed = [page for page in CASE_PAGES if self.user.has_perm(f"onboarding.{page}", self.case)]
        return [ActLink(ACTS[f"onboarding.{page}"].label, reverse(page, args=[self.case.pk])) for page in allowed]

    @cached_property
    def may_let_in(self):
        return self.user.has_perm("onboarding.let_in", self.case)

    @cached_property
    def documents(self):
        supplies = self.mandate and self.mandate.part == Part.SUPPLIER  # and does not read the receipt
        if not self.case.holds["decisions" if supplies else "documents"]:
            return []
        return Document.objects.visible_to(self.user).filter(registration=self.case).defer("content")

    @cached_property
    def diary(self):
        """All that stands in the own agency's diary of the case, in its order, as plain values."""
        return ledger.of_case(self.case, self.user) if self.part else []

    @cached_property
    def attachments(self):
        """The files for all the parties; those of a message stand with it."""
        if not self.case.holds["attachments"]:
            return []
        return list(
            Attachment.objects.visible_to(self.user).filter(registration=self.case, message=None).without_content()
        )

    @cached_property
    def journal(self):
        """Return the entries of what the person sees, the latest first."""
        written = [*self.conversation.messages, *self.conversation.notes]
        seen = [self.case, *self.requested_services, *self.agreements, *written]
        return entries(self, [subject_of(thing) for thing in seen])

    @cached_property
    def events(self):
        """Everything that has happened, last first, as Events."""
        return timeline(self.journal, documents=self.documents, conversation=self.conversation)

    @cached_property
    def sheet(self):
        """What the agency answered, of the services that the person sees."""
        return sheet(self.case, self.requested_services)

    @cached_property
    def checks(self):
        return in_order(self.case, self.requested_services, self.sections)

    @cached_property
    def held(self):
        """How many checks are in each of STATES."""
        states = [check.state for check in self.checks]
        return {state: states.count(state) for state in STATES}
