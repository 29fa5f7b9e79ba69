"""A year that can be counted by hand, lived through the program's own acts, and its account."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from fees.prices import acts as prices_acts
from itdrift import outbox
from itdrift.models import Job
from onboarding.refusal import acts as refusal_acts
from registry.models import Agency, Preparedness, RegisterEdition, RegisterEntry
from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import Report

from .. import making
from ..once import made_once
from ..roles import as_owner

TEXTS = {"effects": "Färre avbrott.", "risks": "Ont om folk.", "obstacles": ""}
KNOWN = {
    "units_state": "measured",
    "units": Decimal(40),
    "unit_basis": "mean",
    "units_source": "Driftens mätning",
    "units_comment": "",
    "cost_state": "estimated",
    "total_cost": Decimal(500_000),
    "cost_source": "Ekonomisystemet",
    "cost_comment": "Fördelad efter minnesmängd.",
    "availability_state": "measured",
    "agreed_minutes": 160_000,
    "available_minutes": 159_840,
    "availability_source": "Övervakningen",
    "availability_comment": "",
    "nki_state": "measured",
    "nki_mean": Decimal("71.25"),
    "nki_answered": 5,
    "nki_asked": 6,
    "nki_source": "Enkät i november",
    "nki_comment": "",
}
UNKNOWN = {f"{measure}_state": "missing" for measure in ("units", "cost", "availability", "nki")}


@made_once
def cast(time_machine):
    """The cast on 2 February 2026, with a register edition of eight agencies, four of them preparedness agencies."""
    time_machine.move_to("2026-02-02T09:00:00+01:00")
    made = making.cast(service=making.approved_service)  # with a journal: since when the program has been in use
    others = [
        ("Kustbevakningen", "2021003997"),
        ("Konjunkturinstitutet", "2021001827"),
        ("Riksrevisionen", "2021003492"),
    ]
    kinds = {"Riksrevisionen": "riksdag"}
    for name, number in others:
        making.agency(name, number, kind=kinds.get(name, "administrative"))
    edition = RegisterEdition.objects.create(
        name="Myndighetsregistret", as_of=date(2026, 1, 2), source="Påhittad", digest="0" * 64
    )
    for agency in Agency.objects.all():
        RegisterEntry.objects.create(
            edition=edition,
            agency=agency,
            name=agency.name,
            org_number=agency.org_number,
            kind=agency.kind,
            is_preparedness_agency=False,
        )
    for agency in (made.bolagsverket, made.fk, made.skv, made.trv):
        Preparedness.objects.create(agency=agency, valid_from=date(2025, 1, 1), basis="SFS 2022:524")
    return made


@made_once
def year(cast, time_machine):
    """2026: two connections wished for and one made, two refusals, one service unallocated; then 8 January 2027."""
    for service, before, after in [(cast.service, 100, 110), (cast.other_service, 110, 100)]:
        boss = cast.supplier_boss if service == cast.service else cast.other_supplier_boss
        for amount, start in [(before, date(2026, 1, 1)), (after, date(2027, 1, 1))]:
            prices_acts.set_fee(
                service,
                by=boss,
                component="running",
                amount=amount,
                valid_from=start,
                decision_reference="Beslut 1",
                consulted_on=date(2025, 10, 1),
            )
    time_machine.move_to("2026-03-01T09:00:00+01:00")
    server, storage = cast.walk.registered(cast.service, cast.other_service).requested_services.order_by("pk")
    time_machine.move_to("2026-03-05T09:00:00+01:00")
    cast.walk.allocate(server)
    cast.walk.allocate(storage, cast.other_supplier)
    cast.walk.accept(server)
    time_machine.move_to("2026-03-10T09:00:00+01:00")
    refuse(storage, cast.other_supplier_boss, cast.other_supplier, "Lagringen är full. " * 5)
    time_machine.move_to("2026-04-01T09:00:00+02:00")
    cast.walk.agree(server)
    cast.walk.allocate(storage)
    time_machine.move_to("2026-04-15T09:00:00+02:00")
    cast.walk.connect(server)
    time_machine.move_to("2026-06-01T09:00:00+02:00")
    second = cast.walk.registered(by=cast.stranger).requested_services.get()
    time_machine.move_to("2026-06-03T09:00:00+02:00")
    cast.walk.allocate(second)
    refuse(second, cast.supplier_boss, cast.supplier, making.REASONS)
    cast.walk.close(second)
    time_machine.move_to("2026-12-30T09:00:00+01:00")
    cast.walk.registered(cast.other_service, by=cast.stranger)
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    return cast


def refuse(requested_service, boss, officer, reasons):
    return refusal_acts.refuse(requested_service, by=boss, **making.decision(officer, reasons=reasons, account=reasons))


@pytest.fixture
def account(cast):
    return Account(cast)


@pytest.fixture
def winter(account, time_machine):
    """An account of 2026, a year in which nothing happened; 8 January 2027."""
    time_machine.move_to("2027-01-08T09:00:00+01:00")
    return account


def work():
    """The worker does the jobs of the account, and leaves letters and other papers."""
    waiting = Job.objects.filter(name__startswith="account.", done_at=None, attempts=0).order_by("pk")
    while job := waiting.first():
        outbox.perform(job.pk)


def refused_by_the_database(words, sql, *values):
    """Raw SQL that a rule of the database refuses, with these words."""
    with pytest.raises(IntegrityError, match=words), as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def text_of(response):
    """What a person reads, with plain spaces."""
    return response.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


class Account:
    """Carries the account of a year through the acts, with the cast's people."""

    def __init__(self, cast):
        self.cast = cast

    def open(self, year=2026):
        return account_acts.open_report(by=self.cast.coordinator, year=year)

    def asked(self, due=date(2027, 2, 15)):
        """An open report whose three suppliers have been asked; returns it."""
        report = self.open()
        self.ask(report, due=due)
        return report

    def ask(self, report, *suppliers, due=date(2027, 2, 15)):
        suppliers = suppliers or report.suppliers()
        return data_acts.request_data(report, by=self.cast.coordinator, suppliers=suppliers, due=due)

    def data_request(self, report, agency):
        return report.requests.get(supplier__agency=agency)

    def answer(self, data_request, by=None, texts=TEXTS, **changes):
        """All services of the supplier answered alike."""
        services = dict.fromkeys(data_request.services(), KNOWN | changes)
        return data_acts.answer_data_request(data_request, by=by or self.cast.supplier, texts=texts, services=services)

    def answered(self, report):
        """Skatteverket has answered and confirmed; returns the DataRequest."""
        data_request = self.data_request(report, self.cast.skv)
        self.answer(data_request)
        return data_acts.confirm(data_request, by=self.cast.supplier_boss)

    def heard(self, year=2026):
        """An open report for which no supplier is waited for any more: it is noted that they do not answer."""
        return self.settle(self.open(year))

    def settle(self, report):
        """Nobody is waited for: who was not asked is, and it is noted that who has not confirmed does not answer."""
        if unasked := report.suppliers().exclude(data_requests__report=report):
            self.ask(report, *unasked, due=report.deadline - timedelta(days=1))
        for data_request in report.requests.unanswered():
            self.silence(data_request)
        return report

    def silence(self, data_request):
        return data_acts.note_silence(
            data_request, by=self.cast.coordinator, reason="Har inte svarat på påminnelserna."
        )

    def made(self, report=None):
        """A report whose draft has been drawn by the worker."""
        report = account_acts.make(report or self.heard(), by=self.cast.coordinator)
        work()
        return Report.objects.get(pk=report.pk)

    def shared(self, report=None):
        """A report whose draft was left to the suppliers; without one, all three were asked and noted as silent."""
        return account_acts.share(self.made(report), by=self.cast.coordinator)

    def comment(self, report, by=None, chapter="risks", text="Säg mer om vinterns avbrott."):
        return account_acts.comment(report, by=by or self.cast.supplier, chapter=chapter, text=text)

    def decide(self, report, **changes):
        said = {"by": self.cast.coordinator_boss, "presented_by": self.cast.coordinator.acting, **changes}
        return account_acts.decide_report(report, **said)

    def decided(self, report=None):
        """A decided report, its paper drawn."""
        report = self.decide(self.made(self.settle(report or self.open())))
        work()
        return Report.objects.get(pk=report.pk)
