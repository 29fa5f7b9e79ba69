"""The demo has fictitious people, services and cases on the real register of agencies, made by the program's own acts."""

from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import check_password, make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from fees.prices import acts as prices_acts
from itdrift.templatetags.swedish import uppraknat
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.connection import acts as connection_acts
from onboarding.filing import acts as filing_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import RequestedService
from onboarding.models.personal_data import TERMS
from onboarding.officer import acts as officer_acts
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.priority.reading import competing_for
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.catalogue import acts as catalogue_acts
from registry.models import Mandate, Service, ServiceCategory, User
from registry.ordinance import Part
from reporting.calendar import season
from reporting.models import Report

from .account import accounted, in_work, left_to_suppliers
from .by_letter import write_down_letter
from .people import BOSS, OFFICER, acting, coordinator, email, lived, person
from .texts import CASES, CONSIDERED, PEOPLE, REFUSAL, REPLY, SERVICES, SHORTAGE, TALK, TERM_TEXTS, WISH


def load(password, tell=lambda sentence: None):
    """Make the demo's people and cases, once; returns [(label, e-mail)] of those who can log in.

    tell: is given a sentence for each step, since all of it takes a while.
    """
    with transaction.atomic():
        if not User.objects.filter(email=email(PEOPLE[0]["name"])).exists():
            _make(tell)
        _set_password(password)
    return [(_label(fields), email(fields["name"])) for fields in PEOPLE]


def leave_to_suppliers():
    """Draw the draft of the year in work and let the suppliers comment on it, once; it can wait until the site is up."""
    year = Report.objects.order_by("year").first().year + 1  # the first is the one that is decided
    if Report.objects.open().filter(year=year, wished_revision=None).exists():
        with transaction.atomic():
            left_to_suppliers(year)


def _set_password(password):
    """Set one hash for all, since they have one password: a hash is slow on purpose, and they are many."""
    people = User.objects.filter(email__endswith="@demo.example")
    hashes = set(people.values_list("password", flat=True))
    if len(hashes) != 1 or not check_password(password, hashes.pop()):
        people.update(password=make_password(password))


def _label(fields):
    places = [f"{role}, {agency}{Part(part).suffix}" for agency, part, role, _ in fields["places"]]
    return f"{fields['name']}: {uppraknat(places) or 'administratör'}"


def _make(tell):
    for fields in PEOPLE:
        person(**fields)
    Demo(tell).fill()


def _days():
    """Return the days of an agency's answers, counted from today."""
    ago = {"suitability_on": -60, "classification_on": -90, "contract_ends": 240}
    return {name: timezone.localdate() + timedelta(days=days) for name, days in ago.items()}


