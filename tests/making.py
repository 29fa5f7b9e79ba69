"""What tests start from, made through the program's own acts: agencies, people with names, cases in any state."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from fees.prices import acts as prices_acts
from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.connection import acts as connection_acts
from onboarding.filing import acts as filing_acts
from onboarding.models import Agreement
from onboarding.models.personal_data import TERMS
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.catalogue import acts as catalogue_acts
from registry.models import (
    Agency,
    Mandate,
    Membership,
    ModelDocument,
    Service,
    ServiceCategory,
    ServiceDescription,
    User,
)
from registry.ordinance import IN_FORCE, Part, Role
from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import ServiceYear

from .onboarding.letters.files import upload

LONG_NAME = "Institutet för arbetsmarknads- och utbildningspolitisk utvärdering"
PASSWORD = make_password("lösen-som-bara-finns-i-testet")
REASONS = (
    "Kapaciteten i den egna driften är intecknad till och med nästa år och kan inte utökas inom den tid ni behöver den."
)


def agency(name, org_number, short_name="", kind="administrative"):
    return Agency.objects.create(name=name, org_number=org_number, short_name=short_name, kind=kind)


def mandate(agency, part, valid_from=IN_FORCE):
    return Mandate.objects.create(agency=agency, part=part, valid_from=valid_from, basis="SFS 2024:1005")


def person(name, mandate, role=Role.OFFICER, title="handläggare"):
    """A person with one membership; `acting` is it. The e-mail address is the name's."""
    return people((name, mandate, role, title))[0]


def people(*rows):
    """The same for many at once, each as (name, mandate, role, title)."""
    users = User.objects.bulk_create(User(email=_email(name), password=PASSWORD, name=name) for name, *_ in rows)
    Membership.objects.bulk_create(
        Membership(user=user, mandate=mandate, role=role, title=title, valid_from=IN_FORCE)
        for user, (_, mandate, role, title) in zip(users, rows, strict=True)
        if mandate
    )
    return users


def _email(name):
    return f"{name.lower().replace(' ', '.').translate(str.maketrans('åäöé', 'aaoe'))}@myndighet.example"


def description(**changes):
    return {
        "summary": "Virtuella servrar i en svensk statlig datahall.",
        "included": "Drift, övervakning och säkerhetskopiering.",
        "not_included": "Applikationsförvaltning.",
        "main_functionality": "Servern svarar och kan nå sin lagring.",
        "opening_hours": "Vardagar 07–18",
        "lead_time": "Tre månader",
        "personal_data": False,
        "total_defence": "Tjänsten kan drivas vid höjd beredskap.",
        "own_operations": "Myndighetens egen serverdrift.",
        "contact": "it-drift@myndighet.example",
        **changes,
    }


def service(supplier, supplier_boss, coordinator_boss, name="Virtuell server", unit="server", **changes):
    """A published service, approved by both (5 §). Plain rows, for speed: tests/registry/ goes through the acts."""
    category, _ = ServiceCategory.objects.get_or_create(name="Server")
    made = Service.objects.create(supplier=supplier.acting.mandate, category=category, name=name, unit=unit)
    now = timezone.now()
    ServiceDescription.objects.create(
        service=made,
        version=1,
        status="published",
        created_by=supplier,
        supplier_approved_by=supplier_boss,
        supplier_approved_at=now,
        coordinator_approved_by=coordinator_boss,
        coordinator_approved_at=now,
        published_at=now,
        **description(**changes),
    )
    return made


def describe_anew(service, **changes):
    """The next version of the published description, published now: what is published is never changed (5 §)."""
    description, now = service.descriptions.get(status="published"), timezone.now()
    service.descriptions.filter(pk=description.pk).update(status="superseded", superseded_at=now)
    again = {"pk": None, "version": description.version + 1, "published_at": now, **changes}
    for name, value in again.items():
        setattr(description, name, value)
    description.save(force_insert=True)


def approved_service(supplier, supplier_boss, coordinator_boss, name="Virtuell server", unit="server", **changes):
    """The same through the acts: described by the supplier, approved by both."""
    category, _ = ServiceCategory.objects.get_or_create(name="Server")
    made = catalogue_acts.offer(
        by=supplier, category=category, name=name, unit=unit, description=description(**changes)
    )
    draft = made.descriptions.get()
    catalogue_acts.approve(draft, by=supplier_boss)
    catalogue_acts.approve(draft, by=coordinator_boss)
    return Service.objects.get(pk=made.pk)


