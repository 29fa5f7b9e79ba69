"""Fictitious people, services and cases on the real register of agencies, made through the program's own acts."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from fees import actions as fee_actions
from onboarding import actions
from onboarding.models import RequestedService
from onboarding.models.personal_data import TERMS
from onboarding.priority import competing_for
from registry import actions as registry_actions
from registry.models import Mandate, Membership, Service, ServiceCategory, User
from registry.ordinance import IN_FORCE, Part, Role
from reporting import actions as report_actions

from .demo_texts import (
    CASES,
    CONSIDERED,
    EFFECTS,
    MEASURED,
    NARRATIVE,
    PEOPLE,
    REFUSAL,
    REPLY,
    SERVICES,
    SHORTAGE,
    TALK,
    TERM_TEXTS,
    WISH,
)

OFFICER, BOSS = Role.OFFICER, Role.DECISION_MAKER


def load(password):
    """Make the demo's people and cases, once; returns [(label, e-mail)] of those who can log in."""
    with transaction.atomic():
        if not User.objects.filter(email=_email(PEOPLE[0]["name"])).exists():
            _make()
        for person in User.objects.filter(email__endswith="@demo.example"):
            if not person.check_password(password):
                person.set_password(password)
                person.save(update_fields=["password"])
    return [(_label(person), _email(person["name"])) for person in PEOPLE]


def _label(person):
    places = [f"{role}, {agency}{Part(part).suffix}" for agency, part, role, _ in person["places"]]
    return f"{person['name']}: {' och '.join(places) or 'administratör'}"


def _email(name):
    plain = name.lower().replace(" ", ".").translate(str.maketrans("åäöé", "aaoe"))
    return f"{plain}@demo.example"


def _make():
    for person in PEOPLE:
        _person(**person)
    Demo().fill()


def _person(name, places):
    admin = not places
    user = User.objects.create_user(_email(name), None, name=name, is_staff=admin, is_superuser=admin)
    for agency, part, role, title in places:
        mandate = Mandate.objects.current().get(agency__name=agency, part=part)
        value = {label: value for value, label in Role.choices}[role]
        Membership.objects.create(user=user, mandate=mandate, role=value, title=title, valid_from=IN_FORCE)


def acting(agency, part, role):
    """A person of the demo who acts for the agency in the part and role."""
    membership = (
        Membership.objects.current().filter(mandate__agency__name=agency, mandate__part=part, role=role).first()
    )
    user = membership.user
    user.acting = membership
    return user


def coordinator(role=OFFICER):
    return acting("Försäkringskassan", Part.COORDINATOR, role)


def _days():
    """The days of an agency's answers, counted from today."""
    ago = {"suitability_on": -60, "classification_on": -90, "contract_ends": 240}
    return {name: timezone.localdate() + timedelta(days=days) for name, days in ago.items()}