class Demo:
    """Lives two years: one whose account is decided and corrected, and the walks of the fictitious cases in the other."""

    def __init__(self, tell):
        self.tell = tell
        self.year = season(timezone.localdate())

    def fill(self):
        """Make all of it, in the order of the days."""
        self.tell(f"Redovisningen av {self.year - 1}: underlag, beslut och papper …")
        self.services = {fields["name"]: self.offer(**fields) for fields in SERVICES}
        with lived(date(self.year - 1, 9, 15)):
            self.case(**CASES[0])
        accounted(self.year - 1)
        in_work(self.year)
        with lived(date(self.year, 12, 15)):
            for number, case in enumerate(CASES[1:], start=2):
                self.tell(f"Ärende {number} av {len(CASES)} …")
                self.case(**case)
            write_down_letter(CASES[0]["agency"], self.services["Lagring och säkerhetskopiering"])
            self.capacity()
            self.shortage(self.services["Samarbetsplattform"])
        self.wait()

    def wait(self):
        """Let every third one have waited for long: the demo is made in an instant, and nothing would be late."""
        open_ones = RequestedService.objects.open().filter(paused_at=None).order_by("pk").values_list("pk", flat=True)
        for number, pk in enumerate(open_ones[::3]):
            waited = timedelta(days=(8, 45, 100)[number % 3])
            RequestedService.objects.filter(pk=pk).update(clock_from=F("clock_from") - waited)

    def offer(self, *, supplier, category, name, unit, fee, **description):
        """Offer a service since the year before, or since the agency became a supplier; with the fees of each year."""
        began = max(date(self.year - 1, 1, 15), Mandate.objects.suppliers().get(agency__name=supplier).valid_from)
        with lived(began):
            officer, boss = acting(supplier, Part.SUPPLIER, OFFICER), acting(supplier, Part.SUPPLIER, BOSS)
            heading, _ = ServiceCategory.objects.get_or_create(name=category)
            offered = catalogue_acts.offer(by=officer, category=heading, name=name, unit=unit, description=description)
            draft = offered.descriptions.get()
            catalogue_acts.approve(draft, by=boss)
            catalogue_acts.approve(draft, by=coordinator(BOSS))
        for year in range(began.year, self.year + 2):
            self.fee(offered, boss, round(fee * (1 + (year - self.year) * 3 / 100), -1), date(year, 1, 1))
        return Service.objects.get(pk=offered.pk)

    def capacity(self):
        """Declare what each supplier can take on: some have room, some a waiting list."""
        for number, service in enumerate(self.services.values()):
            officer = acting(service.supplier.agency.name, Part.SUPPLIER, OFFICER)
            intake = Service.Intake.WAITING if number % 4 == 3 else Service.Intake.OPEN
            catalogue_acts.declare_capacity(
                service, by=officer, intake=intake, free_units=Decimal(40 * (number % 4 + 1))
            )

    def fee(self, service, boss, amount, start):
        prices_acts.set_fee(
            service,
            by=boss,
            component="running",
            amount=amount,
            valid_from=start,
            decision_reference="Påhittat avgiftsbeslut",
            consulted_on=min(start, timezone.localdate()) - timedelta(days=60),
        )

    def case(self, agency, wanted, need, **answers):
        officer = acting(agency, Part.APPLICANT, OFFICER)
        answers = {"contact_name": officer.name, "contact_email": officer.email, "need": need, **_days(), **answers}
        wanted_services = [self.wish(self.services[name], volume) for name, volume, _ in wanted]
        case = filing_acts.draft(by=officer, answers=answers, wanted=wanted_services)
        steps = [steps for _, _, steps in wanted]
        if any(steps):
            filing_acts.register(case, by=officer, acknowledged=True)
            for requested_service, named in zip(case.requested_services.order_by("pk"), steps, strict=True):
                self.walk(requested_service, named)
            self.agree(case)
            self.take(case)

    def take(self, case):
        """Let a third of the cases have no officer, a third the coordinator's alone, and a third a supplier's too."""
        names = case.requested_services.exclude(supplier=None).values_list("supplier__agency__name", flat=True)
        officers = [coordinator(), *(acting(name, Part.SUPPLIER, OFFICER) for name in names)]
        for officer in officers[: case.pk % 3]:
            if officer.has_perm("onboarding.take_case", case):
                officer_acts.take_case(case, by=officer)

    def wish(self, service, volume):
        """Return what is answered of one service."""
        start = timezone.localdate() + timedelta(days=120)
        days = {"wanted_from": start, "latest_on": start + timedelta(days=90)}
        personal_data = service.published_description.personal_data
        return {
            "service": service,
            "volume": volume,
            "present_volume": volume,
            "personal_data": personal_data,
            **days,
            **WISH,
        }

    def walk(self, requested_service, steps):
        for step in steps:
            if step not in ("registered", "agree", "connect"):
                getattr(self, step)(requested_service)
                requested_service.refresh_from_db()
        to_agree = [(requested_service, "connect" in steps)] if "agree" in steps else []
        self.to_agree = getattr(self, "to_agree", []) + to_agree

    def allocate(self, requested_service):
        supplier = requested_service.service.supplier
        if requested_service.allocations.exists():  # refused before: the next supplier in order
            supplier = Mandate.objects.current().suppliers().exclude(pk=supplier.pk).first()
        motive = "Myndigheten tillhandahåller en sådan tjänst och har plats."
        allocation_acts.allocate(requested_service, by=coordinator(), supplier=supplier, motive=motive)

    def message(self, requested_service):
        """Write from the coordinator to the agency and the supplier."""
        agency = acting(requested_service.agency.name, Part.APPLICANT, OFFICER).acting.mandate
        letters_acts.message(
            requested_service.registration,
            by=coordinator(),
            to=[agency, requested_service.supplier],
            body=TALK["message"],
        )

    def note_down(self, requested_service):
        officer = acting(requested_service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        text, told_by = TALK["note_down"], TALK["told_by"]
        letters_acts.note_down(
            requested_service.registration, by=officer, text=text, told_by=told_by, happened_on=timezone.localdate()
        )

    def attach(self, requested_service):
        officer = acting(requested_service.agency.name, Part.APPLICANT, OFFICER)
        files = [SimpleUploadedFile("Kravlista.txt", TALK["attach"].encode())]
        letters_acts.attach(requested_service.registration, by=officer, files=files)

    def make_confidential(self, requested_service):
        """Make the case known to the agency's two and the coordinator's decision maker alone."""
        officer, boss = (acting(requested_service.agency.name, Part.APPLICANT, role) for role in (OFFICER, BOSS))
        secrecy_acts.make_confidential(
            requested_service.registration, by=boss, people=[officer.acting], provision="18 kap. 8 § OSL"
        )

    def ask(self, requested_service):
        officer = acting(requested_service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        letters_acts.ask(requested_service, by=officer, body=TALK["ask"], due=timezone.localdate() + timedelta(days=14))

    def answer(self, requested_service):
        officer = acting(requested_service.agency.name, Part.APPLICANT, OFFICER)
        for question in requested_service.messages.open_questions():
            letters_acts.answer(question, by=officer, body=TALK["answer"])

    def assess(self, requested_service):
        gains = {"security_gain": 1 + requested_service.pk % 3, "cost_gain": requested_service.pk % 4}
        for role in (OFFICER, BOSS):  # two assessors, each alone
            self.judge(requested_service, role, **gains)

    def judge(self, requested_service, role=OFFICER, security_gain=2, cost_gain=2):
        grounds = "Bedömd enligt myndighetens mall, utifrån uppgifterna i anmälan."
        by = acting(requested_service.supplier.agency.name, Part.SUPPLIER, role)
        gains = {"security_gain": security_gain, "cost_gain": cost_gain}
        assessment_acts.assess(requested_service, by=by, security_grounds=grounds, cost_grounds=grounds, **gains)

    def shortage(self, service):
        """Declare a shortage: more want the service than there is room for."""
        officer = acting(service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        competing = list(competing_for(service, officer))
        priority_acts.declare_shortage(by=officer, service=service, shortage=SHORTAGE, requested_services=competing)

    def accept(self, requested_service):
        officer = acting(requested_service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        own = Service.objects.published().filter(supplier=requested_service.supplier)
        service = own.filter(pk=requested_service.service_id).first() or own[0]
        allocation_acts.accept(requested_service, by=officer, service=service)

    def communicate(self, requested_service):
        officer = acting(requested_service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        reply_by = timezone.localdate() + timedelta(days=14)
        refusal_acts.communicate(requested_service, by=officer, text=CONSIDERED, reply_by=reply_by)

    def reply(self, requested_service):
        sent = requested_service.current_allocation.communications.get()
        refusal_acts.reply(sent, by=acting(requested_service.agency.name, Part.APPLICANT, OFFICER), reply=REPLY)

    def refuse(self, requested_service):
        supplier = requested_service.supplier.agency.name
        presented_by = acting(supplier, Part.SUPPLIER, OFFICER).acting
        boss = acting(supplier, Part.SUPPLIER, BOSS)
        refusal_acts.refuse(requested_service, by=boss, presented_by=presented_by, **REFUSAL)

    def agree(self, case):
        """Draw up one agreement over the services of the case that come so far.

        It is signed by all, and its services are connected where so said.
        """
        waiting, self.to_agree = getattr(self, "to_agree", []), []
        if not waiting:
            return
        agency = case.agency.name
        officer, boss = acting(agency, Part.APPLICANT, OFFICER), acting(agency, Part.APPLICANT, BOSS)
        content = {"term_from": timezone.localdate(), **TERM_TEXTS}
        wanted_services = [requested_service for requested_service, _ in waiting]
        agreement = agreement_acts.draw_up(case, by=officer, requested_services=wanted_services, content=content)
        terms = {name: f"Påhittat villkor i demon om {label}." for name, (label, _) in TERMS.items()}
        agreement_acts.revise(agreement, by=officer, content=content, terms=terms, sub_processors=[])
        agreement_acts.present(agreement, by=officer)
        agreement_acts.sign(agreement, by=boss)
        for supplier in agreement.suppliers:
            agreement_acts.sign(agreement, by=acting(supplier.agency.name, Part.SUPPLIER, BOSS))
        for requested_service, connect in waiting:
            if connect:
                supplier = acting(requested_service.supplier.agency.name, Part.SUPPLIER, OFFICER)
                connection_acts.connect(requested_service, by=supplier, connected_on=timezone.localdate())
