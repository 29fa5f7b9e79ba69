"""7 §: to whom a requested service may be allocated: each supplier with what speaks for and against it, in words."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Prefetch, Q

from itdrift.templatetags.swedish import dag, tal, uppraknat
from registry.models import Capacity, Mandate, Service, ServiceDescription
from registry.workflow import DescriptionStatus

from ..models import Refusal, RequestedService
from ..models.guest import known_to
from ..workflow import OPEN

SAME, SIMILAR, NONE = 0, 1, 2  # the service asked for; another in its category; no such service
INTAKES: list[str] = list(Service.Intake)  # open before the waiting list before closed
IN_WORDS: dict[str, str] = {Service.Intake.OPEN: "är öppen för anslutning", Service.Intake.WAITING: "har väntelista"}


@dataclass(frozen=True)
class Candidate:
    """A supplier for one requested service.

    service: the one of its services that fits best, or None. load: how many requested services it has open.
    refused_on: the day on which it refused this very one. others: (how many, latest day) of its refusals of the same
    service to others.
    """

    supplier: Mandate
    requested_service: RequestedService
    service: Service | None
    load: int
    refused_on: date | None = None
    others: tuple = field(default=(0, None))
    coordinates: bool = False

    @property
    def match(self):
        if self.service is None:
            return NONE
        return SAME if self.service.pk == self.requested_service.service_id else SIMILAR

    @property
    def capacity(self):
        """Return the latest that the supplier has declared of the service, or None."""
        return next(iter(self.service.capacities.all()), None) if self.service else None

    @property
    def enough(self):
        """Tell whether the free volume is enough for what is asked for; None when nobody can tell."""
        free = self.capacity.free_units if self.capacity else None
        if (
            free is None
            or self.requested_service.volume is None
            or self.service.unit != self.requested_service.service.unit
        ):
            return None
        return free >= self.requested_service.volume

    @property
    def beyond(self):
        """Tell in what a higher class is needed than the service is dimensioned for, in words."""
        return self.service.published_description.beyond(self.requested_service) if self.service else []

    @property
    def hindrance(self):
        """Return what keeps it from being suggested, in words; empty when it fits."""
        if self.service is None:
            return "Har ingen tjänst som liknar det som efterfrågas"
        if self.refused_on:
            return "Har redan nekat"
        if self.without_personal_data:
            return "Har en tjänst som inte räknar med personuppgifter"
        if self.beyond:
            return "Har en tjänst för lägre klass än som krävs"
        return "Tar inte emot fler nu" if self.service.intake == Service.Intake.CLOSED else ""

    @property
    def fits(self):
        return not self.hindrance

    @property
    def without_personal_data(self):
        """Tell whether personal data are to be processed, and the description of the service does not reckon with it."""
        return bool(
            self.service
            and self.requested_service.personal_data
            and not self.service.published_description.personal_data
        )

    @property
    def place(self):
        """Return the key of the order of suggestion; between equals the one with the least under way comes first."""
        intake = INTAKES.index(self.service.intake) if self.service else len(INTAKES)
        return not self.fits, self.match, intake, self.enough is False, self.load, self.supplier.agency.sort_name

    @property
    def why(self):
        """Tell why it is suggested, in one sentence."""
        what = "den efterfrågade tjänsten" if self.match == SAME else "en tjänst i samma kategori"
        reasons = [f"tillhandahåller {what}", IN_WORDS[self.service.intake]]
        if self.enough:
            reasons.append("har uppgett kapacitet som räcker")
        return f"Föreslås eftersom {self.supplier.agency} {', '.join(reasons[:-1])} och {reasons[-1]}."

    def notes(self):
        """Yield what speaks for and against, each a sentence."""
        yield from self._of_the_service()
        yield f"Pågående efterfrågade tjänster nu: {self.load}."
        if self.refused_on:
            yield f"Nekade samma efterfrågan {self.refused_on:%Y-%m-%d}."
        count, latest = self.others
        if count:
            yield f"Har nekat andra samma tjänst: {count} beslut, senast {latest:%Y-%m-%d}."
        if self.coordinates:
            yield "Samma myndighet som samordnar. Fördelningen och motivet syns öppet i ärendet."
            yield "Den som fördelar hit får sedan inte handlägga tjänsten hos leverantörsmyndigheten."

    def _of_the_service(self):
        if self.match == NONE:
            yield "Har ingen publicerad tjänst som liknar det som efterfrågas."
            return
        if self.match == SAME:
            yield "Tillhandahåller den efterfrågade tjänsten."
        else:
            yield f"Tillhandahåller en annan tjänst i samma kategori: {self.service}."
        yield f"{self.service.get_intake_display()}. {self._capacity_in_words()}"
        description = self.service.published_description
        if description.lead_time:
            yield f"Tid till anslutning: {description.lead_time}."
        if self.beyond:
            yield f"Högre klass krävs än tjänsten är dimensionerad för: {uppraknat(self.beyond)}."
        if self.requested_service.personal_data is None:
            yield "Om personuppgifter ska behandlas är inte besvarat."
        if self.without_personal_data:
            yield "Tjänstebeskrivningen räknar inte med att personuppgifter behandlas, men det behövs här."

    def _capacity_in_words(self):
        declared = self.capacity
        if declared is None or declared.free_units is None:
            return "Ledig volym är inte uppgiven."
        words = {
            True: ", vilket räcker",
            False: f", vilket inte räcker till {tal(self.requested_service.volume)}",
            None: "",
        }
        free = f"Ledig volym ({self.service.unit}): {tal(declared.free_units)}"
        return f"{free}{words[self.enough]} (uppgivet {dag(declared.declared_at)})."


def why_nobody(found):
    """Return why none of the Candidates is suggested, in sentences; empty when one of them is."""
    if any(candidate.fits for candidate in found):
        return ""
    kept = {}
    for candidate in found:
        kept.setdefault(candidate.hindrance, []).append(candidate.supplier.agency.name)
    reasons = [f"{hindrance}: {', '.join(names)}." for hindrance, names in kept.items()]
    return " ".join(["Ingen leverantörsmyndighet kan föreslås.", *reasons])


def candidates(requested_services, *, by):
    """Return {key of the requested service: its Candidates, best first}, in a fixed number of queries (7 §).

    by: the User; what that person may not know of is not counted.
    """
    suppliers = list(Mandate.objects.current().suppliers())
    known = RequestedService.objects.filter(known_to(by, "registration__"), status__in=OPEN).exclude(supplier=None)
    loads = dict(known.values_list("supplier").annotate(Count("pk")))
    services, refusals = _services(suppliers), _refusals(requested_services, by)
    coordinator = Mandate.objects.coordinator().agency_id
    return {
        requested_service.pk: sorted(
            (
                Candidate(
                    supplier,
                    requested_service,
                    _best(services, supplier, requested_service),
                    loads.get(supplier.pk, 0),
                    _refused_on(requested_service, supplier),
                    refusals.get((supplier.pk, requested_service.service_id), (0, None)),
                    supplier.agency_id == coordinator,
                )
                for supplier in suppliers
            ),
            key=lambda candidate: candidate.place,
        )
        for requested_service in requested_services
    }


def _services(suppliers):
    """Return the published services of the suppliers, each with its description in force and latest capacity."""
    published = ServiceDescription.objects.filter(status=DescriptionStatus.PUBLISHED)
    latest = Capacity.objects.order_by("service_id", "-declared_at", "-pk").distinct("service_id")
    found = Service.objects.published().filter(supplier__in=suppliers)
    return list(found.prefetch_related(Prefetch("descriptions", published), Prefetch("capacities", latest)))


def _best(services, supplier, requested_service):
    """Return the supplier's service that was asked for, else the one in the same category that is most open, else None."""
    if requested_service.service_id is None:
        return None
    alike = [
        s for s in services if s.supplier_id == supplier.pk and s.category_id == requested_service.service.category_id
    ]
    alike.sort(key=lambda s: (s.pk != requested_service.service_id, INTAKES.index(s.intake), s.name))
    return alike[0] if alike else None


def _refusals(requested_services, by):
    """Return {(supplier, service): (how many, latest day)} of the services asked for, to others than these."""
    path = "allocation__requested_service"
    wanted = {requested_service.service_id for requested_service in requested_services} - {None}
    known = Refusal.objects.standing().filter(
        known_to(by, f"{path}__registration__"), **{f"{path}__service__in": wanted}
    )
    others = known.exclude(Q(**{f"{path}__in": [requested_service.pk for requested_service in requested_services]}))
    rows = others.values_list("allocation__supplier", f"{path}__service").annotate(Count("pk"), Max("decided_on"))
    return {(supplier, service): (count, latest) for supplier, service, count, latest in rows}


def _refused_on(requested_service, supplier):
    mine = [a for a in requested_service.allocations.all() if a.supplier_id == supplier.pk and hasattr(a, "refusal")]
    standing = [allocation.refusal for allocation in mine if allocation.refusal.lifted is None]
    return standing[-1].decided_on if standing else None
