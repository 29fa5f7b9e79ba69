"""What an agency is asked when it registers its interest (7 §).

An answer to a question that does not apply is kept as it was written, and shown as "Inte tillämpligt".
"""

from .draft import NO_SERVICE, Draft, Lack, State, applies_here, lacks
from .said import CLASSES, Said
from .sheet import in_brief, sheet
from .table import NOT_ELSEWHERE, RADIOS, STEPS, Question, Step, field_of, find, following, is_blank

__all__ = [
    "CLASSES",
    "NOT_ELSEWHERE",
    "NO_SERVICE",
    "RADIOS",
    "STEPS",
    "Draft",
    "Lack",
    "Question",
    "Said",
    "State",
    "Step",
    "applies_here",
    "field_of",
    "find",
    "following",
    "in_brief",
    "is_blank",
    "lacks",
    "sheet",
]
