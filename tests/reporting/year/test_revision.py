"""Which acts put the draft that was drawn before them out of date (11 §)."""

from datetime import date

import pytest

from reporting.account import acts as account_acts
from reporting.data import acts as data_acts
from reporting.models import Report

pytestmark = pytest.mark.section(11)
OUT_OF_DATE = ("request_data", "answer", "confirm", "question", "note_silence", "narrate")
STANDS = ("answer_question", "share", "comment", "settle_comment", "make")


@pytest.fixture
def acts(year, account):
    """Each act, ready to be done on an account of which a draft is drawn."""
    cast = year
    report = account.open()
    account.ask(report, cast.supplier.acting.mandate, cast.other_supplier.acting.mandate)
    (mine, others) = (account.data_request(report, agency) for agency in (cast.skv, cast.trv))
    account.answer(mine)
    question = data_acts.question(mine, by=cast.coordinator, text="Hur är det mätt?")
    comment = account.comment(account.shared(report))
    return {
        "request_data": lambda: account.ask(report, cast.fk_supplier, due=date(2027, 2, 15)),
        "answer": lambda: account.answer(mine, texts={"effects": "Fler.", "risks": "", "obstacles": ""}),
        "confirm": lambda: data_acts.confirm(mine, by=cast.supplier_boss),
        "question": lambda: data_acts.question(mine, by=cast.coordinator, text="Och kostnaden?"),
        "note_silence": lambda: data_acts.note_silence(others, by=cast.coordinator, reason="Har inte svarat."),
        "narrate": lambda: account_acts.narrate(report, by=cast.coordinator, texts={"risks": "Ont om folk."}),
        "answer_question": lambda: data_acts.answer_question(question, by=cast.supplier, answer="I driften."),
        "share": lambda: account_acts.share(report, by=cast.coordinator),
        "comment": lambda: account.comment(report),
        "settle_comment": lambda: account_acts.settle_comment(comment, by=cast.coordinator, outcome="Tillagt."),
        "make": lambda: account.made(report),
    }


@pytest.mark.parametrize("name", [*OUT_OF_DATE, *STANDS])
def test_the_draft_is_out_of_date_or_stands(acts, name):
    if name == "confirm":
        acts["answer_question"]()
    assert Report.objects.get().is_up_to_date
    acts[name]()
    assert Report.objects.get().is_up_to_date is (name in STANDS)
