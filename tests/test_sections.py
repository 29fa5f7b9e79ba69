"""Under which section each act stands: beside it on the page, and in the journal for ever."""

from registry.workflow import ACTS

SECTIONS = {
    ("registry", "3 §"): "load",
    ("registry", "praxis"): "decide_sender",
    ("registry", "4 §"): "offer describe declare_capacity",
    ("registry", "5 §"): "approve",
    ("onboarding", "7 §"): "register take_down complete allocate reallocate",
    (
        "onboarding",
        "praxis",
    ): "draft edit discard detach ask_colleague take_back_step hand_over withdraw close accept settle "
    "take_case give_case return_case",
    ("onboarding", "8 §"): "propose_refusal refuse",
    ("onboarding", "9 §"): "assess declare_shortage change_competitors prioritise place cancel_prioritisation",
    ("onboarding", "10 §"): "draw_up revise present reopen sign enter agree cancel connect",
    ("onboarding", "8 § FL"): "message",
    ("onboarding", "18 § FL"): "report_conflict decide_conflict",
    ("onboarding", "23 § FL"): "ask answer take_back",
    ("onboarding", "25 § FL"): "communicate reply",
    ("onboarding", "27 § FL"): "note_down",
    ("onboarding", "33 § FL"): "choose_appeal",
    ("onboarding", "36 § FL"): "correct",
    ("onboarding", "37 § FL"): "lift reconsider",
    ("onboarding", "OSL"): "open_annex",
    ("onboarding", "OSL 4 kap."): "scan let_in let_out open_confidential",
    ("onboarding", "OSL 5 kap. 1 §"): "enter_by_hand attach",
    ("onboarding", "OSL 5 kap. 2 §"): "hide show",
    ("onboarding", "OSL 5 kap. 5 §"): "mark_secret unmark",
    ("onboarding", "OSL 8 kap."): "make_confidential open_up name_colleague unname",
    ("fees", "12 §"): "set_fee",
    ("reporting", "11 §"): "open_report request_data answer_data_request confirm question answer_question note_silence "
    "narrate make share comment settle_comment decide_report send_report correct_report",
    ("reporting", "OSL"): "open_annex",
}


def test_each_act_stands_under_its_section():
    expected = {f"{app}.{name}": section for (app, section), names in SECTIONS.items() for name in names.split()}
    assert {perm: act.section for perm, act in ACTS.items()} == expected
