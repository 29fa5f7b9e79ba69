"""A case held against the ordinance: for each section that applies, whether it is met, and by what."""

from dataclasses import dataclass

from django.urls import reverse

from itdrift.templatetags.swedish import dag, liten

from ..models.personal_data import TERMS
from ..workflow import UNDERTAKEN, AgreementStatus, PrioritisationStatus, Status

MET, PENDING, BROKEN = "met", "pending", "broken"


@dataclass(frozen=True)
class Check:
    """section: its number. state: met, pending or broken. text: what the section asks. evidence: by what it is met."""

    section: int
    state: str
    text: str
    evidence: str = ""
    url: str = ""


def in_order(case, requested_services, sections):
    """Return the Checks of the case, in the order of the ordinance.

    requested_services: its requested services, with their history. sections: functions of both, each giving the Checks of some
    sections; those of all apps stand together in `itdrift.site.compliance`.
    """
    checks = [check for section in sections for check in section(case, requested_services)]
    return sorted(dict.fromkeys(checks), key=lambda check: check.section)  # what two services share is said once


def agency(case, requested_services):
    """3 §: only an agency under the Government takes part."""
    state = MET if case.agency.under_government else BROKEN
    yield Check(3, state, "Myndigheten är en myndighet under regeringen", case.agency.get_kind_display(), "#parter")


def offering(case, requested_services):
    """4–6 §§: what is delivered stands in the register, with a description that both have agreed."""
    for requested_service in requested_services:
        service = requested_service.delivered_service
        if service and service.published_description:
            description = service.published_description
            since = f"Version {description.version}, publicerad {dag(description.published_at)}"
            url = reverse("service", args=[service.pk])
            yield Check(4, MET, f"{service} finns i förteckningen med en tjänstebeskrivning", since, url)
            yield _own_operations(service, description, url)


def _own_operations(service, description, url):
    if description.own_operations.strip():
        return Check(6, MET, f"{service} baseras på leverantörsmyndighetens it-drift", description.own_operations, url)
    return Check(6, MET, f"{service} får baseras på annan it-drift", f"Undantag enligt {description.exemption}", url)


def filing(case, requested_services):
    """7 §: registered with the coordinator, and each service allocated to one supplier."""
    if case.is_draft:
        yield Check(7, PENDING, "Intresset är anmält till den samordnande myndigheten", "Utkast")
        return
    evidence = f"{case.diary_number}, inkom {dag(case.registered_at)}"
    url = reverse("case_receipt", args=[case.pk])
    yield Check(7, MET, "Intresset är anmält till den samordnande myndigheten", evidence, url)
    for requested_service in requested_services:
        yield _allocated(requested_service)


def _allocated(requested_service):
    text = f"{requested_service} är fördelad till en leverantörsmyndighet"
    allocations = list(requested_service.allocations.all())
    if allocations and requested_service.status != Status.REFUSED:
        last = allocations[-1]
        evidence = f"{last.supplier.agency}, {dag(last.allocated_at)}"
        return Check(7, MET, text, evidence, f"#fordelning-{last.pk}")
    if requested_service.status in (Status.WITHDRAWN, Status.CLOSED):
        return Check(7, MET, text, f"Behövs inte: {liten(requested_service.get_status_display())}")
    waits = "Nekad, och kan fördelas på nytt" if allocations else "Väntar på den samordnande myndigheten"
    return Check(7, PENDING, text, waits)


def refusals(case, requested_services):
    """8 §: whoever refused has stated the reasons."""
    for requested_service in requested_services:
        for refusal in (a.refusal for a in requested_service.allocations.all() if hasattr(a, "refusal")):
            agency = refusal.allocation.supplier.agency
            evidence = f"Beslut {refusal.diary_number}, {dag(refusal.decided_on)}"
            yield Check(
                8,
                MET,
                f"{agency} har angett skälen för att neka {requested_service}",
                evidence,
                f"#beslut-{refusal.pk}",
            )


def assessments(case, requested_services):
    """9 §: assessed on security first, then on cost-effectiveness; and so in the order, where one has been decided."""
    for requested_service in requested_services:
        if requested_service.assessment:
            day = f"Bedömd {dag(requested_service.assessment.assessed_at)}"
            text = f"{requested_service} är bedömd: säkerhet i första hand, kostnadseffektivitet i andra hand"
            yield Check(9, MET, text, day, f"#tjanst-{requested_service.pk}")
        for made in _decided_orders(requested_service):
            text = f"Ordningen mellan dem som konkurrerar om {requested_service} är beslutad och motiverad"
            yield Check(9, MET, text, f"Beslut {made.diary_number}, {dag(made.decided_on)}")


def _decided_orders(requested_service):
    competitions = [c for allocation in requested_service.allocations.all() for c in allocation.competitions.all()]
    return [c.prioritisation for c in competitions if c.prioritisation.status == PrioritisationStatus.DECIDED]


def agreements(case, requested_services):
    """10 §: a written agreement before the connection, with personal-data terms where needed, and notified."""
    for requested_service in requested_services:
        if requested_service.status not in UNDERTAKEN:
            continue
        lines = requested_service.agreement_lines.all()
        line = next((line for line in lines if line.agreement.status == AgreementStatus.IN_FORCE), None)
        yield _agreed(requested_service, line)
        if line:
            yield from _after_signing(requested_service, line)


def _agreed(requested_service, line):
    text = f"En skriftlig överenskommelse om {requested_service} är ingången före anslutningen"
    if line is None:
        return Check(10, PENDING, text, "Ingen överenskommelse är ingången än")
    connection = getattr(requested_service, "connection", None)
    evidence = f"{line.agreement.number}, gäller från {dag(line.agreement.in_force_on)}"
    if connection is None:
        return Check(10, MET, text, evidence, reverse("agreement", args=[line.agreement_id]))
    state = MET if line.agreement.in_force_on <= connection.connected_on else BROKEN
    evidence = f"{evidence}; ansluten {dag(connection.connected_on)}"
    return Check(10, state, text, evidence, reverse("agreement", args=[line.agreement_id]))


def _after_signing(requested_service, line):
    url = reverse("agreement", args=[line.agreement_id])
    if line.personal_data:
        yield Check(
            10,
            MET,
            f"Bestämmelser om personuppgifter finns för {requested_service}",
            f"{len(TERMS)} av {len(TERMS)} villkor",
            url,
        )
    notified = f"Underrättad {dag(line.agreement.coordinator_notified_at)}"
    yield Check(10, MET, f"Den samordnande myndigheten är underrättad om {line.agreement.number}", notified, url)


SECTIONS = (agency, offering, filing, refusals, assessments, agreements)
