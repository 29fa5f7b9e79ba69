"""A case held against the ordinance: for each section that applies, whether it is met, and by what."""

from dataclasses import dataclass

from django.urls import reverse

from itdrift.templatetags.swedish import dag, liten

from ..models.personal_data import TERMS
from ..workflow import TO_ALLOCATE, UNDERTAKEN, AgreementStatus, PrioritisationStatus
from .requirements import (
    AGENCY,
    AGREED,
    ALLOCATED,
    ASSESSED,
    BROKEN,
    FILED,
    IN_ORDER,
    IN_THE_REGISTER,
    JUDGE,
    MET,
    NOTIFIED,
    OWN_OPERATIONS,
    PENDING,
    PERSONAL_DATA,
    REASONS,
    Requirement,
)


@dataclass(frozen=True)
class Check:
    """requirement: what it is of. state: one of STATES. text: what is asked of the case. evidence: by what it is met."""

    requirement: Requirement
    state: str
    text: str
    evidence: str = ""
    url: str = ""

    @property
    def section(self):
        return self.requirement.section


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
    yield Check(AGENCY, state, AGENCY.text, case.agency.get_kind_display(), "#parter")


def offering(case, requested_services):
    """4–6 §§: what is delivered stands in the register, with a description that both have agreed."""
    for requested_service in requested_services:
        service = requested_service.delivered_service
        if service is None:
            continue
        text, url = f"{service} finns i förteckningen med en tjänstebeskrivning", reverse("service", args=[service.pk])
        if description := service.published_description:
            since = f"Version {description.version}, publicerad {dag(description.published_at)}"
            yield Check(IN_THE_REGISTER, MET, text, since, url)
            yield _own_operations(service, description, url)
        else:
            yield Check(IN_THE_REGISTER, BROKEN, text, "Ingen tjänstebeskrivning är publicerad", url)


def _own_operations(service, description, url):
    text = f"{service} baseras på leverantörsmyndighetens it-drift"
    if description.own_operations.strip():
        return Check(OWN_OPERATIONS, MET, text, description.own_operations, url)
    text = f"{service} får baseras på annan it-drift"
    return Check(OWN_OPERATIONS, MET, text, f"Undantag enligt {description.exemption}", url)


def filing(case, requested_services):
    """7 §: registered with the coordinator, and each service allocated to one supplier."""
    if case.is_draft:
        yield Check(FILED, PENDING, FILED.text, "Utkast")
        return
    way_in = f" {case.way_in_words}" if case.came_another_way else ""
    evidence = f"{case.diary_number}, inkom {dag(case.registered_at)}{way_in}"
    yield Check(FILED, MET, FILED.text, evidence, reverse("case_receipt", args=[case.pk]))
    for requested_service in requested_services:
        yield _allocated(requested_service)


def _allocated(requested_service):
    text = f"{requested_service} är fördelad till en leverantörsmyndighet"
    allocations = list(requested_service.allocations.all())
    if requested_service.status in TO_ALLOCATE:
        waits = "Nekad, och kan fördelas på nytt" if allocations else "Väntar på den samordnande myndigheten"
        return Check(ALLOCATED, PENDING, text, waits)
    if not allocations:
        return Check(ALLOCATED, MET, text, f"Behövs inte: {liten(requested_service.get_status_display())}")
    last = allocations[-1]
    evidence = f"{last.supplier.agency}, {dag(last.allocated_at)}"
    return Check(ALLOCATED, MET, text, evidence, f"#fordelning-{last.pk}")


def refusals(case, requested_services):
    """8 §: whoever refused has stated the reasons."""
    for requested_service in requested_services:
        for refusal in (a.refusal for a in requested_service.allocations.all() if hasattr(a, "refusal")):
            text = f"{refusal.allocation.supplier.agency} har angett skälen för att neka {requested_service}"
            evidence = f"Beslut {refusal.diary_number}, {dag(refusal.decided_on)}"
            yield Check(REASONS, MET, text, evidence, f"#beslut-{refusal.pk}")


def assessments(case, requested_services):
    """9 §: assessed on security first, then on cost-effectiveness; and so in the order, where one has been decided."""
    for requested_service in requested_services:
        if requested_service.assessment:
            day = f"Bedömd {dag(requested_service.assessment.assessed_at)}"
            text = f"{requested_service} är bedömd: säkerhet i första hand, kostnadseffektivitet i andra hand"
            yield Check(ASSESSED, MET, text, day, f"#tjanst-{requested_service.pk}")
        for made in _decided_orders(requested_service):
            text = f"Ordningen mellan dem som konkurrerar om {requested_service} är beslutad och motiverad"
            yield Check(IN_ORDER, MET, text, f"Beslut {made.diary_number}, {dag(made.decided_on)}")


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
            yield from _personal_data(requested_service, line)
            yield _notified(line.agreement)


def _agreed(requested_service, line):
    text = f"En skriftlig överenskommelse om {requested_service} är ingången före anslutningen"
    if line is None:
        return Check(AGREED, PENDING, text, "Ingen överenskommelse är ingången än")
    connection = getattr(requested_service, "connection", None)
    evidence = f"{line.agreement.number}, gäller från {dag(line.agreement.in_force_on)}"
    if connection is None:
        return Check(AGREED, MET, text, evidence, _page(line))
    state = MET if line.agreement.in_force_on <= connection.connected_on else BROKEN
    evidence = f"{evidence}; ansluten {dag(connection.connected_on)}"
    return Check(AGREED, state, text, evidence, _page(line))


def _personal_data(requested_service, line):
    text = f"Bestämmelser om personuppgifter finns för {requested_service}"
    description = requested_service.delivered_service.published_description
    if line.personal_data:
        yield Check(PERSONAL_DATA, MET, text, f"{len(TERMS)} av {len(TERMS)} villkor", _page(line))
    elif description and description.personal_data:
        evidence = (
            f"{line.agreement.number} har inga, men tjänstebeskrivningens version {description.version} "
            "säger att personuppgifter behandlas"
        )
        yield Check(PERSONAL_DATA, JUDGE, text, evidence, _page(line))


def _notified(agreement):
    text = f"Den samordnande myndigheten är underrättad om {agreement.number}"
    day = f"Underrättad {dag(agreement.coordinator_notified_at)}"
    return Check(NOTIFIED, MET, text, day, reverse("agreement", args=[agreement.pk]))


def _page(line):
    return reverse("agreement", args=[line.agreement_id])


SECTIONS = (agency, offering, filing, refusals, assessments, agreements)
