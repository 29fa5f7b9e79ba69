"""Address × person: what each person gets at each address, with no address missing.

2 = the page, L = to the log-in, R = on to another page, 3 = may not do (403), 4 = may not know of (404), 5 = wrong method (405).
"""

import pytest
from django.test import Client

from tests import making, places
from tests.onboarding.test_matrix import REQUESTS, WHILE_IT_HAS_IT
from tests.once import made_once

NASTY = ["\0", "9" * 30, "²\u202e\x0b\x1f\ufffe😀<b>{{ 7 }}"]
QUERY = "q lage efter version tjanst leverantor kategori mottagande tidigare next".split()
SEEN = {200: "2", 403: "3", 404: "4", 405: "5"}
PEOPLE = ["anonymous", *making.Cast.PEOPLE]
#                      anonymous, applicant, _boss, reader, stranger, coordinator, _boss, supplier, _boss, other_, _boss, nobody, admin
TABLE = {
    "start": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "search": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "compliance": "L 3 3 3 3 2 2 3 3 3 3 3 3",
    "compliance_cases": "L 3 3 3 3 2 2 3 3 3 3 3 3",
    "about": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "accessibility": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "health": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "alive": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "security": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "login": "2 R R R R R R R R R R R R",
    "logout": "5 5 5 5 5 5 5 5 5 5 5 5 5",
    "mandate_switch": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "ordinance": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "services": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "service_new": "L 3 3 3 3 3 3 2 2 2 2 3 3",
    "service": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "declare_capacity": "L 3 3 3 3 2 2 2 2 2 2 3 3",
    "service_describe": "L 3 3 3 3 3 3 2 2 3 3 3 3",
    "service_approve": "L 4 4 4 4 3 2 3 2 4 4 4 4",
    "cases": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "cases_csv": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "cases_xlsx": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "saved_filters": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "saved_filter_delete": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "queue": "L 3 3 3 3 3 3 2 2 2 2 3 3",
    "draft": "L 2 2 3 2 3 3 3 3 3 3 3 3",
    "take_down": "L 3 3 3 3 2 2 3 3 3 3 3 3",
    "complete": "L 2 2 3 4 3 3 4 4 4 4 4 4",
    "case": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_answers": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_messages": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_notes": "L 2 2 2 4 2 2 2 2 4 4 4 4",  # not a guest's
    "case_documents": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_events": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_compliance": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "case_whole": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "edit": "L 2 2 3 4 4 4 4 4 4 4 4 4",
    "register": "L 2 2 2 4 4 4 4 4 4 4 4 4",
    "edit_step": "L 2 2 3 4 4 4 4 4 4 4 4 4",
    "hand_over": "L 2 2 3 4 4 4 4 4 4 4 4 4",
    "ask_colleague": "L 2 2 3 4 4 4 4 4 4 4 4 4",
    "take_back_step": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "agency_suggestions": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "own_agency": "L 3 2 3 2 3 3 3 3 3 3 3 3",
    "appeal_choices": "L 3 3 3 3 3 3 3 2 3 2 3 3",
    "choose_appeal": "L 3 3 3 3 3 3 3 2 3 2 3 3",
    "discard": "L 2 2 3 4 4 4 4 4 4 4 4 4",
    "case_receipt": "L 2 2 2 4 2 2 2 2 4 4 2 4",
    "message": "L 2 2 3 4 2 2 2 2 4 4 3 4",
    "take_case": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "give_case": "L 3 3 3 4 2 2 2 2 4 4 3 4",
    "note_down": "L 2 2 3 4 2 2 2 2 4 4 3 4",
    "answer": "L 2 2 3 4 4 4 3 3 4 4 4 4",
    "take_back": "L 3 3 3 4 4 4 2 2 4 4 4 4",
    "let_in": "L 3 2 3 4 3 2 3 3 4 4 3 4",
    "let_out": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "attach": "L 2 2 3 4 2 2 2 2 4 4 4 4",
    "attachment": "L 2 2 2 4 2 2 2 2 4 4 4 4",
    "detach": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "make_confidential": "L 3 2 3 4 3 2 3 3 4 4 4 4",
    "open_up": "L 3 2 4 4 4 3 4 3 4 4 4 4",
    "name_colleague": "L 2 2 4 4 4 2 4 2 4 4 4 4",
    "unname": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "prioritisations": "L 3 3 3 3 2 2 2 2 2 2 3 3",
    "declare_shortage": "L 3 3 3 3 3 3 2 2 2 2 3 3",
    "prioritisation": "L 4 4 4 4 4 4 2 2 4 4 4 4",
    "change_competitors": "L 4 4 4 4 4 4 2 2 4 4 4 4",
    "prioritise": "L 4 4 4 4 4 4 3 2 4 4 4 4",
    "cancel_prioritisation": "L 4 4 4 4 4 4 2 2 4 4 4 4",
    "prioritisation_document": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "reply": "L 2 2 3 4 4 4 3 3 4 4 4 4",
    "correct": "L 3 3 3 4 3 3 3 2 4 4 4 4",
    "reconsider": "L 3 3 3 4 3 3 3 2 4 4 4 4",
    "allocate_many": "L 3 3 3 3 2 2 3 3 3 3 3 3",
    "neutrality": "L 3 3 3 3 2 2 2 2 2 2 3 3",
    "report_conflict": "L 2 2 3 4 2 2 2 2 4 4 3 4",
    "conflict": "L 2 2 4 4 4 4 4 4 4 4 4 4",
    "decide_conflict": "L 3 2 4 4 4 4 4 4 4 4 4 4",
    "document": "L 2 2 2 4 2 2 2 2 4 4 4 4",
    "agreements": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "draw_up": "L 2 2 3 4 3 3 2 2 4 4 4 4",
    "agreement": "L 2 2 2 4 4 4 2 2 4 4 4 4",
    "revise": "L 2 2 3 4 4 4 2 2 4 4 4 4",
    "present": "L 2 2 3 4 4 4 2 2 4 4 4 4",
    "reopen": "L 2 2 3 4 4 4 2 2 4 4 4 4",
    "sign": "L 3 2 3 4 4 4 3 2 4 4 4 4",
    "cancel": "L 2 2 3 4 4 4 2 2 4 4 4 4",
    "notices": "L 2 2 2 2 2 2 2 2 2 2 2 2",
    "notices_read": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "notice_open": "L 4 4 4 4 R 4 4 4 4 4 4 4",
    "notice_read": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "diary": "L 2 2 2 2 2 2 2 2 2 2 3 3",
    "diary_entry": "L 4 4 4 4 2 2 4 4 4 4 4 4",
    "hide": "L 4 4 4 4 2 2 4 4 4 4 4 4",
    "show": "L 4 4 4 4 2 2 4 4 4 4 4 4",
    "mark_secret": "L 4 4 4 4 2 2 4 4 4 4 4 4",
    "unmark": "L 5 5 5 5 5 5 5 5 5 5 5 5",
    "enter_by_hand": "L 2 2 3 4 2 2 2 2 4 4 3 4",
    "public_diary": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "public_diary_csv": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "public_diary_xlsx": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "fees": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "set_fee": "L 3 3 3 3 3 3 3 2 3 3 3 3",
    "reports": "L 4 4 4 4 2 2 2 2 2 2 4 4",
    "report_verify": "2 2 2 2 2 2 2 2 2 2 2 2 2",
    "open_report": "L 4 4 4 4 2 2 3 3 3 3 4 4",
    "report": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "request_data": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "chapters": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "narrate": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "share": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "comment": "L 4 4 4 4 3 3 2 2 4 4 4 4",
    "settle_comment": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "send_report": "L 4 4 4 4 2 2 3 3 3 3 4 4",
    "correct_report": "L 4 4 4 4 3 2 3 3 3 3 4 4",
    "open_annex": "L 4 4 4 4 5 5 5 5 5 5 4 4",
    "make": "L 4 4 4 4 5 5 5 5 5 5 4 4",
    "decide_report": "L 4 4 4 4 3 2 3 3 4 4 4 4",
    "report_document": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "report_twin": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "report_json": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "report_csv": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "report_figure": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "report_count": "L 4 4 4 4 2 2 2 2 4 4 4 4",
    "answer_data_request": "L 4 4 4 4 3 3 2 2 4 4 4 4",
    "confirm": "L 4 4 4 4 3 3 3 2 4 4 4 4",
    "note_silence": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "report_file": "L 4 4 4 4 3 3 2 2 4 4 4 4",
    "report_file_template": "L 4 4 4 4 3 3 2 2 4 4 4 4",
    "report_file_take_in": "L 4 4 4 4 3 3 R R 4 4 4 4",
    "question": "L 4 4 4 4 2 2 3 3 4 4 4 4",
    "answer_question": "L 4 4 4 4 3 3 2 2 4 4 4 4",
}  # fmt: skip

