"""What the parties are told, in the act's own transaction. Diary numbers and links, never content of a case."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from registry.models import Mandate, Membership
from registry.ordinance import Part
from registry.people.notices import tell


def registered(case):
    _tell(_people(agency=case.agency_id, part=Part.APPLICANT), "registered", case)
    _tell(_people(part=Part.COORDINATOR), "received", case)


def deciders(case):
    """The agency's own decision makers (Memberships), who may know of the draft and are in no conflict of interest."""
    makers = case.known_by(_people(agency=case.agency_id, part=Part.APPLICANT).decision_makers())
    return makers.exclude(user__in=case.conflicted)


def handed_over(case):
    _tell(deciders(case), "handed_over", case, key=case.handed_over_at.isoformat())


def allocated(allocation):
    """The supplier that got it, and the agency that asked."""
    _to_the_supplier(allocation)
    _to_the_agency("allocated_agency", allocation)


def reallocated(allocation, before):
    """The supplier that got it, the one (`before`, a Mandate) that had it, and the agency."""
    _to_the_supplier(allocation)
    _to_the_agency("reallocated", allocation)
    _tell(_members(before), "taken_from", allocation.requested_service.registration, key=allocation.pk)


def _to_the_supplier(allocation):
    case = allocation.requested_service.registration
    _tell(_members(allocation.supplier), "allocated", case, key=allocation.pk, service=allocation.requested_service)


def _to_the_agency(event, allocation):
    case = allocation.requested_service.registration
    people = _people(agency=case.agency_id, part=Part.APPLICANT)
    _tell(people, event, case, key=allocation.pk, supplier=allocation.supplier)


def allocated_together(allocations):
    """One letter to each person, over all that the person may know of."""
    told = defaultdict(list)
    for allocation in allocations:
        case = allocation.requested_service.registration
        for person in case.known_by(_members(allocation.supplier)):
            told["allocated_many", person.pk].append(allocation)
        for person in case.known_by(_people(agency=case.agency_id, part=Part.APPLICANT)):
            told["allocated_many_agency", person.pk].append(allocation)
    alike = defaultdict(list)
    for (event, membership), rows in told.items():
        alike[event, tuple(rows)].append(membership)
    for (event, rows), memberships in alike.items():
        people, key = Membership.objects.filter(pk__in=memberships), f"{event}/{rows[0].pk}"
        tell(
            people, f"onboarding/notices/{event}.txt", key=key, path=reverse("cases"), rows=rows, site=settings.SITE_URL
        )


def conflict_reported(report):
    """Those who may examine it; never what the person has written."""
    _tell_of_conflict(report.deciders, "conflict_reported", report)


def conflict_decided(report):
    person = Membership.objects.current().filter(mandate=report.mandate, user=report.person)
    _tell_of_conflict(person, "conflict_decided", report)


def _tell_of_conflict(people, event, report):
    case, path = report.registration, report.get_absolute_url()
    tell(case.known_by(people), f"onboarding/notices/{event}.txt", key=f"{event}/{report.pk}", path=path, case=case)


def accepted(request):
    """The agency, whose next act it is, and the coordinator, whose case it was."""
    case, key = request.registration, f"{request.pk}/{request.supplier_id}"
    people = _people(agency=case.agency_id, part=Part.APPLICANT)
    _tell(people, "accepted", case, key=key, service=request)
    _tell(_people(part=Part.COORDINATOR), "accepted_coordinator", case, key=key, service=request)


def refused(refusal):
    request = refusal.allocation.requested_service
    case = request.registration
    everyone = _people(agency=case.agency_id, part=Part.APPLICANT) | _people(part=Part.COORDINATOR)
    _tell(everyone, "refused", case, key=refusal.pk, service=request)


def refusal_deciders(request):
    """The supplier's decision makers (Memberships) who may decide on the request."""
    deciders = _members(request.supplier).decision_makers().exclude(user__in=request.kept_out)
    return request.registration.known_by(deciders)


def refusal_proposed(draft, deciders):
    """A proposal is left to the supplier's own decision makers."""
    request = draft.allocation.requested_service
    key, path = draft.handed_over_at.isoformat(), reverse("refuse", args=[request.pk])
    _tell(deciders, "refusal_proposed", request.registration, key=key, path=path, draft=draft)


