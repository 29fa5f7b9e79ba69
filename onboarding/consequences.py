"""How every act of 7–10 §§ ends: its state, the journal, and what its row names: diary entries, notices and papers.

Nothing secret is told: diary numbers and links, never content of a case. Of a confidential case only those named are told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any, TypeVar, overload

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Model, Q
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox
from registry import acts
from registry.models import Agency, Mandate, Membership, User
from registry.models.mandate import coordinating_agency
from registry.ordinance import Part, Role
from registry.people.notices import Letter, addressed, letter, send
from registry.workflow import ACTS, BY_ITSELF, Paper, Recipient, Sending, Special, Telling

from . import diary_entries
from .models import Allocation, InterestRegistration

Thing = TypeVar("Thing", bound=Model)
Fact = TypeVar("Fact")  # a row, or a list of rows

# Of the job that draws each paper: the word before the row's key in the outbox, and what the job calls the row.
PAPERS = {
    "filing.keep_receipt": ("receipt", "case_id"),
    "filing.keep_completion": ("completion", "case_id"),
    "refusal.keep_letter": ("refusal", "refusal_id"),
    "refusal.keep_annex": ("annex", "refusal_id"),
    "refusal.keep_correction": ("correction", "correction_id"),
    "refusal.keep_change": ("change", "change_id"),
    "priority.keep_decision": ("prioritisation", "prioritisation_id"),
    "agreement.keep_paper": ("agreement", "agreement_id"),
}


@dataclass(frozen=True)
class Ending:
    """An act that is about to end, with all that its consequences may depend on.

    thing: the row whose state it sets; facts: the rows that it wrote. before: the Mandate that had the service before it.
    to: the Mandates, people: the Memberships, that the act itself found. annex: the row of what is secret in it. known: the
    numbers of the case, where the act has read or given them.
    """

    thing: Any
    facts: list[Any]
    by: User | None
    number: int = 0
    before: Mandate | None = None
    to: list[Mandate] = field(default_factory=list)
    people: list[Membership] = field(default_factory=list)
    annex: Model | None = None
    known: diary_entries.Known | None = None

    @property
    def fact(self) -> Any:
        """Return the row that the act wrote, or the first of them."""
        return self.facts[0]

    @cached_property
    def case(self) -> Any:
        """Return the InterestRegistration; None for what belongs to no single one, as an order between several."""
        is_case = isinstance(self.thing, InterestRegistration)
        return self.thing if is_case else getattr(self.thing, "registration", None)

    @cached_property
    def suppliers(self) -> list[Mandate]:
        """Return the suppliers of the agreement that the act is about, as Mandates in the order of its lines."""
        suppliers: list[Mandate] = self.fact.suppliers
        return suppliers

    @property
    def actor(self) -> Any:
        """Return the Mandate that acts; None for the program itself."""
        return self.by.acting.mandate if self.by else None

    @cached_property
    def coordinator(self) -> Agency:
        """Return the coordinating agency."""
        if self.actor and self.actor.part == Part.COORDINATOR:
            coordinator: Agency = self.actor.agency
        else:
            coordinator = self.case.coordinator if self.case else coordinating_agency()
        return coordinator


# Whom a Recipient is: the agencies in whose diaries the document stands …
AGENCIES: dict[Recipient, Callable[[Ending], list[Agency]]] = {
    Recipient.ACTOR: lambda of: [of.actor.agency],
    Recipient.AGENCY: lambda of: [of.case.agency],
    Recipient.COORDINATOR: lambda of: [of.coordinator],
    Recipient.SUPPLIER: lambda of: [of.thing.supplier.agency],
    Recipient.SUPPLIER_BEFORE: lambda of: [of.before.agency] if of.before else [],
    Recipient.CASE_PARTIES: lambda of: [mandate.agency for mandate in of.case.parties()],
    Recipient.AGREEMENT_PARTIES: lambda of: [of.case.agency, *(mandate.agency for mandate in of.suppliers)],
    Recipient.AGREEMENT_SUPPLIERS: lambda of: [mandate.agency for mandate in of.suppliers],
    Recipient.ADDRESSEES: lambda of: [mandate.agency for mandate in of.to],
}


def _agency(of: Ending) -> Q:
    return Q(mandate__part=Part.APPLICANT, mandate__agency=of.case.agency_id)


def _agreement(of: Ending) -> Q:
    return _agency(of) | Q(mandate__in=[mandate.pk for mandate in of.suppliers])


def _named(of: Ending) -> Q:
    return Q(pk__in=[membership.pk for membership in of.people])


# … and the Memberships of the people who are told, those that hold today.
PEOPLE: dict[Recipient, Callable[[Ending], Q]] = {
    Recipient.AGENCY: _agency,
    Recipient.COORDINATOR: lambda of: Q(mandate__part=Part.COORDINATOR),
    Recipient.SUPPLIER: lambda of: Q(mandate=of.thing.supplier_id),
    Recipient.SUPPLIER_BEFORE: lambda of: Q(mandate=of.before.pk if of.before else -1),  # -1: nobody
    Recipient.CASE_PARTIES: lambda of: Q(mandate__in=of.case.parties().values("pk")),
    Recipient.CASE_OTHERS: lambda of: Q(mandate__in=of.case.parties().values("pk")) & ~Q(mandate=of.actor.pk),
    Recipient.AGREEMENT_PARTIES: _agreement,
    Recipient.AGREEMENT_OTHERS: lambda of: _agreement(of) & ~Q(mandate=of.actor.pk),
    Recipient.AGREEMENT_DECIDERS: lambda of: _agreement(of) & Q(role=Role.DECISION_MAKER),
    Recipient.ADDRESSEES: lambda of: Q(mandate__in=[mandate.pk for mandate in of.to]),
    Recipient.UPLOADER: lambda of: Q(mandate=of.fact.uploaded_for_id),
    Recipient.DECIDERS: _named,
    Recipient.NAMED: _named,
}


# What no row can say, by its name there: each room adds its own.
SPECIALS: dict[str, Callable[[Ending], None]] = {}


@overload
def end(perm: str, thing: Thing, *, by: User | None, text: str, fact: None = None, **more: Any) -> Thing: ...
@overload
def end(perm: str, thing: Model, *, by: User | None, text: str, fact: Fact, **more: Any) -> Fact: ...
def end(
    perm: str,
    thing: Any,
    *,
    by: User | None,
    text: str,
    fact: Any = None,
    changed: Iterable[str] = (),
    before: Mandate | None = None,
    to: Iterable[Mandate] = (),
    people: Iterable[Membership] = (),
    annex: Model | None = None,
    known: diary_entries.Known | None = None,
    together: bool = False,
    **facts: Any,
) -> Any:
    """Set the state, save it with the `changed` fields, write the journal, and do what the act's row names.

    thing: the row whose state it sets and of which the journal tells; fact: the row or rows that the act wrote, where that
    is another. together: others of the kind are done in the same transaction, and one letter tells of all (`tell_together`).
    The rest as in Ending; `facts` for the journal. Returns the fact, or the thing.
    """
    acts.set_state(perm, thing, changed)
    # first the journal, which holds the file of the case, and then the diaries: the order in which every act locks
    number = acts.note(perm, thing, by=by, text=text, **facts).number
    written = fact if isinstance(fact, list) else [fact or thing]
    of = Ending(thing, written, by, number, before, list(to), list(people), annex, known)
    act = ACTS[perm]
    _register(of, act.diary)
    # to those who may know of its case
    letters = (
        [] if together else [_letter(of, telling, people) for telling, people in _reached(of, act.notices) if people]
    )
    if letters:
        send(letters)
    for paper in act.paper:
        if isinstance(paper, Paper) and (not paper.when or getattr(of, paper.when)):
            word, called = PAPERS[paper.job]
            outbox.put_all(paper.job, {f"{word}/{of.fact.pk}": {called: of.fact.pk}})
    return fact or thing


def _register(of: Ending, consequences: Iterable[Sending | Special]) -> None:
    """Put the documents of the act in the diaries, each once."""
    documents: list[diary_entries.Posted] = []
    for document in consequences:
        if isinstance(document, Sending):
            to = [agency for whom in document.to for agency in AGENCIES[whom](of)]
            senders = dict.fromkeys(AGENCIES[document.sender](of))
            documents += [
                diary_entries.Posted(sender, to, document.about.format(fact=fact), fact)
                for fact in of.facts
                for sender in senders
            ]
    if documents:
        diary_entries.sent_together(of.case, documents, by=of.by, known=of.known)
    for special in consequences:
        if isinstance(special, Special) and special != BY_ITSELF:
            SPECIALS[special.name](of)


def _reached(of: Ending, notices: Iterable[Telling | Special]) -> list[tuple[Telling, list[Any]]]:
    """Return [(Telling, the people whom it reaches, `addressed`)]: all are read at once."""
    tellings = [one for one in notices if isinstance(one, Telling)]
    whom = {one: PEOPLE[one](of) for telling in tellings for one in telling.to}
    if not whom:
        return []
    people = Membership.objects.current().filter(reduce(or_, whom.values()))
    people = of.case.known_by(people) if of.case else people
    if len(tellings) == 1:
        return [(tellings[0], addressed(people))]
    each_is = {f"is_{one.name.lower()}": ExpressionWrapper(is_one, BooleanField()) for one, is_one in whom.items()}
    known = addressed(people.annotate(**each_is), *each_is)
    return [(one, [m for m in known if any(getattr(m, f"is_{to.name.lower()}") for to in one.to)]) for one in tellings]


def _letter(of: Ending, telling: Telling, people: list[Any]) -> Letter:
    event = f"{telling.letter}/{of.case.pk}" if of.case else telling.letter
    key = telling.key.format(fact=of.fact, thing=of.thing, number=of.number, today=timezone.localdate())
    shown = getattr(of, telling.page_of)
    page = reverse(telling.page, args=[shown.pk]) if telling.page else shown.get_absolute_url()
    context = {"case": of.case, "supplier": getattr(of.thing, "supplier", None), of.fact._meta.model_name: of.fact}
    name = f"onboarding/notices/{telling.letter}.txt"
    written: Letter = letter(people, name, key=f"{event}/{key}", path=page, **context)
    return written


def tell_together(perm: str, allocations: Iterable[Allocation], *, by: User) -> None:
    """Send one letter to each person, over all that the person may know of, of acts that have ended together."""
    concerns: dict[tuple[str, Any], list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        of = Ending(allocation.requested_service, [allocation], by)
        for telling, people in _reached(of, ACTS[perm].notices):
            for person in people:
                concerns[telling.together, person].append(allocation)
    alike: dict[tuple[str, tuple[Allocation, ...]], list[Any]] = defaultdict(list)
    for (name, person), rows in concerns.items():
        alike[name, tuple(rows)].append(person)
    context = {"path": reverse("cases"), "site": settings.SITE_URL}
    send(
        [
            letter(people, f"onboarding/notices/{name}.txt", key=f"{name}/{rows[0].pk}", rows=rows, **context)
            for (name, rows), people in alike.items()
        ]
    )
