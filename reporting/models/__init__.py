"""11 §: the account to the Government, and the data that the suppliers deliver for it."""

from .comment import Comment
from .data_question import DataQuestion
from .data_request import DataRequest
from .dispatch import Dispatch
from .document import ReportDocument
from .passage import Chapter, Passage
from .report import Report
from .reported_agreement import ReportedAgreement
from .service_year import MeasureState, ServiceYear, UnitBasis

__all__ = [
    "Chapter",
    "Comment",
    "DataQuestion",
    "DataRequest",
    "Dispatch",
    "MeasureState",
    "Passage",
    "Report",
    "ReportDocument",
    "ReportedAgreement",
    "ServiceYear",
    "UnitBasis",
]
