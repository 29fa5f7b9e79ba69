"""The year's cases: registrations and allocations (7 §), refusals (8 §), prioritisations (9 §), agreements (10 §)."""

from statistics import median

from django.db.models import Count
from django.utils import timezone

from onboarding.models import Allocation, InterestRegistration, Prioritisation, Refusal, RequestedService
from onboarding.models.interest import HIDDEN_AGENCY
from onboarding.workflow import AgreementStatus, Status
from registry.journal import subject_of
from registry.models import JournalEntry

from .indicators import number

# Confidential cases are accounted for like all others, without saying whose they are.
HIDDEN_CASE, HIDDEN_NEED = "Omfattas av sekretess", "Behov i ärende med sekretess"
ENDED = {
    Status.WITHDRAWN: "Myndigheten har återkallat sitt intresse.",
    Status.CLOSED: "Den samordnande myndigheten har avslutat ärendet.",
}


class IncompleteError(Exception):
    """Is raised when something that the account must contain would be left out."""


def registrations(span):
    """Return how many registrations came in during the year, and how far they had come on its last day (7 §)."""
    wanted = list(requested(span).prefetch_related("allocations"))
    days = [_days_to_allocation(requested_service, span) for requested_service in wanted]
    waited = [number_of_days for number_of_days in days if number_of_days is not None]
    unallocated = [service for service, waited_days in zip(wanted, days, strict=True) if waited_days is None]
    withdrawn, closed = _ended("onboarding.withdraw", span), _ended("onboarding.close", span)
    ended = withdrawn | closed
    return {
        "received": received(span).count(),
        "requested_services": len(wanted),
        "allocated": len(waited),
        "awaiting_allocation": sum(subject_of(service) not in ended for service in unallocated),
        "awaiting_from_before": sum(subject_of(service) not in ended for service in _unallocated_from_before(span)),
        "withdrawn": sum(subject_of(service) in withdrawn for service in wanted),
        "closed": sum(subject_of(service) in closed for service in unallocated),
        "median_days_to_allocation": number(median(waited)) if waited else None,
        "by_supplier": _by_supplier(span),
    }


def received(span):
    """Return the registrations of interest that came in during the year."""
    return InterestRegistration.objects.sent().filter(registered_at__date__range=(span.first, span.last))


def requested(span):
    """Return what these registrations ask for; a part that was refused on its own belongs to what was asked for."""
    return RequestedService.objects.filter(registration__in=received(span).values("pk"), part_of=None)


def _unallocated_from_before(span):
    """Return what was asked for in earlier years and had not been allocated on the last day; ended or not."""
    earlier = InterestRegistration.objects.sent().filter(registered_at__date__lt=span.first)
    wanted = RequestedService.objects.filter(registration__in=earlier.values("pk"), part_of=None)
    return wanted.exclude(
        pk__in=Allocation.objects.filter(allocated_at__date__lte=span.last).values("requested_service")
    )


def _days_to_allocation(requested_service, span):
    """Return the days from receipt to the first allocation, or None if there was none on the last day."""
    first = next(iter(requested_service.allocations.all()), None)
    if first is None or _day(first.allocated_at) > span.last:
        return None
    return (_day(first.allocated_at) - _day(requested_service.received_at)).days


def _ended(act, span):
    """Return the journal's names of the requested services that the act had ended by the last day, as a set."""
    return set(JournalEntry.objects.filter(act=act, at__date__lte=span.last).values_list("subject", flat=True))


def _by_supplier(span):
    """Count the year's allocations by supplier, each in the one state that it had reached on the last day.

    What stands again since a refusal was lifted is no new allocation.
    """
    allocations = Allocation.objects.filter(allocated_at__date__range=(span.first, span.last), restored_by=None)
    allocations = allocations.select_related("supplier__agency", "refusal")
    allocations = allocations.prefetch_related(
        "requested_service__agreement_lines__agreement", "refusal__changes__allocation__refusal"
    )
    suppliers = {}
    for allocation in allocations.order_by("supplier__agency__sort_name", "pk"):
        name = allocation.supplier.agency.name
        empty = {"supplier": name, "allocated": 0, "refused": 0, "agreed": 0, "withdrawn": 0, "in_progress": 0}
        counts = suppliers.setdefault(name, empty)
        counts["allocated"] += 1
        counts[_state(allocation, span)] += 1
    return list(suppliers.values())


def _state(allocation, span):
    refusal = getattr(allocation, "refusal", None)
    if refusal and refusal.decided_on <= span.last:
        lifted = refusal.lifted
        restored = lifted.allocation if lifted and lifted.decided_on <= span.last else None
        return _state(restored, span) if restored else "refused"
    if not refusal and allocation.ended_at and _day(allocation.ended_at) <= span.last:
        return "withdrawn"
    lines = allocation.requested_service.agreement_lines.all()
    own = [line.agreement for line in lines if line.supplier_id == allocation.supplier_id]
    in_force = [agreement for agreement in own if agreement.status == AgreementStatus.IN_FORCE]
    agreed = any(_day(agreement.coordinator_notified_at) <= span.last for agreement in in_force)
    return "agreed" if agreed else "in_progress"


