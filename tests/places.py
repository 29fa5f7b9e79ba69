"""Every address of the program, each on a thing that is in the state in which the page is of use."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

from django.test import Client
from django.urls import get_resolver, reverse

from itdrift import outbox, request_log
from onboarding.desk import acts as desk_acts
from onboarding.desk import case_parts
from onboarding.diary import acts as diary_acts
from onboarding.filing import step_acts
from onboarding.filing.questions import find
from onboarding.letters import acts as letters_acts
from onboarding.models import DiaryEntry, Document
from onboarding.reception import acts as reception_acts
from onboarding.secrecy import acts as secrecy_acts
from onboarding.workflow import REQUEST_ACTS, Status
from reporting.account import acts as account_acts
from reporting.data import acts as data_acts

from . import making
from .onboarding.letters.files import upload

DIARIES = {"diary", "public_diary", "public_diary_csv", "public_diary_xlsx"}  # the law wants the number there


def addresses(cast):
    """Every address of the program, on things in the state in which the page is of use."""
    walk = cast.walk
    draft = walk.draft()
    registered, allocated = walk.request("registered"), walk.request("allocated")
    accepted, agreed = walk.request("accepted"), walk.request("agreed")
    refused = walk.request("refused")
    written, ready = walk.agreement(walk.request("accepted")), walk.presented(walk.request("accepted"))
    guest = secrecy_acts.let_in(allocated.registration, by=cast.applicant_boss, email=cast.nobody.email)
    question = letters_acts.ask(allocated, by=cast.supplier, body="Vad saknas?", due=date.today() + timedelta(days=1))
    (attachment,) = letters_acts.attach(allocated.registration, by=cast.applicant, files=[upload()])
    asked = {"step": find("behov"), "colleague": cast.applicant_boss.acting, "due": date.today() + timedelta(days=1)}
    step_acts.ask_colleague(draft, by=cast.applicant, **asked)
    (loose,) = letters_acts.attach(draft, by=cast.applicant, files=[upload()])
    heard = walk.communicate(walk.request("allocated"))
    closed = walk.confidential(walk.request("allocated"), cast.applicant)
    conflict = secrecy_acts.report_conflict(walk.registered(), by=cast.applicant, ground="other", text="Vän.")
    walk.judge(allocated, cast.supplier, 1)
    walk.judge(allocated, cast.supplier_boss, 2)
    decided, short = walk.prioritised(), walk.shortage()
    outbox.perform_waiting()
    making.calendar()
    letter = Document.objects.get(refusal__allocation__requested_service=refused)
    unpublished = making.unpublished(cast)
    told = making.decided_report(cast, measured=True)
    report = making.report(cast)
    asked = report.requests.get()
    texts = {"effects": "Färre avbrott.", "risks": "Ont om folk.", "obstacles": ""}
    data_acts.answer_data_request(
        asked, by=cast.supplier, texts=texts, services=dict.fromkeys(asked.services(), making.MEASURED)
    )
    asked_back = data_acts.question(asked, by=cast.coordinator, text="Vad ingår?")
    account_acts.make(report, by=cast.coordinator)
    making.work()
    report.refresh_from_db()
    account_acts.share(report, by=cast.coordinator)
    comment = account_acts.comment(report, by=cast.supplier, chapter="risks", text="Säg mer.")
    written_down = reception_acts.take_down(by=cast.coordinator, **making.letter(cast))
    of = {
        "complete": written_down,
        "service": cast.service, "service_describe": cast.service, "service_approve": unpublished, "set_fee": cast.service,
        **dict.fromkeys(case_parts.ADDRESSES, allocated.registration), "edit": draft, "register": draft, "discard": draft, "hand_over": draft,
        "case_receipt": allocated.registration, "let_in": allocated.registration,
        "report_conflict": allocated.registration, "conflict": conflict,
        "decide_conflict": conflict, "declare_capacity": cast.service, "prioritisation_document": decided,
        **dict.fromkeys("prioritisation change_competitors prioritise cancel_prioritisation".split(), short),
        "reply": heard, "correct": letter.refusal, "reconsider": letter.refusal, "document": letter,
        "draw_up": accepted.registration, "agreement": written, "revise": written, "present": written, "cancel": written,
        "reopen": ready, "sign": ready,
        "message": allocated.registration, "note_down": allocated.registration, "answer": question,
        "take_back": question,
        "attach": allocated.registration, "attachment": attachment, "detach": loose,
        "take_case": allocated.registration, "give_case": allocated.registration,
        "make_confidential": allocated.registration, "open_up": closed, "name_colleague": closed,
        **dict.fromkeys(("report", "request_data", "chapters", "make", "decide_report", "report_document"), report),
        **dict.fromkeys(("answer_data_request", "confirm", "note_silence", "question"), asked),
        **dict.fromkeys(("report_file", "report_file_template", "report_file_take_in"), asked), "answer_question": asked_back,
        "share": report, "comment": report, "open_annex": report,
        "send_report": told, "correct_report": told,
        "settle_comment": comment,
        **dict.fromkeys(("report_twin", "report_json", "report_csv"), report),
    }  # fmt: skip
    in_state = {Status.REGISTERED: registered, Status.ALLOCATED: allocated, Status.AGREED: agreed}
    of |= {name: in_state[state] for name, state in acts_on_a_service().items()}
    places = {name: reverse(name, args=[thing.pk]) for name, thing in of.items()}
    places |= of_the_diary(cast, allocated.registration, registered.registration)
    places["report_figure"] = reverse("report_figure", args=[report.pk, 1, cast.service.chain])
    places["report_count"] = reverse("report_count", args=[report.pk, "anmalningar"])
    places["compliance_cases"] = reverse("compliance_cases", args=["fordelad", "uppfyllt"])
    places["let_out"] = reverse("let_out", args=[allocated.registration_id, guest.pk])
    saved = desk_acts.save_filter(by=cast.coordinator, name="Att fördela", query="lage=registered")
    places["saved_filter_delete"] = reverse("saved_filter_delete", args=[saved.pk])
    places["unname"] = reverse("unname", args=[closed.pk, cast.applicant.pk])
    places |= {
        name: reverse(name, args=[draft.pk, "behov"]) for name in ("edit_step", "ask_colleague", "take_back_step")
    }
    places["choose_appeal"] = reverse("choose_appeal", args=["refusal"])
    places["narrate"] = reverse("narrate", args=[report.pk, "risks"])
    return {name: places.get(name) or reverse(name) for name in names()}


def acts_on_a_service():
    """{page of an act on a requested service: the state in which it is tried}: allocated, else the first it starts from."""
    pages = set(names()) - {"register"}  # of a draft, on the page of its case
    acts = {perm.removeprefix("onboarding."): act for perm, act in REQUEST_ACTS.items()}
    by_use = [Status.ALLOCATED, *Status]
    return {
        name: next(state for state in by_use if state in act.sources) for name, act in acts.items() if name in pages
    }


def of_the_diary(cast, case, other):
    """Documents in the coordinator's diary of the case, and of another where something is hidden; and a notice."""
    entry = DiaryEntry.objects.filter(agency=cast.fk, case__registration=case).first()
    hidden = DiaryEntry.objects.filter(agency=cast.fk, case__registration=other).first()
    diary_acts.hide(hidden, by=cast.coordinator, facts=["about"])
    marking = diary_acts.mark_secret(entry, by=cast.coordinator, provision="18 kap. 8 § 3 OSL")
    notice = cast.coordinator.notices.first()
    of = {
        "diary_entry": entry, "hide": entry, "mark_secret": entry, "show": hidden, "unmark": marking,
        "enter_by_hand": case, "notice_open": notice, "notice_read": notice,
    }  # fmt: skip
    of_one = {name: reverse(name, args=[thing.pk]) for name, thing in of.items()}
    public = ("public_diary", "public_diary_csv", "public_diary_xlsx")
    return of_one | {name: f"{reverse(name)}?myndighet={cast.fk.pk}" for name in public}


def names():
    """The names of all addresses but those of the admin, which has tests of its own."""
    return [p.name for p in patterns(get_resolver().url_patterns) if p.name]


def patterns(found):
    for pattern in found:
        if getattr(pattern, "app_name", None) == "admin":
            continue
        yield from patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]


def lists():
    """The addresses of no one thing: what a person finds by looking around."""
    found = patterns(get_resolver().url_patterns)
    return {place.name: reverse(place.name) for place in found if place.name and not place.pattern.converters}


def people(cast):
    return {"anonymous": None, **cast.people()}


def visit(person):
    """A browser of the person's, whose requests all have the same number: else each page differs at every look."""
    client = Client(headers={request_log.HEADER: "samma-nummer"})
    if person:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(answer):
    """All that can be read of an answer, what is packed in a spreadsheet too."""
    content = answer.getvalue() if answer.streaming else answer.content
    if content.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode(errors="replace") + str(answer.headers)
