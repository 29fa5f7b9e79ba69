"""What each act locks, literally, in which order: two acts at once do one after the other, and never wait both ways."""

import pytest

from itdrift import clamav

from ..locking import locked
from .test_consequences import DOES

BY_WHAT = {
    "agreement journal": "cancel present reopen revise",
    "agreement requestedservice journal": "agree enter sign",
    "attachment journal": "scan",
    "conflictreport journal": "decide_conflict",
    "diaryentry journal": "hide mark_secret show",
    "interestregistration journal": "ask_colleague attach detach discard edit enter_by_hand give_case hand_over let_in let_out message name_colleague note_down open_up return_case take_back_step take_case",
    "interestregistration job journal": "make_confidential unname",
    "interestregistration requestedservice journal": "complete draw_up report_conflict",
    "agency journal": "choose_appeal",
    "journal diaryseries": "take_down",
    "requestedservice refusal journal": "lift reconsider",
    "interestregistration requestedservice journal diaryseries": "register",
    "prioritisation journal": "cancel_prioritisation change_competitors",
    "prioritisation requestedservice journal diaryseries": "place prioritise",
    "refusal journal": "correct",
    "requestedservice communication journal": "reply",
    "requestedservice journal": "accept ask assess close communicate connect declare_shortage propose_refusal refuse settle withdraw",
    "requestedservice journal diaryseries": "allocate reallocate",
    "requestedservice message journal": "answer take_back",
    "secrecymarking journal": "unmark",
    "journal": "draft open_annex open_confidential",
}
LOCKS = {name: locks for locks, names in BY_WHAT.items() for name in names.split()}


def test_the_table_names_every_act():
    assert set(LOCKS) == set(DOES)


@pytest.mark.parametrize("name", sorted(DOES))
def test_what_an_act_locks(cast, monkeypatch, name):
    monkeypatch.setattr(clamav, "virus", lambda content: "Eicar")
    assert locked(DOES[name].prepare(cast)) == LOCKS[name]
