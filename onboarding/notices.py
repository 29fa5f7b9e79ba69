"""E-mail to the parties, queued in the act's own transaction. Diary numbers and links, never content of a case."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from itdrift import mail
from registry.models import Mandate, Membership
from registry.ordinance import Part


def registered(case):
    _tell(_people(agency=case.agency_id, part=Part.APPLICANT), "registered", case)
    _tell(_people(part=Part.COORDINATOR), "received", case)


def allocated(allocation):
    case = allocation.requested_service.registration
    people = Membership.objects.current().filter(mandate=allocation.supplier)
    _tell(people, "allocated", case, key=allocation.pk, service=allocation.requested_service)


def accepted(request):
    case = request.registration
    people = _people(agency=case.agency_id, part=Part.APPLICANT)
    _tell(people, "accepted", case, key=f"{request.pk}/{request.supplier_id}", service=request)


def refused(refusal):
    request = refusal.allocation.requested_service
    case = request.registration
    everyone = _people(agency=case.agency_id, part=Part.APPLICANT) | _people(part=Part.COORDINATOR)
    _tell(everyone, "refused", case, key=refusal.pk, service=request)


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


def _people(*, part, agency=None):
    people = Membership.objects.current().filter(mandate__part=part)
    return people.filter(mandate__agency=agency) if agency else people


def _parties(agreement):
    applicant = Mandate.objects.current().filter(agency=agreement.registration.agency_id, part=Part.APPLICANT)
    mandates = [*applicant, *agreement.suppliers]
    return Membership.objects.current().filter(mandate__in=mandates)


def _tell(people, event, case, *, key="", **context):
    """One message for each address: the first line of the letter is its subject."""
    link = settings.SITE_URL + reverse("case", args=[case.pk])
    text = render_to_string(f"onboarding/notices/{event}.txt", {"case": case, "link": link, **context})
    subject, body = text.strip().split("\n", 1)
    for address in sorted(set(people.values_list("user__email", flat=True))):
        mail.put(key=f"{event}/{case.pk}/{key}", to=address, subject=subject, body=body.strip() + "\n")
