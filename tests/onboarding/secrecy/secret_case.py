"""One confidential case with something of every kind in it, each with words, numbers and keys that nothing else has."""

from datetime import date, timedelta
from functools import cached_property

from django.db import connection
from django.utils import timezone

from itdrift import outbox
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.connection import acts as connection_acts
from onboarding.diary import acts as diary_acts
from onboarding.filing import acts as filing_acts
from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, InterestRegistration, RequestedService
from onboarding.refusal import acts as refusal_acts
from onboarding.secrecy import acts as secrecy_acts
from registry.models import Notice

from ... import making
from ...roles import as_owner
from ..letters.files import upload

NAMED = {"applicant_boss", "coordinator_boss", "supplier_boss"}
OTHERS = ["anonymous", *sorted(set(making.Cast.PEOPLE) - NAMED)]
WORD = "Zwxqv"  # in every text of the case
TABLES = (
    "interestregistration requestedservice allocation refusal agreement document message note attachment "
    "conflictreport opinion communication diarycase diaryentry secrecymarking guestaddress prioritisation connection"
).split()


class SecretCase:
    """Made as a draft, sent, allocated, talked of, refused in part, agreed on and connected: by the named alone."""

    def __init__(self, cast):
        self.cast = cast
        _start_keys_at(7_300_000)
        self.boss, self.coordinator, self.supplier = cast.applicant_boss, cast.coordinator_boss, cast.supplier_boss
        self.helper = making.person("Nora Namngiven", cast.supplier.acting.mandate)
        self.other = making.person("Nils Namngiven", cast.applicant.acting.mandate)
        self.case = self._file()
        self.agreed, self.refused, self.waiting = RequestedService.objects.filter(registration=self.case).order_by("pk")
        self._handle()
        outbox.perform_waiting()

    def _file(self):
        answers = making.answers(
            need=f"{WORD} behöver drift.", own_reference=f"{WORD}-dnr", contact_name=f"{WORD} Person"
        )
        wanted = [{"service": self.cast.service, "volume": 3}, {"service": self.cast.other_service, "volume": 4}]
        wanted.append({"unmet_need": f"{WORD} särskilt behov"})
        wanted = [{"personal_data": False, **fields} for fields in wanted]
        draft = filing_acts.draft(by=self.boss, answers=answers, wanted=wanted)
        draft = secrecy_acts.make_confidential(
            draft, by=self.boss, people=[self.other.acting], provision="18 kap. 8 § OSL"
        )
        letters_acts.attach(draft, by=self.boss, files=[upload(f"{WORD}.pdf")])
        return filing_acts.register(draft, by=self.boss, acknowledged=True)

    def _handle(self):
        supplier = self.supplier.acting.mandate
        for requested_service in (self.agreed, self.refused):
            allocation_acts.allocate(requested_service, by=self.coordinator, supplier=supplier, motive=f"{WORD} motiv.")
        self.case = InterestRegistration.objects.get(pk=self.case.pk)
        secrecy_acts.name_colleague(self.case, by=self.supplier, colleague=self.helper.acting)
        self._talk(supplier)
        self._hear(timezone.localdate() + timedelta(days=5))
        self._decide()
        self._mark()

    def _talk(self, supplier):
        case, coordinator = self.case, self.coordinator
        letters_acts.message(case, by=coordinator, to=[supplier], body=f"{WORD} hej.", files=[upload(f"{WORD}-2.pdf")])
        letters_acts.note_down(case, by=self.supplier, text=f"{WORD} anteckning.")
        due = timezone.localdate() + timedelta(days=5)
        question = letters_acts.ask(self.agreed, by=self.supplier, body=f"{WORD} fråga?", due=due)
        letters_acts.answer(question, by=self.boss, body=f"{WORD} svar.")
        letters_acts.ask(self.refused, by=self.supplier, body=f"{WORD} fråga igen?", due=due)
        self.guest = secrecy_acts.let_in(case, by=self.boss, email="zwxqv.gast@annan.example")
        secrecy_acts.report_conflict(case, by=self.other, ground="other", text=f"{WORD} jäv.")

    def _hear(self, reply_by):
        sent = refusal_acts.communicate(self.refused, by=self.supplier, text=f"{WORD} övervägande.", reply_by=reply_by)
        self.communication = refusal_acts.reply(sent, by=self.boss, reply=f"{WORD} yttrande.")

    def _decide(self):
        said = {"reasons": f"{WORD} {making.REASONS}", "account": f"{WORD} {making.REASONS}"}
        decision = making.decision(self.helper, **said, not_communicated="", not_communicated_why="")
        self.refusal = refusal_acts.refuse(
            RequestedService.objects.get(pk=self.refused.pk), by=self.supplier, **decision
        )
        requested_service = RequestedService.objects.get(pk=self.agreed.pk)
        for assessor in (self.supplier, self.helper):
            self.cast.walk.judge(requested_service, assessor, grounds=f"{WORD} grund.")
        allocation_acts.accept(requested_service, by=self.supplier, service=self.cast.service)
        content = making.content(exit=f"{WORD} avveckling.")
        agreement = agreement_acts.draw_up(
            self.case, by=self.boss, requested_services=[requested_service], content=content
        )
        agreement = agreement_acts.present(agreement, by=self.supplier)
        for by in (self.boss, self.supplier):
            self.agreement = agreement_acts.sign(agreement, by=by)
        connection_acts.connect(
            RequestedService.objects.get(pk=requested_service.pk), by=self.supplier, connected_on=date.today()
        )

    def _mark(self):
        entry = DiaryEntry.objects.filter(
            case__registration=self.case, agency=self.coordinator.acting.mandate.agency
        ).first()
        self.marking = diary_acts.mark_secret(entry, by=self.coordinator, provision=f"{WORD} 18 kap. 8 § 3 OSL")

    @cached_property
    def numbers(self):
        """The case's diary numbers at all agencies, and those of its decisions and agreements, which begin with them."""
        return set(self.case.diary_cases.values_list("number", flat=True))

    @cached_property
    def accounted(self):
        """What the account to the Government tells: the refusal's open text, and its number at the agency that decided."""
        return {WORD, self.refusal.diary_number.rpartition("-")[0]}

    @cached_property
    def keys(self):
        """The keys of everything in the case, by table."""
        case = self.case
        return {
            "case": [case.pk],
            "request": list(case.requested_services.values_list("pk", flat=True)),
            "document": list(case.documents.values_list("pk", flat=True)),
            "agreement": list(case.agreements.values_list("pk", flat=True)),
            "message": list(case.messages.values_list("pk", flat=True)),
            "attachment": list(case.attachments.values_list("pk", flat=True)),
            "conflict": list(case.conflicts.values_list("pk", flat=True)),
            "refusal": [self.refusal.pk],
            "communication": [self.communication.pk],
            "marking": [self.marking.pk],
            "entry": list(DiaryEntry.objects.filter(case__registration=case).values_list("pk", flat=True)),
            "notice": list(Notice.objects.filter(path__contains=f"/{case.pk}/").values_list("pk", flat=True)),
        }

    @property
    def entry_of_each_agency(self):
        entries = DiaryEntry.objects.filter(case__registration=self.case)
        return list(entries.order_by("agency_id", "pk").distinct("agency_id").values_list("pk", flat=True))


def _start_keys_at(first):
    tables = [*(f"onboarding_{table}" for table in TABLES), "registry_notice"]
    with as_owner(), connection.cursor() as cursor:
        for n, table in enumerate(tables):
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            cursor.execute(f"SELECT setval({sequence}, %s)", [first + 1000 * n])