def prioritised(prioritisation, request):
    """The agency reads its own place, and no other's, in its case (9 §)."""
    people = _people(agency=request.agency_id, part=Part.APPLICANT)
    key = f"{prioritisation.pk}/{request.pk}"
    _tell(people, "prioritised", request.registration, key=key, service=request)


def prioritisation_decided(prioritisation):
    """The coordinator, who reads what is decided."""
    path, key = reverse("prioritisation", args=[prioritisation.pk]), f"prioritisation_decided/{prioritisation.pk}"
    letter = "onboarding/notices/prioritised_coordinator.txt"
    tell(_people(part=Part.COORDINATOR), letter, key=key, path=path, prioritisation=prioritisation)


def communicated(communication):
    request = communication.allocation.requested_service
    people = _people(agency=request.agency_id, part=Part.APPLICANT)
    _tell(people, "communicated", request.registration, key=communication.pk, communication=communication)


def replied(communication):
    case = communication.allocation.requested_service.registration
    _tell(_members(communication.allocation.supplier), "replied", case, key=communication.pk)


def corrected(correction):
    case = correction.refusal.allocation.requested_service.registration
    everyone = _people(agency=case.agency_id, part=Part.APPLICANT) | _people(part=Part.COORDINATOR)
    _tell(everyone, "corrected", case, key=correction.pk)


def withdrawn(request, supplier):
    people = _people(part=Part.COORDINATOR)
    if supplier:
        people = people | Membership.objects.current().filter(mandate=supplier)
    _tell(people, "withdrawn", request.registration, key=request.pk, service=request)


def closed(request):
    case = request.registration
    _tell(_people(agency=case.agency_id, part=Part.APPLICANT), "closed", case, key=request.pk, service=request)


def presented(agreement):
    people = _parties(agreement).decision_makers()
    _tell(
        people,
        "presented",
        agreement.registration,
        key=f"{agreement.pk}/{agreement.content_hash[:12]}",
        agreement=agreement,
    )


def entered(agreement):
    """10 § third paragraph: the coordinator is notified; the parties are told that it is in force."""
    case = agreement.registration
    _tell(_people(part=Part.COORDINATOR), "notified", case, key=agreement.pk, agreement=agreement)
    _tell(_parties(agreement), "entered", case, key=agreement.pk, agreement=agreement)


def connected(connection):
    case = connection.requested_service.registration
    people = _people(agency=case.agency_id, part=Part.APPLICANT) | _people(part=Part.COORDINATOR)
    _tell(people, "connected", case, key=connection.pk, service=connection.requested_service)


def written(message):
    """A message, a question for completion, its answer or that it is taken back: to those it was written to."""
    people = Membership.objects.current().filter(mandate__in=message.to.all())
    _tell(people, message.kind, message.registration, key=message.pk)


def attached(attachment, parties):
    """Files for all the parties of the case: to the others."""
    people = Membership.objects.current().filter(mandate__in=parties).exclude(mandate=attachment.uploaded_for_id)
    _tell(people, "attached", attachment.registration, key=attachment.pk)


def infected(attachment):
    """A file that was blocked: to the party that added it, so that it is not sent on."""
    _tell(_members(attachment.uploaded_for), "infected", attachment.registration, key=attachment.pk)


def made_confidential(case):
    _tell(Membership.objects.current().filter(mandate__in=case.parties()), "confidential", case, key=timezone.now())


def named(case, colleague):
    _tell(Membership.objects.filter(pk=colleague.pk), "named", case, key=f"{colleague.pk}/{timezone.localdate()}")


def _people(*, part, agency=None):
    people = Membership.objects.current().filter(mandate__part=part)
    return people.filter(mandate__agency=agency) if agency else people


def _members(mandate):
    return Membership.objects.current().filter(mandate=mandate)


def _parties(agreement):
    applicant = Mandate.objects.current().filter(agency=agreement.registration.agency_id, part=Part.APPLICANT)
    mandates = [*applicant, *agreement.suppliers]
    return Membership.objects.current().filter(mandate__in=mandates)


def _tell(people, event, case, *, key="", path="", **context):
    """A notice to each; of a confidential case only to those named in it. path: another page to open than the case."""
    people = case.known_by(people)
    path = path or reverse("case", args=[case.pk])
    tell(people, f"onboarding/notices/{event}.txt", key=f"{event}/{case.pk}/{key}", path=path, case=case, **context)
