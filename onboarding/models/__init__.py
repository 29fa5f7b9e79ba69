"""7–10 §§: from registered interest to refusal, or to agreement and connection."""

from .access import Access, AccessBasis
from .agreement import Agreement, AgreementLine, Signature
from .allocation import Allocation, Assessment, Gain, ProposedAssessment
from .appeal import AppealChoice
from .attachment import Attachment, ScanState
from .communication import Communication, NotCommunicated
from .conflict import ConflictGround, ConflictOutcome, ConflictReport
from .connection import Connection
from .diary import DiaryCase, DiaryEntry, PublicEntry, SecrecyMarking
from .diary_series import DiarySeries
from .document import Document, DocumentKind
from .guest import GuestAddress, InterestRegistrationUserObjectPermission
from .interest import InterestRegistration
from .message import Message, MessageKind, Note
from .officer import CaseOfficer
from .personal_data import PersonalDataTerms, SubProcessor
from .prioritisation import Competitor, Opinion, Prioritisation, PrioritisationDocument
from .refusal import Refusal, RefusalAnnex, RefusalCorrection, RefusalGround
from .refusal_change import RefusalChange
from .refusal_draft import RefusalDraft
from .requested_service import RequestedService
from .saved_filter import SavedFilter
from .step_request import DraftStep, StepRequest
from .target import Target
from .way_in import CameBy

__all__ = [
    "Access",
    "AccessBasis",
    "Agreement",
    "AgreementLine",
    "Allocation",
    "AppealChoice",
    "Assessment",
    "Attachment",
    "CameBy",
    "CaseOfficer",
    "Communication",
    "Competitor",
    "ConflictGround",
    "ConflictOutcome",
    "ConflictReport",
    "Connection",
    "DiaryCase",
    "DiaryEntry",
    "DiarySeries",
    "Document",
    "DocumentKind",
    "DraftStep",
    "Gain",
    "GuestAddress",
    "InterestRegistration",
    "InterestRegistrationUserObjectPermission",
    "Message",
    "MessageKind",
    "NotCommunicated",
    "Note",
    "Opinion",
    "PersonalDataTerms",
    "Prioritisation",
    "PrioritisationDocument",
    "ProposedAssessment",
    "PublicEntry",
    "Refusal",
    "RefusalAnnex",
    "RefusalChange",
    "RefusalCorrection",
    "RefusalDraft",
    "RefusalGround",
    "RequestedService",
    "SavedFilter",
    "ScanState",
    "SecrecyMarking",
    "Signature",
    "StepRequest",
    "SubProcessor",
    "Target",
]
