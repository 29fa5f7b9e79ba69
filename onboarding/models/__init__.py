"""7–10 §§: from registered interest to refusal, or to agreement and connection."""

from .agreement import Agreement, AgreementLine, Signature
from .allocation import Allocation, Assessment, Gain, Ground, Refusal
from .connection import Connection
from .diary_series import DiarySeries
from .document import Document
from .guest import InterestRegistrationUserObjectPermission
from .interest import InterestRegistration
from .personal_data import PersonalDataTerms, SubProcessor
from .requested_service import RequestedService

__all__ = [
    "Agreement",
    "AgreementLine",
    "Allocation",
    "Assessment",
    "Connection",
    "DiarySeries",
    "Document",
    "Gain",
    "Ground",
    "InterestRegistration",
    "InterestRegistrationUserObjectPermission",
    "PersonalDataTerms",
    "Refusal",
    "RequestedService",
    "Signature",
    "SubProcessor",
]