# Who knows of a requested service in each state; who also may do the act (the matrix says it) gets the page of it.
KNOWN = {
    "registered": "L 3 3 3 4 3 3 4 4 4 4 4 4",
    "allocated": "L 3 3 3 4 3 3 3 3 4 4 3 4",
    "agreed": "L 3 3 3 4 3 3 3 3 4 4 4 4",
}


def row_of_act(name, state):
    """The row of the page of an act on a requested service."""
    allowed = [table[name] for table in (REQUESTS, WHILE_IT_HAS_IT) if name in table]
    may = {person for states, people in allowed if state in states for person in people}
    return " ".join("2" if who in may else code for who, code in zip(PEOPLE, KNOWN[state].split(), strict=True))


TABLE |= {name: row_of_act(name, state) for name, state in places.acts_on_a_service().items()}

SENT = {
    "unmark": "L 4 4 4 4 R R 4 4 4 4 4 4",
    "notice_read": "L 4 4 4 4 R 4 4 4 4 4 4 4",
    "notices_read": "L R R R R R R R R R R R R",
    "detach": "L R 4 4 4 4 4 4 4 4 4 4 4",
    "take_back_step": "L R R 3 4 4 4 4 4 4 4 4 4",
    "unname": "L 3 R 4 4 4 4 4 4 4 4 4 4",
    "let_out": "L 3 R 3 4 3 4 3 3 4 4 4 4",
    "saved_filter_delete": "L 4 4 4 4 R 4 4 4 4 4 4 4",
    "open_annex": "L 4 4 4 4 4 4 3 3 4 4 4 4",  # nothing in it is secret
    "make": "L 4 4 4 4 R R 3 3 4 4 4 4",
}


