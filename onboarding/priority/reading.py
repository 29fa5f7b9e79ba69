"""What one person may read of assessments and of the order: names only of the cases that the person may know of (9 §)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from registry.acts import fingerprint

from ..models import Gain, RequestedService
from ..paging import PAGE
from ..workflow import COMPETES, PrioritisationStatus
from .order import PRIORITY_KEY, after_in_priority, by_priority, ordered
from .wording import change, why

UNKNOWN = "Ärende med sekretess"
ASSESSED = ["allocations__assessment", "allocations__opinions__assessor"]


class Judged:
    """How far the assessment of one requested service has come, for one person.

    That is nobody's opinion but one's own until both are in.
    """

    def __init__(self, requested_service, user):
        allocation = requested_service.current_allocation
        self.requested_service, self.user = requested_service, user
        self.pk, self.received_at = requested_service.pk, requested_service.received_at  # and assessment: see order.key
        self._opinions = allocation.standing_opinions if allocation else []

    @property
    def given(self):
        """Return how many of the two have given their opinion."""
        return len(self._opinions)

    @property
    def both_are_in(self):
        return self.given == 2

    @property
    def closed(self):
        """Tell whether both are in and neither assessor has a conflict of interest: nobody judges any more."""
        conflicted = self.requested_service.registration.conflicted
        return self.both_are_in and not any(opinion.assessor_id in conflicted for opinion in self._opinions)

    @property
    def assessment(self):
        """Return what the two agreed on; None while one of them is to be judged anew, as before the first time."""
        return self.requested_service.assessment if self.closed else None

    @property
    def anew(self):
        """Tell whether one of the two who made the assessment is to be replaced (17 § förvaltningslagen)."""
        return self.requested_service.assessment is not None and not self.closed

    @property
    def opinions(self):
        """Return both, side by side, once they are in; none before, nor while one of them is to be judged anew."""
        return self._opinions if self.closed else []

    @property
    def mine(self):
        return next((opinion for opinion in self._opinions if opinion.assessor_id == self.user.pk), None)

    @property
    def other(self):
        """Return the other's opinion, for one of the two when both are in; else None."""
        others = [opinion for opinion in self.opinions if opinion.assessor_id != self.user.pk]
        return others[0] if self.mine and others else None

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
class QueuedService:
    """A service that several may wait for, which is what an order is of. key: 0 for needs that no service meets."""

    key: int
    name: str
    waiting: int


@dataclass(frozen=True)
class Queue:
    """One page of a supplier's queue for one service. services: all that somebody waits for, the one of this page first said.

    total: of the whole; following: the key of its last row, when there are more.
    """

    services: list
    service: QueuedService | None
    ranked: list
    total: int
    following: int | None


NO_SERVICE = "Behov som ingen tjänst möter"


def _queued(mine):
    """Return the QueuedServices, the one that most wait for first."""
    asked = mine.annotate(key=Coalesce("delivered_service", "service"))
    name = Coalesce("delivered_service__name", "service__name")
    rows = asked.order_by().values_list("key", name).annotate(Count("pk"))
    found = [QueuedService(key or 0, called or NO_SERVICE, waiting) for key, called, waiting in rows]
    return sorted(found, key=lambda one: (-one.waiting, one.name))


def queue(user, after=None, service=None):
    """Return the Queue of what the supplier has been allocated and not agreed on, in the order of 9 §; unassessed last.

    service: the key of a service; the one that most wait for, if none is said. after: the key of the row that ended the
    page before; the first page when it is no longer in the queue. The rows next to the page are read as well, so that
    the places and the words go on from one page to the next.
    """
    every = RequestedService.objects.visible_to(user).filter(supplier=user.acting.mandate, status__in=COMPETES)
    services = _queued(every)
    this = next((one for one in services if one.key == service), services[0] if services else None)
    if this is None:
        return Queue([], None, [], 0, None)
    mine = every.filter(_asks(this.key or None))
    last = after and by_priority(mine).filter(pk=after).values_list(*PRIORITY_KEY).first()
    rest = after_in_priority(mine, last) if last else mine
    keys = list(by_priority(rest).values_list("pk", flat=True)[: PAGE + 1])
    total = mine.count()
    start = total - rest.count() if last else 0
    read = _with_facts(mine).in_bulk([after, *keys] if last else keys)
    before = [read[after]] if last else []
    ranked = _ranked([*before, *(read[key] for key in keys)], user, start - len(before))[len(before) :]
    return Queue(services, this, ranked[:PAGE], total, keys[PAGE - 1] if len(keys) > PAGE else None)


def _asks(service):
    """Return the condition that one is delivered with the service (None: with none), or asks for it before that is known."""
    asks = Q(delivered_service=None, service=service)
    return asks if service is None else asks | Q(delivered_service=service)


