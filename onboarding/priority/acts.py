"""9 §: capacity is short, so the supplier says which requested services compete, and decides the order once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from itdrift.late import LATE
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
    *, by: User, service: Service, shortage: str, requested_services: Sequence[RequestedService]
) -> Prioritisation:
    """Say that capacity is short for a service of the supplier's own, why, and which compete for it (9 §).

    Returns the Prioritisation. Raises NotAllowed, ValidationError at the field.
    """
    check_right("onboarding.declare_shortage", service.supplier, by=by)
    prioritisation = Prioritisation(supplier=service.supplier, service=service, shortage=shortage, declared_by=by)
    _check_enough(requested_services)
    _add(write(prioritisation), requested_services, by)
    text = f"Kapaciteten räcker inte för {service}: {len(requested_services)} intresseanmälningar konkurrerar."
    chosen = sorted(requested_service.pk for requested_service in requested_services)
    return end("onboarding.declare_shortage", prioritisation, by=by, text=text, requested_services=chosen)


def _check_enough(requested_services: Sequence[RequestedService | Competitor]) -> None:
    if len(requested_services) < 2:
        raise ValidationError({"requested_services": TOO_FEW})


def _add(prioritisation: Prioritisation, requested_services: Sequence[RequestedService], by: User) -> None:
    """Lock the requested services, in the order of their keys, and let those that may compete do so."""
    keys = [requested_service.pk for requested_service in requested_services]
    _locked(keys)
    may = competing_for(prioritisation.service, by).filter(pk__in=keys).prefetch_related("allocations")
    if {requested_service.pk for requested_service in may} != set(keys):
        raise ValidationError(
            {"requested_services": "Någon av intresseanmälningarna konkurrerar inte längre om tjänsten. Välj igen."}
        )
    if barred := [why for one in may if (why := why_barred(by, "onboarding.change_competitors", one))]:
        raise NotAllowed(barred[0])
    for requested_service in may:
        _compete(prioritisation, requested_service)


def _locked(keys: Iterable[int] | QuerySet[Any, Any]) -> list[RequestedService]:
    """Return the requested services, locked in the order of their keys.

    Not their keys (no_key): a row of another act that only points here does not wait, and never the other way round.
    """
    rows = RequestedService.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    return list(
        rows.select_related("registration", "agency").prefetch_related(
            "allocations__assessment", "allocations__opinions"
        )
    )


def _compete(prioritisation: Prioritisation, requested_service: RequestedService) -> None:
    allocation = requested_service.current_allocation
    elsewhere = allocation.competitions.filter(prioritisation__status=PrioritisationStatus.OPEN)
    if elsewhere.exists():
        raise ValidationError(
            {"requested_services": f"{requested_service.agency} står redan i en prioritering som pågår."}
        )
    write(Competitor(prioritisation=prioritisation, allocation=allocation))


@transaction.atomic
def change_competitors(
    prioritisation: Prioritisation, *, by: User, requested_services: Sequence[RequestedService], seen: str = ""
) -> Prioritisation:
    """Change who competes, of the requested services that `by` may know of; those of other confidential cases stay (9 §).

    seen: the fingerprint of those that `by` saw. Returns the Prioritisation. Raises NotAllowed, ValidationError.
    """
    prioritisation = begin("onboarding.change_competitors", prioritisation, by=by)
    competing = competing_for(prioritisation.service, by)
    known = prioritisation.competitors.filter(allocation__requested_service__in=competing, allocation__ended_at=None)
    rows = {c.allocation.requested_service_id: c for c in known.select_related("allocation")}
    check_unchanged(seen, fingerprint(sorted(rows)))
    keys = {requested_service.pk for requested_service in requested_services}
    for key in rows.keys() - keys:
        rows[key].delete()
    _add(prioritisation, [one for one in requested_services if one.pk not in rows], by)
    _check_enough([c for c in prioritisation.competitors.select_related("allocation__requested_service") if c.stands])
    text = f"De som konkurrerar ändrades: {len(keys - rows.keys())} lades till och {len(rows.keys() - keys)} togs bort."
    end("onboarding.change_competitors", prioritisation, by=by, text=text, requested_services=sorted(keys))
    return prioritisation


@transaction.atomic
def prioritise(
    prioritisation: Prioritisation,
    *,
    by: User,
    motivation: str,
    presented_by: Membership | None = None,
    seen: str = "",
    **taking_part: Any,
) -> Prioritisation:
    """Decide the order: the compared set, each place and why, and the motivation are frozen (9 §).

    presented_by: the Membership of the officer who presented the matter, another person than the decision maker; None with
    `no_presenter`, on what it is decided without. taking_part: the fields of TakingPart. seen: the fingerprint of the order that the decision maker saw. The document is made after the commit.
    Returns the Prioritisation. Raises NotAllowed, ValidationError.
    """
    prioritisation = begin("onboarding.prioritise", prioritisation, by=by)
    if presented_by is not None and not prioritisation.presenters().filter(pk=presented_by.pk).exists():
        raise ValidationError(
            {"presented_by": "Föredraganden ska vara handläggare hos er och få handlägga alla ärendena."}
        )
    requested_services = _in_order(prioritisation)
    check_unchanged(seen, fingerprint(*order_of(requested_services)))
    # before the diary: the order in which every act locks
    journal.hold(*(requested_service.chain for requested_service in requested_services))
    _freeze(prioritisation, requested_services)
    _decide(prioritisation, by, motivation, presented_by, taking_part)
    text = f"Ordningen mellan {len(requested_services)} intresseanmälningar för {prioritisation.service} beslutades."
    end("onboarding.prioritise", prioritisation, by=by, text=text, decision=prioritisation.diary_number)
    _give_places(prioritisation, requested_services, by)
    return prioritisation


def _in_order(prioritisation: Prioritisation) -> list[RequestedService]:
    """Return those that compete, locked, in the order of 9 §. Those that no longer compete are left out of the set."""
    competitors = prioritisation.competitors.select_related("allocation")
    _locked([c.allocation.requested_service_id for c in competitors])
    for gone in (c for c in competitors.select_related("allocation__requested_service") if not c.stands):
        gone.delete()
    requested_services = _locked(prioritisation.competitors.values("allocation__requested_service"))
    if len(requested_services) < 2:
        raise ValidationError(
            "Färre än två intresseanmälningar konkurrerar nu. Avbryt prioriteringen i stället.", code=LATE
        )
    if unassessed := sum(requested_service.assessment is None for requested_service in requested_services):
        raise ValidationError(
            f"{unassessed} av {len(requested_services)} intresseanmälningar är inte bedömda än (9 §).", code=LATE
        )
    if any(_judged_in_conflict(requested_service) for requested_service in requested_services):
        raise ValidationError(
            "En bedömning vilar inte längre på två personers bedömningar: någon har anmält jäv eller bedömt på nytt. "
            "Låt den efterfrågan bedömas av två, och enas vid behov, innan ni beslutar.",
            code=LATE,
        )
    in_order: list[RequestedService] = ordered(requested_services)
    return in_order


def _judged_in_conflict(requested_service: RequestedService) -> bool:
    """Tell whether its assessment no longer rests on two: a conflict of interest since (17 § FL), or an opinion after it."""
    conflicted = requested_service.registration.conflicted
    opinions = requested_service.current_allocation.standing_opinions
    since = requested_service.assessment.assessed_at
    return len(opinions) == 1 or any(o.assessor_id in conflicted or o.given_at > since for o in opinions)


def _freeze(prioritisation: Prioritisation, requested_services: Sequence[RequestedService]) -> None:
    """Write each at its place, with its gains, why it stands before the next, and what would have put it further ahead."""
    rows = {c.allocation_id: c for c in prioritisation.competitors.all()}
    neighbours = zip([None, *requested_services[:-1]], requested_services, [*requested_services[1:], None], strict=True)
    for place, (ahead, requested_service, following) in enumerate(neighbours, 1):
        row = rows[requested_service.current_allocation.pk]
        row.place, row.why = place, why(requested_service, following) if following else ""
        row.change = change(ahead, requested_service, place - 1) if ahead else ""
        row.security_gain, row.cost_gain = requested_service.assessment.gains
        write(row)


def _decide(
    prioritisation: Prioritisation, by: User, motivation: str, presented_by: Membership | None, part: dict[str, Any]
) -> None:
    if not any(map(str.isalnum, motivation)):
        raise ValidationError({"motivation": "Ange motiveringen till ordningen (32 § förvaltningslagen)."})
    # a matter of its own in the supplier's diary: it belongs to no single case
    about = f"Beslut om prioritering av {prioritisation.service} (9 §)"
    entry = diary_entries.alone(prioritisation.supplier.agency, about=about, thing=prioritisation, by=by)
    decided = {
        "motivation": motivation,
        "diary_number": str(entry),
        "decided_on": timezone.localdate(),
        "decided_by": by,
        "decided_by_title": by.acting.title,
        "presented_by": presented_by.user if presented_by else None,
        "presented_by_title": presented_by.title if presented_by else "",
        **part,
    }
    for name, value in decided.items():
        setattr(prioritisation, name, value)
    write(prioritisation)


def _give_places(prioritisation: Prioritisation, requested_services: Sequence[RequestedService], by: User) -> None:
    """Tell in each case its own place, without a word of the others."""
    for place, requested_service in enumerate(requested_services, 1):
        text = (
            f"{requested_service} fick plats {place} av {len(requested_services)} i ordningen mellan dem som konkurrerar om "
            f"{prioritisation.service}, beslut {prioritisation.diary_number}."
        )
        facts = {"decision": prioritisation.diary_number, "place": place}
        end("onboarding.place", requested_service, by=by, text=text, fact=prioritisation, **facts)


@transaction.atomic
def cancel_prioritisation(prioritisation: Prioritisation, *, by: User, reason: str) -> Prioritisation:
    """End it, since no order is needed any more, with the reason: capacity was found, or too few compete (9 §).

    Returns the Prioritisation. Raises NotAllowed, ValidationError.
    """
    prioritisation = begin("onboarding.cancel_prioritisation", prioritisation, by=by)
    if not any(map(str.isalnum, reason)):
        raise ValidationError({"reason": "Ange varför prioriteringen avbryts."})
    check_texts({"reason": reason})
    text = f"{prioritisation} avbröts: {reason}"
    return end("onboarding.cancel_prioritisation", prioritisation, by=by, text=text, reason=reason)
