"""9 §: capacity is short, so the supplier says which requests compete, and decides the order once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from registry import journal
from registry.acts import begin, check_right, check_unchanged, fingerprint, write
from registry.classified import check_texts
from registry.models import Membership, Service, User
from registry.rights import NotAllowed, why_barred

from .. import diary_entries
from ..consequences import end
from ..models import Competitor, Prioritisation, RequestedService
from ..workflow import PrioritisationStatus
from .order import ordered
from .reading import competing_for, order_of
from .wording import change, why

TOO_FEW = "Välj minst två intresseanmälningar: först då behövs en ordning mellan dem (9 §)."


@transaction.atomic
def declare_shortage(
    *, by: User, service: Service, shortage: str, requests: Sequence[RequestedService]
) -> Prioritisation:
    """Capacity is short for a service of the supplier's own: why, and which requests compete. Returns the Prioritisation."""
    check_right("onboarding.declare_shortage", service.supplier, by=by)
    made = Prioritisation(supplier=service.supplier, service=service, shortage=shortage, declared_by=by)
    _check_enough(requests)
    _add(write(made), requests, by)
    text = f"Kapaciteten räcker inte för {service}: {len(requests)} intresseanmälningar konkurrerar."
    chosen = sorted(asked.pk for asked in requests)
    return end("onboarding.declare_shortage", made, by=by, text=text, requests=chosen)


def _check_enough(requests: Sequence[RequestedService | Competitor]) -> None:
    if len(requests) < 2:
        raise ValidationError({"requests": TOO_FEW})


def _add(prioritisation: Prioritisation, requests: Sequence[RequestedService], by: User) -> None:
    """Lock the requests, in the order of their keys, and let those that may compete do so."""
    keys = [asked.pk for asked in requests]
    _locked(keys)
    may = competing_for(prioritisation.service, by).filter(pk__in=keys).prefetch_related("allocations")
    if {asked.pk for asked in may} != set(keys):
        raise ValidationError(
            {"requests": "Någon av intresseanmälningarna konkurrerar inte längre om tjänsten. Välj igen."}
        )
    if barred := [why for asked in may if (why := why_barred(by, "onboarding.change_competitors", asked))]:
        raise NotAllowed(barred[0])
    for asked in may:
        _compete(prioritisation, asked)


def _locked(keys: Iterable[int] | QuerySet[Any, Any]) -> list[RequestedService]:
    """The requests, locked in the order of their keys."""
    rows = RequestedService.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return list(
        rows.select_related("registration", "agency").prefetch_related(
            "allocations__assessment", "allocations__opinions"
        )
    )


def _compete(prioritisation: Prioritisation, asked: RequestedService) -> None:
    allocation = asked.current_allocation
    elsewhere = allocation.competitions.filter(prioritisation__status=PrioritisationStatus.OPEN)
    if elsewhere.exists():
        raise ValidationError({"requests": f"{asked.agency} står redan i en prioritering som pågår."})
    write(Competitor(prioritisation=prioritisation, allocation=allocation))


@transaction.atomic
def change_competitors(
    prioritisation: Prioritisation, *, by: User, requests: Sequence[RequestedService], seen: str = ""
) -> Prioritisation:
    """Who competes, of the requests that `by` may know of; those of other confidential cases stay.

    seen: the fingerprint of those that `by` saw. Returns the Prioritisation.
    """
    prioritisation = begin("onboarding.change_competitors", prioritisation, by=by)
    competing = competing_for(prioritisation.service, by)
    rows = {c.allocation.requested_service_id: c for c in _competitors(prioritisation, competing)}
    check_unchanged(seen, fingerprint(sorted(rows)))
    keys = {asked.pk for asked in requests}
    for key in rows.keys() - keys:
        rows[key].delete()
    _add(prioritisation, [asked for asked in requests if asked.pk not in rows], by)
    _check_enough(_standing(prioritisation))
    text = f"De som konkurrerar ändrades: {len(keys - rows.keys())} lades till och {len(rows.keys() - keys)} togs bort."
    end("onboarding.change_competitors", prioritisation, by=by, text=text, requests=sorted(keys))
    return prioritisation


def _competitors(prioritisation: Prioritisation, requests: QuerySet[RequestedService]) -> QuerySet[Competitor]:
    rows = prioritisation.competitors.filter(allocation__requested_service__in=requests, allocation__ended_at=None)
    return rows.select_related("allocation")


def _standing(prioritisation: Prioritisation) -> list[Competitor]:
    return [c for c in prioritisation.competitors.select_related("allocation__requested_service") if c.stands]


