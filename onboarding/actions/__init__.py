"""The one door to each act of 7–10 §§. Pages, admin, commands and tasks call these functions and no others."""

from .agreement import cancel, draw_up, present, reopen, revise, sign
from .connection import connect
from .coordinator import allocate, close
from .filing import discard, draft, edit, register, withdraw
from .guests import let_in, let_out
from .supplier import accept, assess, refuse

__all__ = [
    "accept",
    "allocate",
    "assess",
    "cancel",
    "close",
    "connect",
    "discard",
    "draft",
    "draw_up",
    "edit",
    "let_in",
    "let_out",
    "present",
    "refuse",
    "register",
    "reopen",
    "revise",
    "sign",
    "withdraw",
]
