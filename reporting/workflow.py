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
    SILENT = "silent", "Lämnas inte"


HEARD = {RequestStatus.ANSWERED, RequestStatus.SILENT}  # nobody is waited for


class ReplyStatus(TextChoices):
    """Where a question about data, or a comment on the draft, stands."""

    OPEN = "open", "Väntar på svar"
    ANSWERED = "answered", "Besvarad"


R, D, A = ReportStatus, RequestStatus, ReplyStatus

REPORT_ACTS = {
    "reporting.open_report": act("Öppna årets redovisning", "11 §", Part.COORDINATOR),
    "reporting.request_data": act("Begär underlag", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.share": act("Lämna utkastet till leverantörsmyndigheterna", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.comment": act("Lämna synpunkt på utkastet", "11 §", Part.SUPPLIER, sources=[R.OPEN]),
    "reporting.narrate": act("Skriv text", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.make": act("Framställ redovisningen", "11 §", Part.COORDINATOR, sources=[R.OPEN]),
    "reporting.decide": act(
        "Besluta redovisningen", "11 §", Part.COORDINATOR, DECISION_MAKERS, sources=[R.OPEN], target=R.DECIDED
    ),
    "reporting.send": act("Notera att redovisningen är lämnad", "11 §", Part.COORDINATOR, sources=[R.DECIDED]),
    "reporting.correct_report": act(
        "Rätta i en ny utgåva", "11 §", Part.COORDINATOR, DECISION_MAKERS, sources=[R.DECIDED]
    ),
    "reporting.open_annex": act("Öppna bilagan med sekretess", "OSL", Part.COORDINATOR, sources=[R.OPEN, R.DECIDED]),
}

REQUEST_ACTS = {
    "reporting.answer": act(
        "Lämna underlag", "11 §", Part.SUPPLIER, sources=[D.SENT, D.STARTED, D.SILENT], target=D.STARTED
    ),
    "reporting.confirm": act(
        "Bekräfta underlaget", "11 §", Part.SUPPLIER, DECISION_MAKERS, sources=[D.STARTED], target=D.ANSWERED
    ),
    "reporting.question": act(
        "Ställ en fråga om underlaget", "11 §", Part.COORDINATOR, sources=[D.STARTED, D.ANSWERED], target=D.STARTED
    ),
    "reporting.note_silence": act(
        "Notera att underlag inte lämnas", "11 §", Part.COORDINATOR, sources=[D.SENT, D.STARTED], target=D.SILENT
    ),
}

ABOUT_ACTS = {
    "reporting.reply": act("Svara på frågan", "11 §", Part.SUPPLIER, sources=[A.OPEN]),
    "reporting.settle_comment": act("Besvara synpunkten", "11 §", Part.COORDINATOR, sources=[A.OPEN]),
}

ACTS.update(REPORT_ACTS | REQUEST_ACTS | ABOUT_ACTS)
