"""11 § as a table: every act, who may do it, from which state it starts, to which it leads, and what follows from it."""

from django.db.models import TextChoices

from registry.ordinance import Part
from registry.workflow import ACTS, BY_ITSELF, DECISION_MAKERS, SILENT, Recipient, Telling, act, quiet


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


REPORT_ACTS = {
    "reporting.open_report": quiet("Öppna årets redovisning", "11 §", Part.COORDINATOR),
    "reporting.request_data": act(
        "Begär underlag",
        "11 §",
        Part.COORDINATOR,
        sources=[ReportStatus.OPEN],
        diary=SILENT,
        notices=Telling(
            "requested", to=(Recipient.SUPPLIER,), key="{fact.pk}", page="answer_data_request", page_of="fact"
        ),
        paper=SILENT,
    ),
    "reporting.share": act(
        "Lämna utkastet till leverantörsmyndigheterna",
        "11 §",
        Part.COORDINATOR,
        sources=[ReportStatus.OPEN],
        diary=SILENT,  # a draft
        notices=Telling(
            "shared",
            to=(Recipient.SUPPLIERS_ASKED,),
            key="{fact.pk}/{fact.shared_at}",
            page="report",
            page_of="fact",
        ),
        paper=SILENT,
    ),
    "reporting.comment": act(
        "Lämna synpunkt på utkastet",
        "11 §",
        Part.SUPPLIER,
        sources=[ReportStatus.OPEN],
        diary=SILENT,
        notices=Telling("commented", to=(Recipient.COORDINATOR,), key="{fact.pk}", page="report", page_of="report"),
        paper=SILENT,
    ),
    "reporting.narrate": quiet("Skriv text", "11 §", Part.COORDINATOR, sources=[ReportStatus.OPEN]),
    "reporting.make": act(
        "Framställ redovisningen",
        "11 §",
        Part.COORDINATOR,
        sources=[ReportStatus.OPEN],
        diary=SILENT,
        notices=SILENT,  # the coordinator sees on the page how far it is
        paper=BY_ITSELF,  # one for each revision
    ),
    "reporting.decide_report": act(
        "Besluta redovisningen",
        "11 §",
        Part.COORDINATOR,
        DECISION_MAKERS,
        sources=[ReportStatus.OPEN],
        target=ReportStatus.DECIDED,
        diary=BY_ITSELF,  # a matter of its own, whose number stands in the decision
        notices=Telling("decided", to=(Recipient.SUPPLIERS,), key="{fact.pk}", page="report", page_of="fact"),
        paper=BY_ITSELF,
    ),
    "reporting.send_report": act(
        "Notera att redovisningen är lämnad",
        "11 §",
        Part.COORDINATOR,
        sources=[ReportStatus.DECIDED],
        diary=BY_ITSELF,  # to the Government, which has no diary here
        notices=SILENT,
        paper=SILENT,
    ),
    "reporting.correct_report": quiet(
        "Rätta i en ny utgåva", "11 §", Part.COORDINATOR, DECISION_MAKERS, sources=[ReportStatus.DECIDED]
    ),  # told when the new edition is decided
    "reporting.open_annex": quiet(
        "Öppna bilagan med sekretess", "OSL", Part.COORDINATOR, sources=[ReportStatus.OPEN, ReportStatus.DECIDED]
    ),
}

REQUEST_ACTS = {
    "reporting.answer_data_request": quiet(
        "Lämna underlag",
        "11 §",
        Part.SUPPLIER,
        sources=[RequestStatus.SENT, RequestStatus.STARTED, RequestStatus.SILENT],
        target=RequestStatus.STARTED,
    ),  # told when it is confirmed
    "reporting.confirm": act(
        "Bekräfta underlaget",
        "11 §",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[RequestStatus.STARTED],
        target=RequestStatus.ANSWERED,
        diary=SILENT,
        notices=Telling(
            "confirmed",
            to=(Recipient.COORDINATOR,),
            key="{fact.pk}/{fact.confirmed_at}",
            page="report",
            page_of="report",
        ),
        paper=SILENT,
    ),
    "reporting.question": act(
        "Ställ en fråga om underlaget",
        "11 §",
        Part.COORDINATOR,
        sources=[RequestStatus.STARTED, RequestStatus.ANSWERED],
        target=RequestStatus.STARTED,
        diary=SILENT,
        notices=Telling(
            "questioned", to=(Recipient.SUPPLIER,), key="{fact.pk}", page="answer_data_request", page_of="request"
        ),
        paper=SILENT,
    ),
    "reporting.note_silence": act(
        "Notera att underlag inte lämnas",
        "11 §",
        Part.COORDINATOR,
        sources=[RequestStatus.SENT, RequestStatus.STARTED],
        target=RequestStatus.SILENT,
        diary=SILENT,
        notices=Telling(
            "silent",
            to=(Recipient.SUPPLIER,),
            key="{fact.pk}/{fact.silent_noted_at}",
            page="answer_data_request",
            page_of="fact",
        ),
        paper=SILENT,
    ),
}

ABOUT_ACTS = {
    "reporting.answer_question": act(
        "Svara på frågan",
        "11 §",
        Part.SUPPLIER,
        sources=[ReplyStatus.OPEN],
        diary=SILENT,
        notices=Telling(
            "replied", to=(Recipient.COORDINATOR,), key="{fact.pk}", page="report", page_of="request.report"
        ),
        paper=SILENT,
    ),
    "reporting.settle_comment": act(
        "Besvara synpunkten",
        "11 §",
        Part.COORDINATOR,
        sources=[ReplyStatus.OPEN],
        diary=SILENT,
        notices=Telling("settled", to=(Recipient.SUPPLIER,), key="{fact.pk}", page="report", page_of="report"),
        paper=SILENT,
    ),
}

ACTS.update(REPORT_ACTS | REQUEST_ACTS | ABOUT_ACTS)