def answers(**changes):
    return {
        "contact_name": "Anna Åkesson",
        "contact_email": "anna.akesson@myndighet.example",
        "other_channel": False,
        "need": "Nuvarande avtal löper ut och vi behöver säkrare drift.",
        "present_solution": "private",
        "data_categories": "Namn och kontaktuppgifter.",
        "sensitive_data": False,
        "secrecy": False,
        **changes,
    }


def full_answers(**changes):
    """An answer to every question, those that need not be answered too."""
    return {
        "contact_phone": "010-123 45 67",
        "signatory": "Göran Öberg, generaldirektör",
        "own_reference": "BV 2026/17",
        "other_channel_reference": "",
        "contract_ends": date(2027, 3, 31),
        "problems": "Flera avbrott i månaden.",
        "present_cost": Decimal(1_250_000),
        "present_availability": Decimal("98.5"),
        "security_effect": "Bevakad datahall och egen personal.",
        "cost_effect": "Lägre kostnad från andra året.",
        "expected_cost": Decimal(900_000),
        "one_off_cost": Decimal(200_000),
        "data_subjects": "Anställda",
        "data_subject_count": 480,
        "data_role": "controller",
        "secrecy": True,
        "suitability": "made",
        "suitability_on": date(2026, 1, 15),
        "integrations": "Ärendehanteringen och inloggningen.",
        "heightened_preparedness": True,
        "classification_on": date(2026, 1, 10),
        "classification_role": "informationsägare",
        **changes,
    }


def letter(cast, **changes):
    """What `reception_acts.take_down` takes of a letter from Bolagsverket that came today."""
    return {
        "agency": cast.bolagsverket,
        "came_by": "letter",
        "came_on": date.today(),
        "came_from": "Göran Öberg, generaldirektör",
        "need": "Vi vill ha servrar i en statlig datahall.",
        "wanted": [{"service": cast.service}],
        "files": [upload("Brev.pdf")],
        "acknowledged": True,
        **changes,
    }


def content(**changes):
    """The text of an agreement."""
    return {
        "term_from": date.today(),
        "service_levels": "Tillgänglighet 99,5 procent under vardagar 07–18.",
        "secrecy": "Lämplighetsbedömning gjord av säkerhetschefen.",
        "incidents": "Kontakt dygnet runt via driftcentralen.",
        "exit": "Avveckling planeras gemensamt.",
        **changes,
    }


def proposal(**changes):
    """What `refusal_acts.propose_refusal` takes of a whole decision without hearing the agency first: it can be left to be made."""
    return {
        "ground_id": "capacity",
        "reasons": REASONS,
        "account": "Kapaciteten räckte inte inom den tid som myndigheten behövde tjänsten.",
        "nobody_else": True,
        "opinion": "Myndigheten kan vänta till mars. Det ändrar inget, eftersom kapaciteten saknas även då.",
        "not_communicated": "obvious",
        "not_communicated_why": "Myndigheten har själv lämnat alla uppgifter som beslutet bygger på.",
        **changes,
    }


def decision(officer, **changes):
    """What `refusal_acts.refuse` takes of the same."""
    said = proposal()
    return {"ground": said.pop("ground_id"), "presented_by": officer.acting, **said, **changes}


def lifting(officer, **changes):
    """What `change_acts.reconsider` takes to lift a decision to refuse."""
    return {
        "outcome": "lifted",
        "basis": "may",
        "why": "Kapaciteten var fel beräknad.",
        "account": "Kapaciteten räcker.",
        "presented_by": officer.acting,
        "nobody_else": True,
        **changes,
    }


def terms():
    return {name: f"Villkor om {label}." for name, (label, _) in TERMS.items()}


