"""11 § as a table: every act, who may do it, from which state it starts and to which it leads."""

from django.db.models import TextChoices

from registry.ordinance import Part
from registry.workflow import ACTS, DECISION_MAKERS, act


class ReportStatus(TextChoices):
    OPEN = "open", "Öppen"
    DECIDED = "decided", "Beslutad"


class RequestStatus(TextChoices):
    """Where a supplier's data stand. Only what its decision maker has confirmed is answered."""

    SENT = "sent", "Begärt"
    STARTED = "started", "Påbörjat"
    ANSWERED = "answered", "Lämnat"


R, D = ReportStatus, RequestStatus

REPORT_ACTS = {
    "reporting.open_report": act("Öppna årets redovisning", "11 §", Part.COORDINATOR),
    "reporting.request_data": act("Begär underlag", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.narrate": act("Skriv text", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.make": act("Framställ redovisningen", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.decide": act(
        "Besluta redovisningen", "11 §", Part.COORDINATOR, DECISION_MAKERS, sources=[R.OPEN], target=R.DECIDED
    ),
}

REQUEST_ACTS = {
    "reporting.answer": act("Lämna underlag", "11 §", Part.SUPPLIER, sources=[D.SENT, D.STARTED], target=D.STARTED),
    "reporting.confirm": act(
        "Bekräfta underlaget", "11 §", Part.SUPPLIER, DECISION_MAKERS, sources=[D.STARTED], target=D.ANSWERED
    ),
}

ACTS.update(REPORT_ACTS | REQUEST_ACTS)
