"""A case held against the ordinance: for each section that applies, whether it is met, and by what."""

from dataclasses import dataclass

from django.urls import reverse

from itdrift.templatetags.swedish import dag

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


def in_order(case, requests, sections):
    """The Checks of the case, in the order of the ordinance.

    requests: its requested services, with their history. sections: functions of both, each giving the Checks of some
    sections; those of all apps stand together in `itdrift.site.compliance`.
    """
    checks = [check for section in sections for check in section(case, requests)]
    return sorted(dict.fromkeys(checks), key=lambda check: check.section)  # what two services share is said once


def agency(case, requests):
    """3 §: only an agency under the Government takes part."""
    state = MET if case.agency.under_government else BROKEN
    yield Check(3, state, "Myndigheten är en myndighet under regeringen", case.agency.get_kind_display(), "#parter")


def offering(case, requests):
    """4–6 §§: what is delivered stands in the register, with a description that both have agreed."""
    for request in requests:
        service = request.delivered_service
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


def filing(case, requests):
    """7 §: registered with the coordinator, and each service allocated to one supplier."""
    if case.is_draft:
        yield Check(7, PENDING, "Intresset är anmält till den samordnande myndigheten", "Utkast")
        return
    evidence = f"{case.diary_number}, inkom {dag(case.registered_at)}"
    url = reverse("case_receipt", args=[case.pk])
    yield Check(7, MET, "Intresset är anmält till den samordnande myndigheten", evidence, url)
    for request in requests:
        yield _allocated(request)


def _allocated(request):
    text = f"{request} är fördelad till en leverantörsmyndighet"
    allocations = list(request.allocations.all())
    if allocations and request.status != Status.REFUSED:
        last = allocations[-1]
        evidence = f"{last.supplier.agency}, {dag(last.allocated_at)}"
        return Check(7, MET, text, evidence, f"#fordelning-{last.pk}")
    if request.status in (Status.WITHDRAWN, Status.CLOSED):
        return Check(7, MET, text, f"Behövs inte: {request.get_status_display().lower()}")
    waits = "Nekad, och kan fördelas på nytt" if allocations else "Väntar på den samordnande myndigheten"
    return Check(7, PENDING, text, waits)


def refusals(case, requests):
    """8 §: whoever refused has stated the reasons."""
    for request in requests:
        for refusal in (a.refusal for a in request.allocations.all() if hasattr(a, "refusal")):
            agency = refusal.allocation.supplier.agency
            evidence = f"Beslut {refusal.diary_number}, {dag(refusal.decided_on)}"
            yield Check(8, MET, f"{agency} har angett skälen för att neka {request}", evidence, f"#beslut-{refusal.pk}")


def assessments(case, requests):
    """9 §: assessed on security first, then on cost-effectiveness; and so in the order, where one has been decided."""
    for request in requests:
        if request.assessment:
            day = f"Bedömd {dag(request.assessment.assessed_at)}"
            text = f"{request} är bedömd: säkerhet i första hand, kostnadseffektivitet i andra hand"
            yield Check(9, MET, text, day, f"#tjanst-{request.pk}")
        for made in _decided_orders(request):
            text = f"Ordningen mellan dem som konkurrerar om {request} är beslutad och motiverad"
            yield Check(9, MET, text, f"Beslut {made.diary_number}, {dag(made.decided_on)}")


def _decided_orders(request):
    competitions = [c for allocation in request.allocations.all() for c in allocation.competitions.all()]
    return [c.prioritisation for c in competitions if c.prioritisation.status == PrioritisationStatus.DECIDED]


def agreements(case, requests):
    """10 §: a written agreement before the connection, with personal-data terms where needed, and notified."""
    for request in requests:
        if request.status not in UNDERTAKEN:
            continue
        line = _line_in_force(request)
        yield _agreed(request, line)
        if line:
            yield from _after_signing(request, line)


def _line_in_force(request):
    lines = request.agreement_lines.all()
    return next((line for line in lines if line.agreement.status == AgreementStatus.IN_FORCE), None)


def _agreed(request, line):
    text = f"En skriftlig överenskommelse om {request} är ingången före anslutningen"
    if line is None:
        return Check(10, PENDING, text, "Ingen överenskommelse är ingången än")
    connection = getattr(request, "connection", None)
    evidence = f"{line.agreement.number}, gäller från {dag(line.agreement.in_force_on)}"
    if connection is None:
        return Check(10, MET, text, evidence, reverse("agreement", args=[line.agreement_id]))
    state = MET if line.agreement.in_force_on <= connection.connected_on else BROKEN
    evidence = f"{evidence}; ansluten {dag(connection.connected_on)}"
    return Check(10, state, text, evidence, reverse("agreement", args=[line.agreement_id]))


def _after_signing(request, line):
    url = reverse("agreement", args=[line.agreement_id])
    if line.personal_data:
        yield Check(10, MET, f"Bestämmelser om personuppgifter finns för {request}", "15 av 15 villkor", url)
    told = f"Underrättad {dag(line.agreement.coordinator_notified_at)}"
    yield Check(10, MET, f"Den samordnande myndigheten är underrättad om {line.agreement.number}", told, url)


SECTIONS = (agency, offering, filing, refusals, assessments, agreements)
