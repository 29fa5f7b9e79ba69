"""A year of the size that the account is made for, or any other: plain rows, straight into the tables."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection

from fees.models import Fee
from onboarding import models as cases
from registry.models import (
    Agency,
    Mandate,
    Preparedness,
    RegisterEdition,
    RegisterEntry,
    Service,
    ServiceDescription,
)
from registry.ordinance import Part
from reporting.models import DataRequest, Report, ServiceYear
from tests import making
from tests.roles import as_owner

from .conftest import KNOWN, TEXTS

YEAR = 2026
AGENCIES, SERVICES, CASES, REFUSALS = 340, 60, 2_000, 200
CONNECTED = 3  # of four cases that were not refused are connected, the others are in progress
BEGINS = datetime(YEAR, 1, 5, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
ACCOUNT = (
    "Myndigheten behövde flytta sin ärendehantering under året. Leverantörsmyndighetens lagring var uttagen till och med "
    "nästa år, och utbyggnaden av den andra datahallen var försenad. En mindre del kunde inte skiljas ut utan att "
    "säkerheten blev sämre. Myndigheten erbjöds att komma tillbaka när utbyggnaden är klar."
)
# The rules ask row by row what the acts have asked already; the rows here are such as the acts leave.
WRITES = {
    "onboarding_allocation": "allocation_gives_access",
    "onboarding_agreementline": "agreement_gives_access",
}  # what suppliers may see is written by the database
RULED = "InterestRegistration RequestedService Allocation Refusal Agreement AgreementLine Connection".split()


def live(cast, agencies=AGENCIES, services=SERVICES, many=CASES, refusals=REFUSALS):
    """The year: every case with one requested service. Returns its open Report, every supplier's data confirmed."""
    applicants = _agencies(cast, agencies)
    offered = _services(cast, services)
    _ruled("DISABLE")
    requests = _cases(cast, applicants, offered, many)
    _refuse(cast, requests[:refusals])
    undertaken = requests[refusals:]
    _connect(cast, [request for number, request in enumerate(undertaken) if number % 4 < CONNECTED])
    _ruled("ENABLE")
    return _account(cast)


def _ruled(switch):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        )  # a table with checks waiting is not altered
        for name in RULED:
            cursor.execute(f"ALTER TABLE onboarding_{name.lower()} {switch} TRIGGER USER")
        for table, trigger in WRITES.items():
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def _agencies(cast, many):
    """The agencies of the register, in its edition of the year; every sixth is a preparedness agency."""
    made = Agency.objects.bulk_create(
        Agency(name=f"Myndigheten för prov {n}", org_number=f"20{n:08}", kind="administrative") for n in range(many)
    )
    edition = RegisterEdition.objects.get()
    RegisterEntry.objects.bulk_create(
        RegisterEntry(
            edition=edition, agency=a, name=a.name, org_number=a.org_number, kind=a.kind, is_preparedness_agency=False
        )
        for a in made
    )
    Preparedness.objects.bulk_create(
        Preparedness(agency=agency, valid_from=date(2025, 1, 1), basis="SFS 2022:524") for agency in made[::6]
    )
    return made


def _services(cast, many):
    """Published services, shared between the cast's two suppliers, with fees on 1 January of two years."""
    suppliers = [cast.supplier, cast.other_supplier]
    services = Service.objects.bulk_create(
        Service(
            supplier=suppliers[n % 2].acting.mandate, category=cast.service.category, name=f"Tjänst {n}", unit="server"
        )
        for n in range(many)
    )
    approved = {"supplier_approved_at": BEGINS, "coordinator_approved_at": BEGINS, "published_at": BEGINS}
    ServiceDescription.objects.bulk_create(
        ServiceDescription(
            service=service,
            version=1,
            status="published",
            created_by=suppliers[n % 2],
            supplier_approved_by=[cast.supplier_boss, cast.other_supplier_boss][n % 2],
            coordinator_approved_by=cast.coordinator_boss,
            **approved,
            **making.description(),
        )
        for n, service in enumerate(services)
    )
    Fee.objects.bulk_create(_fee(cast, service, year) for service in services for year in (YEAR, YEAR + 1))
    return services


def _fee(cast, service, year):
    until = date(YEAR + 1, 1, 1) if year == YEAR else None
    told = {"decision_reference": "Beslut 1", "consulted_on": date(YEAR - 1, 10, 1), "decided_by": cast.supplier_boss}
    period = {"valid_from": date(year, 1, 1), "valid_until": until}
    amount = Decimal(1000 + service.pk % 90 + year - YEAR)
    return Fee(service=service, component="running", unit=service.unit, amount=amount, **period, **told)


def _at(number, many):
    """When a case came in: spread over the year, early enough for all that follows."""
    return BEGINS + timedelta(days=300) * number / many


