"""3–6 §§: who takes part, what is offered, and the journal of every act."""

from .agency import Agency, AgencyKind, RegisterEdition, RegisterEntry
from .capacity import Capacity
from .journal_entry import JournalEntry
from .mandate import Mandate
from .model_document import ModelDocument
from .notice import Notice
from .person import Membership, User
from .preparedness import Preparedness
from .service import Service, ServiceCategory, ServiceDescription

__all__ = [
    "Agency",
    "AgencyKind",
    "Capacity",
    "JournalEntry",
    "Mandate",
    "Membership",
    "ModelDocument",
    "Notice",
    "Preparedness",
    "RegisterEdition",
    "RegisterEntry",
    "Service",
    "ServiceCategory",
    "ServiceDescription",
    "User",
]