class Demo:
    """The walk of each fictitious case, as far as its text says."""

    def fill(self):
        self.services = {fields["name"]: self.offer(**fields) for fields in SERVICES}
        for case in CASES:
            self.case(**case)
        self.capacity()
        self.shortage(self.services["Samarbetsplattform"])
        self.wait()
        self.account(timezone.localdate().year)

    def wait(self):
        """As if every third one had waited for long: the demo is made in an instant, and nothing would be late."""
        open_ones = RequestedService.objects.open().filter(paused_at=None).order_by("pk")
        for number, asked in enumerate(open_ones[::3]):
            asked.clock_from -= timedelta(days=(8, 45, 100)[number % 3])
            asked.save(update_fields=["clock_from"])

    def offer(self, *, supplier, category, name, unit, fee, **description):
        officer, boss = acting(supplier, Part.SUPPLIER, OFFICER), acting(supplier, Part.SUPPLIER, BOSS)
        heading, _ = ServiceCategory.objects.get_or_create(name=category)
        service = registry_actions.offer(by=officer, category=heading, name=name, unit=unit, description=description)
        draft = service.descriptions.get()
        registry_actions.approve(draft, by=boss)
        registry_actions.approve(draft, by=coordinator(BOSS))
        self.fee(service, boss, fee)
        return Service.objects.get(pk=service.pk)

    def capacity(self):
        """Each supplier says what it can take on: some have room, some a waiting list."""
        for number, service in enumerate(self.services.values()):
            officer = acting(service.supplier.agency.name, Part.SUPPLIER, OFFICER)
            intake = Service.Intake.WAITING if number % 4 == 3 else Service.Intake.OPEN
            registry_actions.declare_capacity(service, by=officer, intake=intake, free_units=40 * (number % 4 + 1))

    def fee(self, service, boss, amount):
        start = timezone.localdate().replace(month=1, day=1)
        fee_actions.set_fee(
            service,
            by=boss,
            component="running",
            amount=amount,
            valid_from=start,
            decision_reference="Påhittat avgiftsbeslut",
            consulted_on=start - timedelta(days=60),
        )

    def case(self, agency, wanted, need, **answers):
        officer = acting(agency, Part.APPLICANT, OFFICER)
        answers = {"contact_name": officer.name, "contact_email": officer.email, "need": need, **_days(), **answers}
        requests = [self.wish(self.services[name], volume) for name, volume, _ in wanted]
        case = actions.draft(by=officer, answers=answers, wanted=requests)
        steps = [steps for _, _, steps in wanted]
        if any(steps):
            actions.register(case, by=officer, acknowledged=True)
            for request, named in zip(case.requested_services.order_by("pk"), steps, strict=True):
                self.walk(request, named.split())
            self.agree(case)

    def wish(self, service, volume):
        """What is answered of one service."""
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

    def walk(self, request, steps):
        for step in steps:
            if step not in ("registered", "agree", "connect"):
                getattr(self, step)(request)
                request.refresh_from_db()
        self.to_agree = getattr(self, "to_agree", []) + ([(request, "connect" in steps)] if "agree" in steps else [])

    def allocate(self, request):
        supplier = request.service.supplier
        if request.allocations.exists():  # refused before: the next supplier in order
            supplier = Mandate.objects.current().suppliers().exclude(pk=supplier.pk).first()
        actions.allocate(
            request,
            by=coordinator(),
            supplier=supplier,
            motive="Myndigheten tillhandahåller en sådan tjänst och har plats.",
        )

    def message(self, request):
        """From the coordinator to the agency and the supplier."""
        agency = acting(request.agency.name, Part.APPLICANT, OFFICER).acting.mandate
        actions.message(request.registration, by=coordinator(), to=[agency, request.supplier], body=TALK["message"])

    def note_down(self, request):
        officer = acting(request.supplier.agency.name, Part.SUPPLIER, OFFICER)
        text, told_by = TALK["note_down"], TALK["told_by"]
        actions.note_down(
            request.registration, by=officer, text=text, told_by=told_by, happened_on=timezone.localdate()
        )

    def attach(self, request):
        officer = acting(request.agency.name, Part.APPLICANT, OFFICER)
        files = [SimpleUploadedFile("Kravlista.txt", TALK["attach"].encode())]
        actions.attach(request.registration, by=officer, files=files)

    def make_confidential(self, request):
        """Known to the agency's two and the coordinator's decision maker."""
        officer, boss = (acting(request.agency.name, Part.APPLICANT, role) for role in (OFFICER, BOSS))
        actions.make_confidential(request.registration, by=boss, people=[officer.acting], provision="18 kap. 8 § OSL")

    def ask(self, request):
        officer = acting(request.supplier.agency.name, Part.SUPPLIER, OFFICER)
        actions.ask(request, by=officer, body=TALK["ask"], due=timezone.localdate() + timedelta(days=14))

    def answer(self, request):
        officer = acting(request.agency.name, Part.APPLICANT, OFFICER)
        for question in request.messages.open_questions():
            actions.answer(question, by=officer, body=TALK["answer"])

    def assess(self, request):
        gains = {"security_gain": 1 + request.pk % 3, "cost_gain": request.pk % 4}
        for role in (OFFICER, BOSS):  # two assessors, each alone
            self.judge(request, role, **gains)

    def judge(self, request, role=OFFICER, security_gain=2, cost_gain=2):
        grounds = "Bedömd enligt myndighetens mall, utifrån uppgifterna i anmälan."
        by = acting(request.supplier.agency.name, Part.SUPPLIER, role)
        gains = {"security_gain": security_gain, "cost_gain": cost_gain}
        actions.assess(request, by=by, security_grounds=grounds, cost_grounds=grounds, **gains)

    def shortage(self, service):
        """More want the service than there is room for."""
        officer = acting(service.supplier.agency.name, Part.SUPPLIER, OFFICER)
        competing = list(competing_for(service, officer))
        actions.declare_shortage(by=officer, service=service, shortage=SHORTAGE, requests=competing)

    def accept(self, request):
        officer = acting(request.supplier.agency.name, Part.SUPPLIER, OFFICER)
        own = Service.objects.published().filter(supplier=request.supplier)
        actions.accept(request, by=officer, service=own.filter(pk=request.service_id).first() or own.first())

    def communicate(self, request):
        officer = acting(request.supplier.agency.name, Part.SUPPLIER, OFFICER)
        reply_by = timezone.localdate() + timedelta(days=14)
        actions.communicate(request, by=officer, text=CONSIDERED, reply_by=reply_by)

    def reply(self, request):
        sent = request.current_allocation.communications.get()
        actions.reply(sent, by=acting(request.agency.name, Part.APPLICANT, OFFICER), reply=REPLY)

    def refuse(self, request):
        supplier = request.supplier.agency.name
        presented_by = acting(supplier, Part.SUPPLIER, OFFICER).acting
        boss = acting(supplier, Part.SUPPLIER, BOSS)
        actions.refuse(request, by=boss, presented_by=presented_by, **REFUSAL)

    def agree(self, case):
        """One agreement over the services of the case that come so far; signed by all, and connected where so said."""
        waiting, self.to_agree = getattr(self, "to_agree", []), []
        if not waiting:
            return
        agency = case.agency.name
        officer, boss = acting(agency, Part.APPLICANT, OFFICER), acting(agency, Part.APPLICANT, BOSS)
        content = {"term_from": timezone.localdate(), **TERM_TEXTS}
        requests = [request for request, _ in waiting]
        agreement = actions.draw_up(case, by=officer, requested_services=requests, content=content)
        terms = {name: f"Påhittat villkor i demon om {label}." for name, (label, _) in TERMS.items()}
        actions.revise(agreement, by=officer, content=content, terms=terms, sub_processors=[])
        actions.present(agreement, by=officer)
        actions.sign(agreement, by=boss)
        for supplier in agreement.suppliers:
            actions.sign(agreement, by=acting(supplier.agency.name, Part.SUPPLIER, BOSS))
        for request, connect in waiting:
            if connect:
                supplier = acting(request.supplier.agency.name, Part.SUPPLIER, OFFICER)
                actions.connect(request, by=supplier, connected_on=timezone.localdate())

    def account(self, year):
        """This year's account, with the answers of the first supplier and a draft on paper."""
        report = report_actions.open_report(by=coordinator(), year=year)
        due = date(year + 1, 2, 15)
        requests = report_actions.request_data(report, by=coordinator(), suppliers=report.suppliers(), due=due)
        supplier = requests[0].supplier.agency.name
        officer, boss = acting(supplier, Part.SUPPLIER, OFFICER), acting(supplier, Part.SUPPLIER, BOSS)
        measured = dict.fromkeys(requests[0].services(), MEASURED)
        report_actions.answer(requests[0], by=officer, texts=EFFECTS, services=measured)
        report_actions.confirm(requests[0], by=boss)
        report_actions.narrate(report, by=coordinator(), texts=NARRATIVE)
        report_actions.make(report, by=coordinator())
