"""The one door to each act of 11 §. Pages, admin, commands and tasks call these functions and no others."""

from .account import correct_report, decide, make, narrate, open_annex, open_report, send, share
from .comments import comment, settle_comment
from .data import answer, confirm, note_silence, question, reply, request_data

__all__ = [
    "answer",
    "comment",
    "confirm",
    "correct_report",
    "decide",
    "make",
    "narrate",
    "note_silence",
    "open_annex",
    "open_report",
    "question",
    "reply",
    "request_data",
    "send",
    "settle_comment",
    "share",
]
