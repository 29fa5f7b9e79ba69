"""7–10 §§ as a table: every act, who may do it, from which state it starts, to which it leads, and what follows from it."""

from registry.workflow import ACTS

from .agreements import AGREEMENT_ACTS, PRIORITISATION_ACTS
from .cases import AGENCY_ACTS, CASE_ACTS, CONFLICT_ACTS, DIARY_ACTS
from .services import QUESTION_ACTS, REFUSAL_ACTS, REQUEST_ACTS
from .states import (
    BEING_DRAWN_UP,
    BY_NOBODY,
    COMPETES,
    DECIDED,
    LAST_OPEN,
    OPEN,
    PARTIES,
    STANDS,
    TO_ALLOCATE,
    UNDERTAKEN,
    AgreementStatus,
    CommunicationStatus,
    ConflictStatus,
    PrioritisationStatus,
    QuestionStatus,
    Status,
)

__all__ = [
    "AGENCY_ACTS",
    "AGREEMENT_ACTS",
    "BEING_DRAWN_UP",
    "BY_NOBODY",
    "CASE_ACTS",
    "COMPETES",
    "CONFLICT_ACTS",
    "DECIDED",
    "DIARY_ACTS",
    "LAST_OPEN",
    "OPEN",
    "PARTIES",
    "PRIORITISATION_ACTS",
    "QUESTION_ACTS",
    "REFUSAL_ACTS",
    "REQUEST_ACTS",
    "STANDS",
    "TO_ALLOCATE",
    "UNDERTAKEN",
    "AgreementStatus",
    "CommunicationStatus",
    "ConflictStatus",
    "PrioritisationStatus",
    "QuestionStatus",
    "Status",
]

ACTS.update(
    REQUEST_ACTS
    | REFUSAL_ACTS
    | CASE_ACTS
    | QUESTION_ACTS
    | CONFLICT_ACTS
    | PRIORITISATION_ACTS
    | AGREEMENT_ACTS
    | DIARY_ACTS
    | AGENCY_ACTS
)