class Walk:
    """Carries requested services through the acts, with the cast's people."""

    def __init__(self, cast):
        self.cast = cast

    def draft(self, *services, by=None, personal_data=False, **changes):
        wanted = [{"service": s, "volume": 10, "personal_data": personal_data} for s in services or [self.cast.service]]
        return filing_acts.draft(by=by or self.cast.applicant, answers=answers(**changes), wanted=wanted)

    def classed(self, status, **classes):
        """One requested service in the state, that needs these classes of information."""
        wanted = [{"service": self.cast.service, "volume": 10, "personal_data": False, **classes}]
        case = filing_acts.draft(by=self.cast.applicant, answers=answers(), wanted=wanted)
        request = filing_acts.register(case, by=self.cast.applicant, acknowledged=True).requested_services.get()
        for step in PATH[status]:
            getattr(self, step)(request)
        request.refresh_from_db()
        return request

    def registered(self, *services, by=None, **changes):
        """A case that has been sent; returns the InterestRegistration."""
        by = by or self.cast.applicant
        return filing_acts.register(self.draft(*services, by=by, **changes), by=by, acknowledged=True)

    def request(self, status, **changes):
        """One requested service in the state, reached through the acts."""
        if status == Status.DRAFT:
            return self.draft(**changes).requested_services.get()
        request = self.registered(**changes).requested_services.get()
        for step in PATH[status]:
            getattr(self, step)(request)
            request.refresh_from_db()
        return request

    def allocate(self, request, supplier=None):
        mandate = (supplier or self.cast.supplier).acting.mandate
        return allocation_acts.allocate(
            request, by=self.cast.coordinator, supplier=mandate, motive="Tillhandahåller tjänsten."
        )

    def judge(self, request, by, security=2, cost=1, grounds="Bedömd enligt mallen."):
        """One assessor's own opinion (9 §)."""
        gains = {"security_gain": security, "cost_gain": cost}
        return assessment_acts.assess(request, by=by, security_grounds=grounds, cost_grounds=grounds, **gains)

    def assess(self, request, security=2, cost=1, grounds="Bedömd enligt mallen."):
        """Both assessors judge alike: the assessment is made."""
        for by in (self.cast.supplier, self.cast.supplier_boss):
            self.judge(request, by, security, cost, grounds)

    def agree_on(self, request, first, second, security=2, cost=1, grounds="Enade."):
        """Two assessors who differ agree: the first proposes, the second confirms; returns the Assessment."""
        gains = {"security_gain": security, "cost_gain": cost}
        joint = {"security_grounds": grounds, "cost_grounds": grounds, **gains}
        assessment_acts.settle(request, by=first, **joint)
        return assessment_acts.settle(request, by=second, **joint)

    def shortage(self, *requests):
        """An open prioritisation between the requests, of the cast's service; two that are allocated without any."""
        requests = requests or [self.request(Status.ALLOCATED), self.request(Status.ALLOCATED)]
        shortage = "Kapaciteten räcker till en anslutning i år."
        return priority_acts.declare_shortage(
            by=self.cast.supplier, service=self.cast.service, shortage=shortage, requested_services=requests
        )

    def prioritised(self, *requests):
        """A decided order between the requests, all assessed."""
        made = self.shortage(*requests)
        for competitor in made.competitors.filter(allocation__assessment=None):
            self.assess(competitor.allocation.requested_service)
        return self.prioritise(made)

    def prioritise(self, prioritisation):
        return priority_acts.prioritise(
            prioritisation,
            by=self.cast.supplier_boss,
            motivation="Ordningen följer av bedömningarna.",
            presented_by=self.cast.supplier.acting,
            nobody_else=True,
        )

    def accept(self, request):
        return allocation_acts.accept(request, by=self.cast.supplier, service=self.cast.service)

    def communicate(self, request):
        """The agency is told what is considered, and has a week to answer; returns the Communication."""
        considered = "Vi överväger att neka, eftersom kapaciteten är intecknad."
        reply_by = timezone.localdate() + timedelta(days=7)
        return refusal_acts.communicate(request, by=self.cast.supplier, text=considered, reply_by=reply_by)

    def refuse(self, request):
        return refusal_acts.refuse(request, by=self.cast.supplier_boss, **decision(self.cast.supplier))

    def withdraw(self, request):
        return filing_acts.withdraw(request, by=self.cast.applicant)

    def close(self, request):
        return allocation_acts.close(
            request, by=self.cast.coordinator, reason="Ingen leverantörsmyndighet kan möta behovet."
        )

    def confidential(self, request, *people):
        """The request's case, known from now on to the agency's decision maker, to `people` there and to the other bosses."""
        named = [person.acting for person in people]
        return secrecy_acts.make_confidential(
            request.registration, by=self.cast.applicant_boss, people=named, provision="18 kap. 8 § OSL"
        )

    def agreement(self, *requests):
        """A draft over services that are taken on, with all its terms."""
        agreement = agreement_acts.draw_up(
            requests[0].registration, by=self.cast.applicant, requested_services=requests, content=content()
        )
        return agreement_acts.revise(
            agreement, by=self.cast.applicant, content=content(), terms=terms(), sub_processors=[]
        )

    def presented(self, *requests):
        return agreement_acts.present(self.agreement(*requests), by=self.cast.applicant)

    def agree(self, *requests):
        """An agreement in force."""
        agreement = self.presented(*requests)
        agreement_acts.sign(agreement, by=self.cast.applicant_boss)
        agreement_acts.sign(agreement, by=self.cast.supplier_boss)
        return Agreement.objects.get(pk=agreement.pk)

    def connect(self, request):
        return connection_acts.connect(request, by=self.cast.supplier, connected_on=date.today())