@made_once
def addresses(cast):
    return places.addresses(cast)


@made_once
def people(cast, addresses):
    """Everybody, each logged in at a browser of their own."""
    clients = {name: Client() for name in PEOPLE}
    for name, person in cast.people().items():
        clients[name].force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return clients


def seen(address, client, method="get"):
    response = getattr(client, method)(address)
    if response.streaming:
        response.getvalue()  # to its end: only then are its files closed
    if response.status_code in (301, 302):
        return "L" if response["Location"].startswith("/logga-in/") else "R"
    return SEEN[response.status_code]


def test_no_address_is_missing():
    assert set(TABLE) == set(places.names())


def test_every_address_for_every_person(addresses, people):
    found = {name: " ".join(seen(address, people[person]) for person in PEOPLE) for name, address in addresses.items()}
    assert found == TABLE


def test_what_may_not_be_seen_or_done_is_not_done_by_sending_either(addresses, people):
    for name, row in TABLE.items():
        for person, code in zip(PEOPLE, row.split(), strict=True):
            if code in "L34":
                assert (name, person, seen(addresses[name], people[person], "post")) in [
                    (name, person, code),
                    (name, person, "5"),  # a page that is only looked at
                ]


@pytest.mark.parametrize("name", SENT)
def test_what_is_only_sent(addresses, people, name):
    assert " ".join(seen(addresses[name], people[person], "post") for person in PEOPLE) == SENT[name]


@pytest.mark.parametrize(
    ("person", "value"), list(zip(["applicant_boss", "supplier_boss", "coordinator_boss"], NASTY, strict=True))
)
def test_no_odd_address_or_form_is_an_error_of_the_program(addresses, people, person, value):
    client = people[person]
    for name, address in addresses.items():
        page = client.get(address, dict.fromkeys(QUERY, value))
        assert page.status_code < 500
        if page.status_code == 200 and page.context and page.context.get("form"):
            sent = dict.fromkeys([field.html_name for field in page.context["form"].visible_fields()], value)
            assert (name, client.post(address, sent).status_code < 500) == (name, True)
