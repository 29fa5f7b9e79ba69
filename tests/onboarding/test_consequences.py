"""What follows from each act, literally: its documents in the diaries, who is told with which letter, the papers drawn."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from itdrift import clamav
from itdrift.models import Job
from onboarding.agreement import acts as agreement_acts
from onboarding.allocation import acts as allocation_acts
from onboarding.appeal import acts as appeal_acts
from onboarding.connection import acts as connection_acts
from onboarding.consequences import AGENCIES, PAPERS, PEOPLE, SPECIALS
from onboarding.diary import acts as diary_acts
from onboarding.filing import acts as filing_acts
from onboarding.filing import step_acts
from onboarding.filing.questions import find
from onboarding.letters import acts as letters_acts
from onboarding.letters import scanning
from onboarding.models import DiaryEntry, Opinion, RequestedService
from onboarding.officer import acts as officer_acts
from onboarding.priority import acts as priority_acts
from onboarding.priority import assessment_acts
from onboarding.reception import acts as reception_acts
from onboarding.refusal import acts as refusal_acts
from onboarding.refusal import change_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import Status
from registry.models import JournalEntry, Membership, Notice
from registry.workflow import ACTS, BY_ITSELF, SILENT, Sending, Special, act

from .. import making
from .letters.files import upload

BV, FK = "applicant applicant_boss reader", "coordinator coordinator_boss"
SKV, TRV = "supplier supplier_boss", "other_supplier other_supplier_boss"
BOSSES = "applicant_boss supplier_boss"
TOMORROW = date.today() + timedelta(days=1)
NUMBER = re.compile(r"[A-Z]+ \d{4}/\d{6}(-\d+)?")
DOES = {}


@dataclass(frozen=True)
class Expected:
    """diary: what each document concerns, and its way in each diary. notices: each letter, and the people of the cast.

    acts: those that are journalled, where it is not the act alone.
    """

    prepare: object
    diary: dict
    notices: dict
    paper: tuple
    acts: tuple


def follows(name, *, diary=None, notices=None, paper=(), acts=()):
    """Says what follows from the act that the function prepares; the function returns the act, to be called."""

    def keep(prepare):
        told = {letter: " ".join(sorted(people.split())) for letter, people in (notices or {}).items()}
        DOES[name] = Expected(prepare, diary or {}, told, tuple(paper), tuple(acts) or (f"onboarding.{name}",))
        return prepare

    return keep


# 7 §


@follows("draft")
def _(cast):
    return cast.walk.draft


def a_step_left(cast):
    """The officer has asked the decision maker to fill in a step; returns the draft."""
    case, due = cast.walk.draft(), date.today()
    step_acts.ask_colleague(case, by=cast.applicant, step=find("nytta"), colleague=cast.applicant_boss.acting, due=due)
    return case


@follows("edit", notices={"step_filled_in": "applicant"})
def _(cast):
    case, step = a_step_left(cast), find("nytta")
    return lambda: filing_acts.edit(case, by=cast.applicant_boss, step=step, finished=True)


@follows("ask_colleague", notices={"step_asked": "applicant_boss"})
def _(cast):
    case, step, colleague = cast.walk.draft(), find("nytta"), cast.applicant_boss.acting
    return lambda: step_acts.ask_colleague(case, by=cast.applicant, step=step, colleague=colleague, due=date.today())


@follows("take_back_step", notices={"step_taken_back": "applicant_boss"})
def _(cast):
    case, step = a_step_left(cast), find("nytta")
    return lambda: step_acts.take_back_step(case, by=cast.applicant, step=step)


@follows("discard")
def _(cast):
    case = cast.walk.draft()
    return lambda: filing_acts.discard(case, by=cast.applicant)


@follows("hand_over", notices={"handed_over": "applicant_boss"})
def _(cast):
    case = cast.walk.draft()
    return lambda: filing_acts.hand_over(case, by=cast.applicant)


@follows(
    "register",
    diary={"Intresseanmälan": "out BV, in FK"},
    notices={"registered": BV, "received": FK},
    paper=["filing.keep_receipt"],
)
def _(cast):
    case = cast.walk.draft()
    return lambda: filing_acts.register(case, by=cast.applicant, acknowledged=True)


@follows(
    "take_down",
    diary={"Intresseanmälan": "in FK", "Bekräftelse på intresseanmälan": "out FK, in BV"},
    notices={"taken_down": BV, "received": FK},
    paper=["filing.keep_receipt"],
)
def _(cast):
    return lambda: reception_acts.take_down(by=cast.coordinator, **making.letter(cast))


@follows(
    "complete",
    diary={"Komplettering av intresseanmälan": "out BV, in FK"},
    notices={"completed": FK},
    paper=["filing.keep_completion"],
)
def _(cast):
    case = reception_acts.take_down(by=cast.coordinator, **making.letter(cast))
    of_services = {case.requested_services.get().pk: {"personal_data": False}}
    return lambda: filing_acts.complete(
        case, by=cast.applicant, answers=making.answers(), of_services=of_services, acknowledged=True
    )


@follows(
    "withdraw",
    diary={"Återkallelse av efterfrågad tjänst": "out BV, in FK, in SKV"},
    notices={"withdrawn": f"{FK} {SKV}"},
)
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: cast.walk.withdraw(requested_service)


@follows(
    "allocate",
    diary={"Fördelning enligt 7 §": "out FK, in SKV, in BV"},
    notices={"allocated": SKV, "allocated_agency": BV},
)
def _(cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    return lambda: cast.walk.allocate(requested_service)


@follows(
    "reallocate",
    diary={"Ändrad fördelning enligt 7 §": "out FK, in TRV, in BV, in SKV"},
    notices={"allocated": TRV, "reallocated": BV, "taken_from": SKV},
)
def _(cast):
    requested_service, other = cast.walk.request(Status.ALLOCATED), cast.other_supplier.acting.mandate
    return lambda: allocation_acts.reallocate(
        requested_service, by=cast.coordinator, supplier=other, motive="Har plats."
    )


@follows("close", diary={"Avslut av efterfrågad tjänst": "out FK, in BV"}, notices={"closed": BV})
def _(cast):
    requested_service = cast.walk.request(Status.REGISTERED)
    return lambda: cast.walk.close(requested_service)


@follows(
    "accept",
    diary={"Åtagande om efterfrågad tjänst": "out SKV, in BV"},
    notices={"accepted": BV, "accepted_coordinator": FK},
)
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: cast.walk.accept(requested_service)


# 8 §


@follows("communicate", diary={"Tillfälle att yttra sig före beslut": "out SKV, in BV"}, notices={"communicated": BV})
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: cast.walk.communicate(requested_service)


@follows("reply", diary={"Yttrande före beslut": "out BV, in SKV"}, notices={"replied": SKV})
def _(cast):
    sent = cast.walk.communicate(cast.walk.request(Status.ALLOCATED))
    return lambda: refusal_acts.reply(sent, by=cast.applicant, reply="Så här är det.")


@follows("propose_refusal", notices={"refusal_proposed": "supplier_boss"})
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: refusal_acts.propose_refusal(
        requested_service, by=cast.supplier, hand_over=True, **making.proposal()
    )


ANNEX = {"text": "Hemligt.", "provision": "18 kap. 8 § 3 OSL"}


@follows(
    "refuse",
    diary={"Beslut att neka anslutning": "out SKV, in BV, in FK", "Bilaga till beslut N": "out SKV, in BV"},
    notices={"refused": f"{BV} {FK}"},
    paper=["refusal.keep_annex", "refusal.keep_letter"],
)
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    said = making.decision(cast.supplier) | {"annex": {**ANNEX, "shared": False}}
    return lambda: refusal_acts.refuse(requested_service, by=cast.supplier_boss, **said)


@follows(
    "correct",
    diary={"Rättelse av beslut N": "out SKV, in BV, in FK"},
    notices={"corrected": f"{BV} {FK}"},
    paper=["refusal.keep_correction"],
)
def _(cast):
    refusal = cast.walk.refuse(cast.walk.request(Status.ALLOCATED))
    words = {"reasons": making.REASONS + " Så är det.", "alternatives": "", "account": "Kapaciteten räckte inte."}
    return lambda: refusal_acts.correct(
        refusal, by=cast.supplier_boss, slip="Ett ord föll bort.", obvious=True, **words
    )


@follows("open_annex")
def _(cast):
    refusal = cast.walk.refuse(cast.walk.request(Status.ALLOCATED))
    return lambda: refusal_acts.open_annex(refusal, by=cast.applicant)


# 9 §


@follows("assess")
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: cast.walk.judge(requested_service, cast.supplier)


@follows("settle", notices={"joint_proposed": "supplier_boss"})
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    grounds = {"security_grounds": "Grund.", "cost_grounds": "Grund."}
    for assessor, gain in [(cast.supplier, 1), (cast.supplier_boss, 2)]:
        gains = {"security_gain": gain, "cost_gain": gain}
        Opinion.objects.create(allocation=requested_service.current_allocation, assessor=assessor, **gains, **grounds)
    return lambda: assessment_acts.settle(requested_service, by=cast.supplier, security_gain=2, cost_gain=1, **grounds)


@follows("declare_shortage")
def _(cast):
    requested_services = [cast.walk.request(Status.ALLOCATED), cast.walk.request(Status.ALLOCATED)]
    return lambda: cast.walk.shortage(*requested_services)


@follows("change_competitors")
def _(cast):
    made = cast.walk.shortage()
    requested_services = [c.allocation.requested_service for c in made.competitors.all()]
    return lambda: priority_acts.change_competitors(made, by=cast.supplier, requested_services=requested_services)


@follows("cancel_prioritisation")
def _(cast):
    made = cast.walk.shortage()
    return lambda: priority_acts.cancel_prioritisation(made, by=cast.supplier, reason="Behövs inte.")


def an_order(cast):
    made = cast.walk.shortage()
    for competitor in made.competitors.all():
        cast.walk.assess(competitor.allocation.requested_service)
    return lambda: cast.walk.prioritise(made)


ORDER = {
    "diary": {
        "Beslut om prioritering av Virtuell server (9 §)": "drawn_up SKV",
        "Plats i prioritering av Virtuell server (9 §)": "out SKV, in BV, out SKV, in BV",
    },
    "notices": {"prioritised": f"{BV} {BV}", "prioritised_coordinator": FK},
    "paper": ["priority.keep_decision"],
    "acts": ["onboarding.prioritise", "onboarding.place", "onboarding.place"],
}
follows("prioritise", **ORDER)(an_order)
follows("place", **ORDER)(an_order)


def a_refusal_is_lifted(cast):
    refusal = cast.walk.refuse(cast.walk.request(Status.ALLOCATED))
    return lambda: change_acts.reconsider(refusal, by=cast.supplier_boss, **making.lifting(cast.supplier))


CHANGED = {
    "diary": {"Beslut som ändrar beslut N": "out SKV, in BV, in FK"},
    "notices": {"refusal_changed": f"{BV} {FK}"},
    "paper": ["refusal.keep_change"],
    "acts": ["onboarding.reconsider", "onboarding.lift"],
}
follows("reconsider", **CHANGED)(a_refusal_is_lifted)
follows("lift", **CHANGED)(a_refusal_is_lifted)


# 10 §


@follows(
    "draw_up",
    diary={"Förslag till överenskommelse N": "out BV, in SKV"},
    notices={"drawn_up": SKV},
)
def _(cast):
    requested_service, content = cast.walk.request(Status.ACCEPTED), making.content()
    wanted = {"requested_services": [requested_service], "content": content}
    return lambda: agreement_acts.draw_up(requested_service.registration, by=cast.applicant, **wanted)


@follows("revise")
def _(cast):
    agreement = cast.walk.agreement(cast.walk.request(Status.ACCEPTED))
    said = {"content": making.content(), "terms": making.terms(), "sub_processors": []}
    return lambda: agreement_acts.revise(agreement, by=cast.applicant, **said)


@follows(
    "present",
    diary={"Överenskommelse N för undertecknande": "out BV, in SKV"},
    notices={"presented": BOSSES},
)
def _(cast):
    agreement = cast.walk.agreement(cast.walk.request(Status.ACCEPTED))
    return lambda: agreement_acts.present(agreement, by=cast.applicant)


@follows(
    "reopen",
    diary={"Återtagande av förslag till överenskommelse N": "out SKV, in BV"},
    notices={"reopened": BV},
)
def _(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    return lambda: agreement_acts.reopen(agreement, by=cast.supplier)


@follows(
    "cancel",
    diary={"Avbrytande av förslag till överenskommelse N": "out BV, in SKV"},
    notices={"cancelled": SKV},
)
def _(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    return lambda: agreement_acts.cancel(agreement, by=cast.applicant, reason="Behovet är borta.")


@follows("sign")
def _(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    return lambda: agreement_acts.sign(agreement, by=cast.applicant_boss)


def the_last_signature(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    agreement_acts.sign(agreement, by=cast.applicant_boss)
    return lambda: agreement_acts.sign(agreement, by=cast.supplier_boss)


ENTERED = {
    "diary": {
        "Ingången överenskommelse N": "drawn_up BV, drawn_up SKV",
        "Underrättelse om ingången överenskommelse N": "out SKV, in FK",
    },
    "notices": {"notified": FK, "entered": f"{BV} {SKV}"},
    "paper": ["agreement.keep_paper"],
    "acts": ["onboarding.sign", "onboarding.enter", "onboarding.agree"],
}
follows("enter", **ENTERED)(the_last_signature)
follows("agree", **ENTERED)(the_last_signature)


@follows(
    "connect",
    diary={"Uppgift om gjord anslutning": "out SKV, in BV, in FK"},
    notices={"connected": f"{BV} {FK}"},
)
def _(cast):
    requested_service = cast.walk.request(Status.AGREED)
    return lambda: cast.walk.connect(requested_service)


# What is written in a case


@follows("message", diary={"Meddelande": "out BV, in FK, in SKV"}, notices={"message": f"{FK} {SKV}"})
def _(cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    to = [cast.coordinator.acting.mandate, cast.supplier.acting.mandate]
    return lambda: letters_acts.message(case, by=cast.applicant, to=to, body="Hej.", files=[upload()])


@follows("ask", diary={"Begäran om komplettering": "out SKV, in BV"}, notices={"question": BV})
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: letters_acts.ask(requested_service, by=cast.supplier, body="Vad saknas?", due=TOMORROW)


def a_question(cast):
    return letters_acts.ask(cast.walk.request(Status.ALLOCATED), by=cast.supplier, body="Vad saknas?", due=TOMORROW)


@follows("answer", diary={"Svar på begäran om komplettering": "out BV, in SKV"}, notices={"answer": SKV})
def _(cast):
    question = a_question(cast)
    return lambda: letters_acts.answer(question, by=cast.applicant, body="Så här är det.")


@follows("take_back", diary={"Återtagen begäran om komplettering": "out SKV, in BV"}, notices={"taken_back": BV})
def _(cast):
    question = a_question(cast)
    return lambda: letters_acts.take_back(question, by=cast.supplier)


@follows("note_down")
def _(cast):
    case = cast.walk.registered()
    return lambda: letters_acts.note_down(case, by=cast.applicant, text="Att minnas.")


@follows("enter_by_hand", diary={"Brev": "drawn_up BV"})
def _(cast):
    case = cast.walk.registered()
    said = {"direction": "drawn_up", "on": date.today(), "about": "Brev", "medium": "paper"}
    return lambda: diary_acts.enter_by_hand(case, by=cast.applicant, **said)


@follows("attach", diary={"Bilaga": "out SKV, in BV, in FK, out SKV, in BV, in FK"}, notices={"attached": f"{BV} {FK}"})
def _(cast):
    case = cast.walk.request(Status.ALLOCATED).registration
    return lambda: letters_acts.attach(case, by=cast.supplier, files=[upload(), upload("mer.pdf")])


@follows("detach")
def _(cast):
    (attachment,) = letters_acts.attach(cast.walk.draft(), by=cast.applicant, files=[upload()])
    return lambda: letters_acts.detach(attachment, by=cast.applicant)


@follows("scan", notices={"infected": BV})
def _(cast):
    (attachment,) = letters_acts.attach(cast.walk.registered(), by=cast.applicant, files=[upload()])
    return lambda: scanning.scan(attachment.pk)


# An agency's own diary


def an_entry(cast):
    cast.walk.registered()
    return DiaryEntry.objects.get(agency=cast.fk)


@follows("hide")
def _(cast):
    entry = an_entry(cast)
    return lambda: diary_acts.hide(entry, by=cast.coordinator, facts=["about"])


@follows("show")
def _(cast):
    entry = diary_acts.hide(an_entry(cast), by=cast.coordinator, facts=["about"])
    return lambda: diary_acts.show(entry, by=cast.coordinator, facts=["about"])


@follows("mark_secret")
def _(cast):
    entry = an_entry(cast)
    return lambda: diary_acts.mark_secret(entry, by=cast.coordinator, provision="19 kap. 3 § OSL")


@follows("unmark")
def _(cast):
    marking = diary_acts.mark_secret(an_entry(cast), by=cast.coordinator, provision="19 kap. 3 § OSL")
    return lambda: diary_acts.unmark(marking, by=cast.coordinator)


# Who may know, and who may not act


@follows("take_case")
def _(cast):
    case = cast.walk.registered()
    return lambda: officer_acts.take_case(case, by=cast.coordinator)


@follows("give_case", notices={"case_given": "coordinator_boss"})
def _(cast):
    case = cast.walk.registered()
    return lambda: officer_acts.give_case(case, by=cast.coordinator, colleague=cast.coordinator_boss.acting)


@follows("return_case")
def _(cast):
    officer_acts.take_case(cast.walk.registered(), by=cast.coordinator)
    Membership.objects.filter(user=cast.coordinator).update(role="reader")
    return officer_acts.return_cases


@follows("report_conflict", notices={"conflict_reported": "coordinator_boss"})
def _(cast):
    case = cast.walk.registered()
    return lambda: secrecy_acts.report_conflict(case, by=cast.coordinator, ground="other", text="Vän.")


@follows("decide_conflict", notices={"conflict_decided": "coordinator"})
def _(cast):
    report = secrecy_acts.report_conflict(cast.walk.registered(), by=cast.coordinator, ground="other", text="Vän.")
    return lambda: secrecy_acts.decide_conflict(report, by=cast.coordinator_boss, outcome="none", reasons="Bekant.")


@follows("let_in")
def _(cast):
    case = cast.walk.registered()
    return lambda: secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)


@follows("let_out")
def _(cast):
    case = cast.walk.registered()
    address = secrecy_acts.let_in(case, by=cast.applicant_boss, email=cast.nobody.email)
    return lambda: secrecy_acts.let_out(case, by=cast.applicant_boss, address=address)


@follows("make_confidential", notices={"confidential": "applicant_boss coordinator_boss supplier_boss"})
def _(cast):
    requested_service = cast.walk.request(Status.ALLOCATED)
    return lambda: cast.walk.confidential(requested_service)


@follows("open_up")
def _(cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED))
    return lambda: secrecy_acts.open_up(case, by=cast.applicant_boss)


@follows("name_colleague", notices={"named": "applicant"})
def _(cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED))
    return lambda: secrecy_acts.name_colleague(case, by=cast.applicant_boss, colleague=cast.applicant.acting)


@follows("unname")
def _(cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED), cast.applicant)
    return lambda: secrecy_acts.unname(case, by=cast.applicant_boss, person=cast.applicant)


@follows("open_confidential")
def _(cast):
    case = cast.walk.confidential(cast.walk.request(Status.ALLOCATED))
    return lambda: secrecy_acts.opened(case, by=cast.applicant_boss)


@follows("choose_appeal")
def _(cast):
    return lambda: appeal_acts.choose_appeal(cast.skv, by=cast.supplier_boss, decision="refusal", says="nothing")


class Traces:
    """What has come since it was made: entries in the diaries, notices, jobs and the journal."""

    MODELS = (DiaryEntry, Notice, Job, JournalEntry)

    def __init__(self, cast):
        self.names = {person.pk: name for name, person in cast.people().items()}
        self.before = {model: set(model.objects.values_list("pk", flat=True)) for model in self.MODELS}

    def _new(self, model):
        return model.objects.exclude(pk__in=self.before[model]).order_by("pk")

    def diary(self):
        """{what it concerns: its way in each diary}."""
        found = defaultdict(list)
        for entry in self._new(DiaryEntry).select_related("agency"):
            found[NUMBER.sub("N", entry.about)].append(f"{entry.direction} {entry.agency.short_name}")
        return {about: ", ".join(ways) for about, ways in found.items()}

    def notices(self):
        """{letter: the people who were told}."""
        found = defaultdict(list)
        for notice in self._new(Notice):
            found[notice.key.split("/")[0]].append(self.names[notice.recipient_id])
        return {letter: " ".join(sorted(people)) for letter, people in found.items()}

    def paper(self):
        return tuple(sorted(self._new(Job).filter(name__in=PAPERS).values_list("name", flat=True)))

    def acts(self):
        return tuple(self._new(JournalEntry).values_list("act", flat=True))


ALL = sorted(perm.split(".")[1] for perm in ACTS if perm.startswith("onboarding."))


def test_every_act_is_done_here():
    assert sorted(DOES) == ALL


@pytest.mark.parametrize("name", ALL)
def test_what_follows(cast, db, monkeypatch, settings, name):
    monkeypatch.setattr(clamav, "virus", lambda content: "Eicar")
    expected = DOES[name]
    do = expected.prepare(cast)
    since = Traces(cast)
    do()
    assert since.diary() == expected.diary
    assert since.notices() == expected.notices
    assert since.paper() == expected.paper
    assert since.acts() == expected.acts


class FailedError(Exception):
    """What a test lets fail."""


def fails(*args, **kwargs):
    raise FailedError


TELLING = [name for name, expected in sorted(DOES.items()) if expected.paper or expected.notices]


@pytest.mark.parametrize(
    "name", [name for name in TELLING if name != "scan"]
)  # a job, whose transaction is the outbox's
def test_an_act_whose_last_step_fails_leaves_nothing(cast, db, monkeypatch, settings, name):
    """Neither the state, nor the journal, the diaries and the letters that were written before it."""
    do = DOES[name].prepare(cast)
    since, states = Traces(cast), list(RequestedService.objects.order_by("pk").values_list("pk", "status"))
    if DOES[name].paper:
        monkeypatch.setattr("onboarding.consequences.outbox.put_all", fails)
    else:
        monkeypatch.setattr("registry.people.notices.Notice.objects.bulk_create", fails)
    with pytest.raises(FailedError):
        do()
    assert (since.diary(), since.notices(), since.paper(), since.acts()) == ({}, {}, (), ())
    assert list(RequestedService.objects.order_by("pk").values_list("pk", "status")) == states


def test_of_a_confidential_case_only_the_named_are_told(cast):
    requested_service = cast.walk.request(Status.ACCEPTED)
    since = Traces(cast)
    case = cast.walk.confidential(requested_service)
    wanted = {"requested_services": [requested_service], "content": making.content()}
    agreement = agreement_acts.draw_up(case, by=cast.applicant_boss, **wanted)
    agreement_acts.present(agreement, by=cast.supplier_boss)
    agreement_acts.reopen(agreement, by=cast.supplier_boss)
    agreement_acts.cancel(agreement, by=cast.supplier_boss, reason="Behovet är borta.")
    assert since.notices() == {
        "confidential": "applicant_boss coordinator_boss supplier_boss",
        "drawn_up": "supplier_boss",
        "presented": "applicant_boss supplier_boss",
        "reopened": "applicant_boss",
        "cancelled": "applicant_boss",
    }


def test_each_connection_of_a_case_is_told_of(cast):
    """The second has a key of its own, though it is of the same case."""
    first, second = cast.walk.registered(cast.service, cast.other_service).requested_services.order_by("pk")
    cast.walk.allocate(first)
    cast.walk.allocate(second, cast.other_supplier)
    cast.walk.accept(first)
    allocation_acts.accept(second, by=cast.other_supplier, service=cast.other_service)
    agreement = cast.walk.presented(first, second)
    for by in (cast.applicant_boss, cast.supplier_boss, cast.other_supplier_boss):
        agreement_acts.sign(agreement, by=by)
    cast.walk.connect(first)
    since = Traces(cast)
    connection_acts.connect(second, by=cast.other_supplier, connected_on=date.today())
    assert since.notices() == {"connected": " ".join(sorted(f"{BV} {FK}".split()))}


def test_an_agreement_that_is_presented_again_unchanged_is_told_of_again(cast):
    agreement = cast.walk.presented(cast.walk.request(Status.ACCEPTED))
    agreement_acts.reopen(agreement, by=cast.supplier)
    since = Traces(cast)
    agreement_acts.present(agreement, by=cast.supplier)
    assert since.notices() == {"presented": BOSSES}


@pytest.mark.parametrize("name", ALL)
def test_what_follows_stands_in_the_row(name):
    """As the row names it, of the acts that follow from each other together."""
    rows = [ACTS[perm] for perm in DOES[name].acts]
    named = {telling.letter for row in rows for telling in row.notices}
    drawn = {paper.job for row in rows for paper in row.paper}
    documents = [document for row in rows for document in row.diary]
    assert named == set(DOES[name].notices)
    assert drawn == set(DOES[name].paper)
    assert len(documents) >= len(DOES[name].diary) > 0 or documents == [] == list(DOES[name].diary)


def test_an_act_says_all_three_or_the_program_does_not_start():
    said = {"diary": SILENT, "notices": SILENT, "paper": SILENT}
    assert act("Gör", "7 §", [], **said).diary == ()
    for omitted in said:
        with pytest.raises(TypeError, match=omitted):
            act("Gör", "7 §", [], **{name: value for name, value in said.items() if name != omitted})


def test_every_row_names_what_can_be_carried_out():
    rows = [row for perm, row in ACTS.items() if perm.startswith("onboarding.")]
    documents = [document for row in rows for document in row.diary]
    specials = {document.name for document in documents if isinstance(document, Special)}
    assert specials - {BY_ITSELF.name} == set(SPECIALS)
    sendings = [document for document in documents if isinstance(document, Sending)]
    assert {whom for sending in sendings for whom in (sending.sender, *sending.to)} == set(AGENCIES)
    assert {whom for row in rows for telling in row.notices for whom in telling.to} == set(PEOPLE)
    assert {paper.job for row in rows for paper in row.paper} == set(PAPERS)