def _cases(cast, applicants, services, many):
    """Filed and allocated, each to the supplier of the service."""
    registrations = cases.InterestRegistration.objects.bulk_create(
        cases.InterestRegistration(
            agency=applicants[n * 7 % len(applicants)],
            created_by=cast.applicant,
            acknowledged_by=cast.applicant,
            registered_at=_at(n, many),
            diary_number=f"FK {YEAR}/9{n:06}",
            **making.answers(),
        )
        for n in range(many)
    )
    requests = cases.RequestedService.objects.bulk_create(
        cases.RequestedService(
            registration=registration,
            agency_id=registration.agency_id,
            service=services[n % len(services)],
            supplier_id=services[n % len(services)].supplier_id,
            received_at=registration.registered_at,
            volume=10,
            personal_data=False,
            status="allocated",
        )
        for n, registration in enumerate(registrations)
    )
    allocations = cases.Allocation.objects.bulk_create(
        cases.Allocation(
            requested_service=request,
            supplier_id=request.supplier_id,
            motive="Tillhandahåller tjänsten.",
            allocated_by=cast.coordinator,
            allocated_at=request.received_at + timedelta(days=5),
        )
        for request in requests
    )
    for request, allocation in zip(requests, allocations, strict=True):
        request.allocated = allocation
    return requests


def _refuse(cast, requests):
    """8 §: each with its open text."""
    cases.Refusal.objects.bulk_create(
        cases.Refusal(
            allocation=request.allocated,
            ground_id="capacity",
            reasons=making.REASONS,
            account=ACCOUNT,
            not_communicated="obvious",
            not_communicated_why="Myndigheten har själv lämnat uppgifterna.",
            diary_number=f"SKV {YEAR}/9{n:06}",
            decided_on=(request.received_at + timedelta(days=20)).date(),
            decided_by=cast.supplier_boss,
            decided_by_title="it-direktör",
            presented_by=cast.supplier,
            presented_by_title="handläggare",
            nobody_else=True,
        )
        for n, request in enumerate(requests)
    )
    for request in requests:
        request.allocated.ended_at = request.received_at + timedelta(days=20)
        request.status, request.supplier_id = "refused", None
    _save(requests)


def _connect(cast, requests):
    """10 §: an agreement for each, in force, and the connection."""
    day = [(request.received_at + timedelta(days=30)).date() for request in requests]
    agreements = cases.Agreement.objects.bulk_create(
        cases.Agreement(
            registration=request.registration,
            number=f"FK {YEAR}/8{n:06}",
            status="in_force",
            in_force_on=day[n],
            coordinator_notified_at=request.received_at + timedelta(days=30),
            drawn_up_by=cast.applicant,
            **making.content(term_from=day[n]),
        )
        for n, request in enumerate(requests)
    )
    cases.AgreementLine.objects.bulk_create(
        cases.AgreementLine(
            agreement=agreement,
            requested_service=request,
            supplier_id=request.supplier_id,
            service_id=request.service_id,
            description_version=1,
            volume=10,
        )
        for agreement, request in zip(agreements, requests, strict=True)
    )
    cases.Connection.objects.bulk_create(
        cases.Connection(requested_service=request, agreement=agreement, connected_on=on, recorded_by=cast.supplier)
        for agreement, request, on in zip(agreements, requests, day, strict=True)
    )
    for request in requests:
        request.status, request.delivered_service_id = "connected", request.service_id
    _save(requests)


def _save(requests):
    changed = ["status", "supplier", "delivered_service"]
    cases.RequestedService.objects.bulk_update(requests, changed, batch_size=500)
    cases.Allocation.objects.bulk_update([request.allocated for request in requests], ["ended_at"], batch_size=500)


def _account(cast):
    """The open account: every supplier asked, and every one of its services answered and confirmed."""
    report = Report.objects.create(year=YEAR, opened_by=cast.coordinator)
    now, due = BEGINS + timedelta(days=370), date(YEAR + 1, 2, 15)
    told = {"answered_by": cast.supplier, "answered_at": now, "confirmed_by": cast.supplier_boss, "confirmed_at": now}
    requests = DataRequest.objects.bulk_create(
        DataRequest(report=report, supplier=supplier, due=due, status="started", sent_by=cast.coordinator, **TEXTS)
        for supplier in Mandate.objects.filter(part=Part.SUPPLIER)
    )
    of = {request.supplier_id: request for request in requests}
    ServiceYear.objects.bulk_create(
        ServiceYear(request=of[service.supplier_id], service=service, unit=service.unit, **KNOWN)
        for service in Service.objects.all()
    )
    DataRequest.objects.filter(report=report).update(status="answered", **told)
    return report