@transaction.atomic
def prioritise(
    prioritisation: Prioritisation, *, by: User, motivation: str, presented_by: Membership, seen: str = ""
) -> Prioritisation:
    """Decide the order: the compared set, each place and why, and the motivation are frozen (9 §).

    presented_by: the Membership of the officer who presented the matter, another person than the decision maker.
    seen: the fingerprint of the order that the decision maker saw. The document is made after the commit.
    """
    prioritisation = begin("onboarding.prioritise", prioritisation, by=by)
    if not prioritisation.presenters().filter(pk=presented_by.pk).exists():
        raise ValidationError(
            {"presented_by": "Föredraganden ska vara handläggare hos er och få handlägga alla ärendena."}
        )
    requests = _in_order(prioritisation)
    check_unchanged(seen, fingerprint(*order_of(requests)))
    journal.hold(*(asked.chain for asked in requests))  # before the diary: the order in which every act locks
    _freeze(prioritisation, requests)
    _decide(prioritisation, by, motivation, presented_by)
    text = f"Ordningen mellan {len(requests)} intresseanmälningar för {prioritisation.service} beslutades."
    end("onboarding.prioritise", prioritisation, by=by, text=text, decision=prioritisation.diary_number)
    _give_places(prioritisation, requests, by)
    return prioritisation


def _in_order(prioritisation: Prioritisation) -> list[RequestedService]:
    """The competing requests, locked, in the order of 9 §. Those that no longer compete are left out of the set."""
    competitors = prioritisation.competitors.select_related("allocation")
    _locked([c.allocation.requested_service_id for c in competitors])
    for gone in (c for c in competitors.select_related("allocation__requested_service") if not c.stands):
        gone.delete()
    requests = _locked(prioritisation.competitors.values("allocation__requested_service"))
    if len(requests) < 2:
        raise ValidationError(
            "Färre än två intresseanmälningar konkurrerar nu. Avbryt prioriteringen i stället.", code="state"
        )
    if unassessed := sum(asked.assessment is None for asked in requests):
        raise ValidationError(
            f"{unassessed} av {len(requests)} intresseanmälningar är inte bedömda än (9 §).", code="state"
        )
    if any(_judged_in_conflict(asked) for asked in requests):
        raise ValidationError(
            "En bedömning vilar inte längre på två personers bedömningar: någon har anmält jäv eller bedömt på nytt. "
            "Låt den efterfrågan bedömas av två, och enas vid behov, innan ni beslutar.",
            code="state",
        )
    return ordered(requests)


def _judged_in_conflict(asked: RequestedService) -> bool:
    """Whether its assessment no longer rests on two: a conflict of interest since (17 § FL), or an opinion given after it."""
    conflicted, opinions = asked.registration.conflicted, asked.current_allocation.standing_opinions
    since = asked.assessment.assessed_at
    return len(opinions) == 1 or any(o.assessor_id in conflicted or o.given_at > since for o in opinions)


def _freeze(prioritisation: Prioritisation, requests: Sequence[RequestedService]) -> None:
    """Each at its place, with its gains, why it stands before the next, and what would have put it before the one ahead."""
    rows = {c.allocation_id: c for c in prioritisation.competitors.all()}
    neighbours = zip([None, *requests[:-1]], requests, [*requests[1:], None], strict=True)
    for place, (ahead, asked, following) in enumerate(neighbours, 1):
        row = rows[asked.current_allocation.pk]
        row.place, row.why = place, why(asked, following) if following else ""
        row.change = change(ahead, asked, place - 1) if ahead else ""
        row.security_gain, row.cost_gain = asked.assessment.gains
        write(row)


def _decide(prioritisation: Prioritisation, by: User, motivation: str, presented_by: Membership) -> None:
    if not any(map(str.isalnum, motivation)):
        raise ValidationError({"motivation": "Ange motiveringen till ordningen (9 §)."})
    decided = {
        "motivation": motivation,
        "diary_number": _number(prioritisation, by),
        "decided_on": timezone.localdate(),
        "decided_by": by,
        "decided_by_title": by.acting.title,
        "presented_by": presented_by.user,
        "presented_by_title": presented_by.title,
    }
    for name, value in decided.items():
        setattr(prioritisation, name, value)
    write(prioritisation)


def _number(prioritisation: Prioritisation, by: User) -> str:
    """A matter of its own in the supplier's diary: it belongs to no single case."""
    about = f"Beslut om prioritering av {prioritisation.service} (9 §)"
    return str(diary_entries.alone(prioritisation.supplier.agency, about=about, thing=prioritisation, by=by))


def _give_places(prioritisation, requests, by):
    """In each case its own place, without a word of the others."""
    for place, asked in enumerate(requests, 1):
        text = (
            f"{asked} fick plats {place} av {len(requests)} i ordningen mellan dem som konkurrerar om "
            f"{prioritisation.service}, beslut {prioritisation.diary_number}."
        )
        facts = {"decision": prioritisation.diary_number, "place": place}
        end("onboarding.place", asked, by=by, text=text, fact=prioritisation, **facts)


@transaction.atomic
def cancel_prioritisation(prioritisation: Prioritisation, *, by: User, reason: str) -> Prioritisation:
    """No order is needed any more, with the reason: capacity was found, or too few compete."""
    prioritisation = begin("onboarding.cancel_prioritisation", prioritisation, by=by)
    if not any(map(str.isalnum, reason)):
        raise ValidationError({"reason": "Ange varför prioriteringen avbryts."})
    check_texts({"reason": reason})
    text = f"{prioritisation} avbröts: {reason}"
    return end("onboarding.cancel_prioritisation", prioritisation, by=by, text=text, reason=reason)