def refusals(span):
    """Return every refusal decided in the year, with its reasons and what happened next (11 §). Raises IncompleteError."""
    decided = Refusal.objects.during(span.year)
    related = (
        "ground",
        "allocation__supplier__agency",
        "allocation__requested_service__registration__agency",
        "allocation__requested_service__service",
    )
    lists = (
        "corrections",
        "changes__ground",
        "allocation__requested_service__allocations__supplier__agency",
        "allocation__requested_service__agreement_lines__agreement",
    )
    rows = [_refusal(r) for r in decided.select_related(*related).prefetch_related(*lists)]
    if len(rows) != decided.count():
        raise IncompleteError(f"{decided.count() - len(rows)} refusals of {span.year} are left out")
    return rows


def _refusal(refusal):
    requested_service = refusal.allocation.requested_service
    case = requested_service.registration
    # A need in the agency's own words may tell who it is.
    hidden_need = case.confidential and requested_service.service is None
    return {
        "number": refusal.diary_number,
        "case": HIDDEN_CASE if case.confidential else case.diary_number,
        "date": f"{refusal.decided_on}",
        "supplier": refusal.allocation.supplier.agency.name,
        "agency": _agency(case),
        "service": HIDDEN_NEED if hidden_need else str(requested_service),
        "ground": str(refusal.ground),
        "reasons": refusal.words.account,  # the open text; the reasons themselves may hold what is not for everybody
        "afterwards": " ".join(_afterwards(refusal, requested_service)),
    }


def _agency(case):
    """Return the agency's name, when anybody may know that it has the case."""
    return HIDDEN_AGENCY if case.confidential else case.agency.name


def _afterwards(refusal, requested_service):
    """Tell what is known of the case after the refusal, as sentences."""
    changes = refusal.changes.all()
    for change in changes:
        done = "upphävdes" if change.lifts else "ändrades"
        yield f"Beslutet {done} {change.decided_on} genom beslut {change}: {change.account.rstrip('.')}."
    restored = {change.allocation_id for change in changes}
    later = [o for o in requested_service.allocations.all() if o.pk > refusal.allocation_id and o.pk not in restored]
    if later:
        yield f"Fördelad på nytt till {later[0].supplier.agency} {_day(later[0].allocated_at)}."
    for line in requested_service.agreement_lines.all():
        if line.agreement.status == AgreementStatus.IN_FORCE:
            yield f"Överenskommelse ingicks {_day(line.agreement.coordinator_notified_at)}."
    if not later and requested_service.status in ENDED:
        yield ENDED[requested_service.status]


def prioritisations(span):
    """Return every order decided in the year between those who competed (9 §).

    It says how many they were and why, not who, and not how weak any of them is.
    """
    decided = Prioritisation.objects.during(span.year).annotate(requests=Count("competitors"))
    return [
        {
            "number": prioritisation.diary_number,
            "date": f"{prioritisation.decided_on}",
            "supplier": prioritisation.supplier.agency.name,
            "service": prioritisation.service.name,
            "requests": prioritisation.requests,
            "reason": prioritisation.shortage,
            "motivation": prioritisation.motivation,
        }
        for prioritisation in decided.select_related("supplier__agency", "service")
    ]


def agreements(report):
    """Return every agreement of which the Government is notified in the account of the year (10 §).

    `notified_in` is the first edition of this year's account that had it, or None. Raises IncompleteError.
    """
    waiting = report.agreements()
    lines = ["lines__supplier__agency", "lines__service"]
    found = (
        waiting.select_related("registration__agency", "reported__report")
        .prefetch_related(*lines)
        .defer("service_levels", "secrecy", "incidents", "exit", "reported__report__cut")
        .order_by("in_force_on", "pk")
    )
    rows = [
        {
            "number": agreement.number,
            "in_force_on": f"{agreement.in_force_on}",
            "notified_on": f"{_day(agreement.coordinator_notified_at)}",
            "agency": _agency(agreement.registration),
            "suppliers": [supplier.agency.name for supplier in agreement.suppliers],
            "services": [str(line) for line in agreement.lines.all()],
            "personal_data": agreement.personal_data,
            "notified_in": agreement.reported.report.edition if hasattr(agreement, "reported") else None,
        }
        for agreement in found
    ]
    if len(rows) != waiting.count():
        raise IncompleteError(f"{waiting.count() - len(rows)} agreements are left out")
    return rows


def _day(moment):
    return timezone.localdate(moment)