PATH = {
    Status.REGISTERED: [],
    Status.ALLOCATED: ["allocate"],
    Status.REFUSED: ["allocate", "refuse"],
    Status.ACCEPTED: ["allocate", "accept"],
    Status.AGREED: ["allocate", "accept", "agree"],
    Status.CONNECTED: ["allocate", "accept", "agree", "connect"],
    Status.WITHDRAWN: ["withdraw"],
    Status.CLOSED: ["close"],
}


def cast(service=service):
    """The people of the tests and the agencies they act for, as a namespace: `applicant`, `applicant_boss`, `reader`,

    `stranger`, `coordinator`, `coordinator_boss`, `supplier`, `supplier_boss`, `other_supplier`, `other_supplier_boss`,
    `nobody` (no mandate), `admin` (superuser, no mandate); `service`, `other_service`; `walk`.
    """
    made = Cast()
    _agencies(made)
    _people(made)
    made.admin = User.objects.create_superuser("admin@myndighet.example", "lösen-admin", name="Ada Admin")
    ModelDocument.objects.create(kind="agreement", version=1, text="Modell", valid_from=IN_FORCE)
    made.service = service(made.supplier, made.supplier_boss, made.coordinator_boss)
    made.other_service = service(
        made.other_supplier, made.other_supplier_boss, made.coordinator_boss, name="Lagring", unit="terabyte"
    )
    made.walk = Walk(made)
    return made


def _agencies(made):
    rows = [
        ("Bolagsverket", "2021005489", "BV"),
        (LONG_NAME, "2021004870", "IFAU"),
        ("Försäkringskassan", "2021005521", "FK"),
        ("Skatteverket", "2021005448", "SKV"),
        ("Trafikverket", "2021006297", "TRV"),
    ]
    agencies = Agency.objects.bulk_create(
        Agency(name=name, org_number=number, short_name=short, kind="administrative") for name, number, short in rows
    )
    made.bolagsverket, made.ifau, made.fk, made.skv, made.trv = agencies


def _people(made):
    parts = [
        (made.bolagsverket, Part.APPLICANT),
        (made.ifau, Part.APPLICANT),
        (made.fk, Part.COORDINATOR),
        (made.skv, Part.SUPPLIER),
        (made.trv, Part.SUPPLIER),
        (made.fk, Part.SUPPLIER),
    ]
    applicant, strangers, coordinator, supplier, other_supplier, made.fk_supplier = Mandate.objects.bulk_create(
        Mandate(agency=agency, part=part, valid_from=IN_FORCE, basis="SFS 2024:1005") for agency, part in parts
    )
    boss, officer = Role.DECISION_MAKER, (Role.OFFICER, "handläggare")
    rows = {
        "applicant": ("Anna Åkesson", applicant, *officer),
        "applicant_boss": ("Göran Öberg", applicant, boss, "generaldirektör"),
        "reader": ("Rut Läsare", applicant, Role.READER, "handläggare"),
        "stranger": ("Sten Främling", strangers, boss, "generaldirektör"),
        "coordinator": ("Karin Kö", coordinator, *officer),
        "coordinator_boss": ("Kurt Samuelsson", coordinator, boss, "avdelningschef"),
        "supplier": ("Lena Leverans", supplier, *officer),
        "supplier_boss": ("Lars Ljung", supplier, boss, "it-direktör"),
        "other_supplier": ("Tove Trafik", other_supplier, *officer),
        "other_supplier_boss": ("Ture Tåg", other_supplier, boss, "it-direktör"),
        "nobody": ("Nils Ingen", None, *officer),
    }
    vars(made).update(zip(rows, people(*rows.values()), strict=True))


