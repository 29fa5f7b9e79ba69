"""What one person may read of assessments and of the order: names only of the cases that the person may know of (9 §)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from registry.acts import fingerprint

from ..models import Gain, RequestedService
from ..models.requested_service import PRIORITY_KEY
from ..workflow import COMPETES, PrioritisationStatus
from .order import ordered
from .wording import change, why

PAGE = 50
UNKNOWN = "Ärende med sekretess"
ASSESSED = ["allocations__assessment", "allocations__opinions__assessor"]


class Judged:
    """How far the assessment of one request has come, for one person: nobody's opinion but one's own until both are in."""

    def __init__(self, asked, user):
        allocation = asked.current_allocation
        self.asked, self.user = asked, user
        self.pk, self.received_at = asked.pk, asked.received_at  # with assessment, what the order asks of a request
        self._opinions = allocation.standing_opinions if allocation else []

    @property
    def given(self):
        return len(self._opinions)

    @property
    def both_are_in(self):
        return self.given == 2

    @property
    def closed(self):
        """Both are in, and neither assessor has a conflict of interest: nobody judges any more."""
        conflicted = self.asked.registration.conflicted
        return self.both_are_in and not any(opinion.assessor_id in conflicted for opinion in self._opinions)

    @property
    def assessment(self):
        """What the two agreed on; None while one of them is to be judged anew, as before the first time."""
        return self.asked.assessment if self.closed else None

    @property
    def anew(self):
        """There is an assessment, and one of the two who made it is to be replaced (17 § förvaltningslagen)."""
        return self.asked.assessment is not None and not self.closed

    @property
    def opinions(self):
        """Both, side by side, once they are in; none before, nor while one of them is to be judged anew."""
        return self._opinions if self.closed else []

    @property
    def mine(self):
        return next((opinion for opinion in self._opinions if opinion.assessor_id == self.user.pk), None)

    @property
    def differ(self):
        return self.closed and self._opinions[0].gains != self._opinions[1].gains

    @property
    def in_words(self):
        if self.assessment:
            return "Bedömd"
        if self.differ:
            return "Bedömningarna skiljer sig"
        if self.mine:
            return "Du har lämnat din bedömning. En kollegas bedömning återstår."
        return "En av två bedömningar är lämnad" if self.given else "Ingen bedömning är lämnad"


@dataclass(frozen=True)
class Queue:
    """One page of a supplier's queue. total: of the whole; following: the key of its last row, when there are more."""

    rows: list
    total: int
    following: int | None


def queue(user, after=None):
    """What the supplier has been allocated and not agreed on, in the order of 9 §; unassessed last. Returns a Queue.

    after: the key of the row that ended the page before; the first page when it is no longer in the queue. The rows
    next to the page are read as well, so that the places and the words go on from one page to the next.
    """
    mine = RequestedService.objects.visible_to(user).filter(supplier=user.acting.mandate, status__in=COMPETES)
    last = after and mine.by_priority().filter(pk=after).values_list(*PRIORITY_KEY).first()
    rest = mine.after_in_priority(last) if last else mine
    keys = list(rest.by_priority().values_list("pk", flat=True)[: PAGE + 1])
    total = mine.count()
    start = total - rest.count() if last else 0
    read = _with_facts(mine).in_bulk([after, *keys] if last else keys)
    before = [read[after]] if last else []
    rows = _rows([*before, *(read[key] for key in keys)], user, start - len(before))[len(before) :]
    return Queue(rows[:PAGE], total, keys[PAGE - 1] if len(keys) > PAGE else None)


def competing_for(service, user):
    """The requests that may compete for the service, of those that the person may know of, in the order received."""
    asks = Q(delivered_service=service) | Q(delivered_service=None, service=service)
    mine = RequestedService.objects.visible_to(user).filter(asks, supplier=user.acting.mandate, status__in=COMPETES)
    return mine.select_related("agency", "registration").order_by("received_at", "pk")


