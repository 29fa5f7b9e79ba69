"""3–6 §§: who takes part, what is offered, and the journal of every act."""

from .agency import Agency, AgencyKind, RegisterEdition, RegisterEntry
from .journal_entry import JournalEntry
from .mandate import Mandate
from .model_document import ModelDocument
from .person import Membership, User
from .preparedness import Preparedness
from .service import Service, ServiceCategory, ServiceDescription

__all__ = [
    "Agency",
    "AgencyKind",
    "JournalEntry",
    "Mandate",
    "Membership",
    "ModelDocument",
    "Preparedness",
    "RegisterEdition",
    "RegisterEntry",
    "Service",
    "ServiceCategory",
    "ServiceDescription",
    "User",
]