class Cast:
    PEOPLE = (
        "applicant applicant_boss reader stranger coordinator coordinator_boss supplier supplier_boss "
        "other_supplier other_supplier_boss nobody admin"
    ).split()

    def people(self):
        return {name: getattr(self, name) for name in self.PEOPLE}


def unpublished(cast):
    """A service that only its supplier and the coordinator know of: its description waits for approval."""
    category = ServiceCategory.objects.get(name="Server")
    return catalogue_acts.offer(
        by=cast.supplier, category=category, name="Kommande tjänst", unit="st", description=description()
    )


def fee(cast, amount="3900.50", valid_from=None):
    """What the supplier charges for its service, from this year's first day."""
    return prices_acts.set_fee(
        cast.service,
        by=cast.supplier_boss,
        component="running",
        amount=Decimal(amount),
        valid_from=valid_from or date(date.today().year, 1, 1),
        decision_reference="SKV 2026/17",
        consulted_on=date(2025, 10, 1),
    )


def report(cast):
    """This year's account, opened, with a request for data to the supplier."""
    year = date.today().year
    opened = account_acts.open_report(by=cast.coordinator, year=year)
    suppliers = [cast.supplier.acting.mandate]
    data_acts.request_data(opened, by=cast.coordinator, suppliers=suppliers, due=date(year + 1, 2, 15))
    return opened


def calendar():
    """Beat has just run, as it writes down itself: without it the program is not well."""
    every, _ = IntervalSchedule.objects.get_or_create(every=30, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="outbox", task="outbox.sweep", interval=every, last_run_at=timezone.now())


def work():
    """The worker does all that waits, what comes of it too."""
    while outbox.perform_waiting():
        pass


# What a supplier knows of a service in one year.
MEASURED = {
    "units_state": "measured", "units": Decimal(40), "unit_basis": "mean", "units_source": "Driften",
    "cost_state": "estimated", "total_cost": Decimal(500_000), "cost_source": "Ekonomin", "cost_comment": "Fördelad.",
    "availability_state": "measured", "agreed_minutes": 160_000, "available_minutes": 159_840, "availability_source": "Larmet",
    "nki_state": "measured", "nki_mean": Decimal("71.25"), "nki_answered": 5, "nki_asked": 6, "nki_source": "Enkäten",
}  # fmt: skip


def decided_report(cast, measured=False):
    """Last year's account, decided; no supplier has delivered anything, or (`measured`) the first one all that is asked for."""
    said = {"by": cast.coordinator}
    opened = account_acts.open_report(year=date.today().year - 1, **said)
    for asked in data_acts.request_data(opened, suppliers=opened.suppliers(), due=date.today(), **said):
        if measured and asked.supplier == cast.supplier.acting.mandate:
            texts = {"effects": "Färre avbrott.", "risks": "Ont om folk.", "obstacles": ""}
            data_acts.answer_data_request(asked, by=cast.supplier, texts=texts, services={})
            # as a row: the service is published today, and was not offered last year
            ServiceYear.objects.create(request=asked, service=cast.service, unit=cast.service.unit, **MEASURED)
            data_acts.confirm(asked, by=cast.supplier_boss)
        else:
            data_acts.note_silence(asked, reason="Har inte svarat.", **said)
    account_acts.make(opened, **said)
    work()
    opened.refresh_from_db()
    return account_acts.decide_report(opened, by=cast.coordinator_boss, presented_by=cast.coordinator.acting)