def _with_facts(requests):
    return requests.select_related("registration", "agency", "service").prefetch_related(
        *ASSESSED, "registration__conflicts"
    )


def _known(requests, user):
    """The keys of the requests of which the person may know."""
    seen = RequestedService.objects.visible_to(user).filter(pk__in=[asked.pk for asked in requests])
    return set(seen.values_list("pk", flat=True))


@dataclass(frozen=True)
class Row:
    """A request at its place. asked, judged: None in a case that the person may not know of. gains: (security, cost)."""

    place: int
    name: str
    asked: object
    judged: object
    gains: tuple
    why: str
    change: str = ""

    @property
    def gains_in_words(self):
        return [Gain(gain).label for gain in self.gains]


def _rows(requests, user, start=0):
    """The requests, which stand in their order after `start` others, each with why and what would change that."""
    known = _known(requests, user)
    names = [asked.agency.name if asked.pk in known else UNKNOWN for asked in requests]
    judged = [Judged(asked, user) for asked in requests]
    rows = []
    for n, asked in enumerate(requests):
        rows.append(
            Row(
                place=start + n + 1,
                name=names[n],
                asked=asked if asked.pk in known else None,
                judged=judged[n] if asked.pk in known else None,
                gains=judged[n].assessment.gains if judged[n].assessment else (),
                why=_why(judged[n], judged[n + 1]) if judged[n + 1 :] else "",
                change=change(judged[n - 1], judged[n], start + n, names[n - 1]) if n else "",
            )
        )
    return rows


def _why(first, following):
    return "En av dem bedöms på nytt." if first.anew or following.anew else why(first, following)


class Comparison:
    """The compared set of a Prioritisation as one person may read it: open as it would be now, decided as it was frozen."""

    def __init__(self, prioritisation, user):
        self.prioritisation, self.user = prioritisation, user

    @cached_property
    def _competitors(self):
        rows = self.prioritisation.competitors.select_related("allocation")
        asked = [f"allocation__requested_service__{name}" for name in ("registration", "agency", "service")]
        many = [f"allocation__requested_service__{name}" for name in (*ASSESSED, "registration__conflicts")]
        return list(rows.select_related(*asked).prefetch_related(*many))

    @cached_property
    def standing(self):
        """The requests that still compete, in the order of 9 §."""
        return ordered(c.allocation.requested_service for c in self._competitors if c.stands)

    @cached_property
    def rows(self):
        if self.prioritisation.status == PrioritisationStatus.DECIDED:
            return self._frozen()
        seen = ordered(Judged(asked, self.user) for asked in self.standing)  # what is judged anew as unassessed
        return _rows([judged.asked for judged in seen], self.user)

    def _frozen(self):
        requests = [c.allocation.requested_service for c in self._competitors]
        known = _known(requests, self.user)
        return [
            Row(
                place=c.place,
                name=asked.agency.name if asked.pk in known else UNKNOWN,
                asked=asked if asked.pk in known else None,
                judged=Judged(asked, self.user) if asked.pk in known else None,
                gains=(c.security_gain, c.cost_gain),
                why=c.why,
                change=c.change,
            )
            for c, asked in zip(self._competitors, requests, strict=True)
        ]

    @property
    def left(self):
        """How many no longer compete: withdrawn, refused, agreed on or allocated to somebody else."""
        return sum(not c.stands for c in self._competitors)

    @property
    def unassessed(self):
        return [row for row in self.rows if not row.gains]

    @property
    def knows_all(self):
        return all(row.asked for row in self.rows)

    @property
    def ready(self):
        return len(self.rows) > 1 and not self.unassessed

    @property
    def fingerprint(self):
        return fingerprint(*order_of(self.standing))


def order_of(requests):
    """The order and what it rests on, as plain values: what a decision maker saw."""
    return [[asked.pk, *(asked.assessment.gains if asked.assessment else [])] for asked in requests]