def competing_for(service, user):
    """Return those that may compete for the service and that the person may know of, in the order received."""
    mine = RequestedService.objects.visible_to(user).filter(
        _asks(service), supplier=user.acting.mandate, status__in=COMPETES
    )
    return mine.select_related("agency", "registration").order_by("received_at", "pk")


def _with_facts(requested_services):
    return requested_services.select_related("registration", "agency", "service").prefetch_related(
        *ASSESSED, "registration__conflicts"
    )


def _known(requested_services, user):
    """Return the keys of those of the requested services of which the person may know."""
    seen = RequestedService.objects.visible_to(user).filter(
        pk__in=[requested_service.pk for requested_service in requested_services]
    )
    return set(seen.values_list("pk", flat=True))


@dataclass(frozen=True)
class RankedService:
    """A requested service at its place, as one person may read it.

    requested_service, judged: None in a case that the person may not know of. gains: (security, cost).
    """

    place: int
    name: str
    requested_service: object
    judged: object
    gains: tuple
    why: str
    change: str = ""

    @property
    def gains_in_words(self):
        return [Gain(gain).label for gain in self.gains]


def _ranked(requested_services, user, start=0):
    """Return each of the requested services, which stand in their order after `start` others, as a RankedService."""
    known = _known(requested_services, user)
    names = [one.agency.name if one.pk in known else UNKNOWN for one in requested_services]
    judged = [Judged(requested_service, user) for requested_service in requested_services]
    ranked = []
    for n, requested_service in enumerate(requested_services):
        ranked.append(
            RankedService(
                place=start + n + 1,
                name=names[n],
                requested_service=requested_service if requested_service.pk in known else None,
                judged=judged[n] if requested_service.pk in known else None,
                gains=judged[n].assessment.gains if judged[n].assessment else (),
                why=_why(judged[n], judged[n + 1]) if judged[n + 1 :] else "",
                change=change(judged[n - 1], judged[n], start + n, names[n - 1]) if n else "",
            )
        )
    return ranked


def _why(first, following):
    return "En av dem bedöms på nytt." if first.anew or following.anew else why(first, following)


class Comparison:
    """The compared set of a Prioritisation as one person may read it: open as it would be now, decided as it was frozen."""

    def __init__(self, prioritisation, user):
        self.prioritisation, self.user = prioritisation, user

    @cached_property
    def _competitors(self):
        rows = self.prioritisation.competitors.select_related("allocation")
        one = [f"allocation__requested_service__{name}" for name in ("registration", "agency", "service")]
        many = [f"allocation__requested_service__{name}" for name in (*ASSESSED, "registration__conflicts")]
        return list(rows.select_related(*one).prefetch_related(*many))

    @cached_property
    def standing(self):
        """Return the requested services that still compete, in the order of 9 §."""
        return ordered(c.allocation.requested_service for c in self._competitors if c.stands)

    @cached_property
    def ranked(self):
        """Return the RankedServices, in their order."""
        if self.prioritisation.status == PrioritisationStatus.DECIDED:
            return self._frozen()
        # what is judged anew stands as unassessed
        seen = ordered(Judged(requested_service, self.user) for requested_service in self.standing)
        return _ranked([judged.requested_service for judged in seen], self.user)

    def _frozen(self):
        requested_services = [c.allocation.requested_service for c in self._competitors]
        known = _known(requested_services, self.user)
        return [
            RankedService(
                place=c.place,
                name=requested_service.agency.name if requested_service.pk in known else UNKNOWN,
                requested_service=requested_service if requested_service.pk in known else None,
                judged=Judged(requested_service, self.user) if requested_service.pk in known else None,
                gains=(c.security_gain, c.cost_gain),
                why=c.why,
                change=c.change,
            )
            for c, requested_service in zip(self._competitors, requested_services, strict=True)
        ]

    @property
    def left(self):
        """Return how many no longer compete: withdrawn, refused, agreed on or allocated to somebody else."""
        return sum(not c.stands for c in self._competitors)

    @property
    def unassessed(self):
        return [service for service in self.ranked if not service.gains]

    @property
    def knows_all(self):
        return all(service.requested_service for service in self.ranked)

    @property
    def ready(self):
        return len(self.ranked) > 1 and not self.unassessed

    @property
    def fingerprint(self):
        return fingerprint(*order_of(self.standing))


def order_of(requested_services):
    """Return the order and what it rests on, as plain values: what a decision maker saw."""
    return [
        [requested_service.pk, *(requested_service.assessment.gains if requested_service.assessment else [])]
        for requested_service in requested_services
    ]
