"""The one door to each act of 7–10 §§. Pages, admin, commands and tasks call these functions and no others."""

from .agreement import cancel, draw_up, present, reopen, revise, sign
from .assessing import assess, settle
from .attachments import attach, detach
from .confidential import make_confidential, name_colleague, open_up, opened, unname
from .conflict import decide_conflict, report_conflict
from .connection import connect
from .coordinator import allocate, allocate_many, close, reallocate
from .correcting import correct, open_annex
from .correspondence import answer, ask, message, note_down, take_back
from .diary import enter_by_hand, hide, mark_secret, show, unmark
from .filing import discard, draft, edit, hand_over, register, withdraw
from .guests import let_in, let_out
from .hearing import communicate, reply
from .prioritising import cancel_prioritisation, change_competitors, declare_shortage, prioritise
from .proposing import propose_refusal
from .refusing import refuse
from .supplier import accept

__all__ = [
    "accept",
    "allocate",
    "allocate_many",
    "answer",
    "ask",
    "assess",
    "attach",
    "cancel",
    "cancel_prioritisation",
    "change_competitors",
    "close",
    "communicate",
    "connect",
    "correct",
    "decide_conflict",
    "declare_shortage",
    "detach",
    "discard",
    "draft",
    "draw_up",
    "edit",
    "enter_by_hand",
    "hand_over",
    "hide",
    "let_in",
    "let_out",
    "make_confidential",
    "mark_secret",
    "message",
    "name_colleague",
    "note_down",
    "open_annex",
    "open_up",
    "opened",
    "present",
    "prioritise",
    "propose_refusal",
    "reallocate",
    "refuse",
    "register",
    "reopen",
    "reply",
    "report_conflict",
    "revise",
    "settle",
    "show",
    "sign",
    "take_back",
    "unmark",
    "unname",
    "withdraw",
]
