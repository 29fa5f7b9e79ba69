"""Acts on a requested service: allocated, heard of, refused, taken on, connected; and what they ask of each other."""

from registry.ordinance import Part
from registry.workflow import (
    DECISION_MAKERS,
    PRACTICE,
    SILENT,
    Paper,
    Recipient,
    Sending,
    Special,
    Telling,
    act,
    quiet,
)

from .states import (
    BY_NOBODY,
    COMPETES,
    DECIDED,
    OPEN,
    CommunicationStatus,
    QuestionStatus,
    Status,
)

BOTH_SIDES = (Recipient.AGENCY, Recipient.COORDINATOR)

REQUEST_ACTS = {
    "onboarding.register": act(
        "Anmäl intresse",
        "7 §",
        Part.APPLICANT,
        sources=[Status.DRAFT],
        target=Status.REGISTERED,
        diary=Sending("Intresseanmälan", to=(Recipient.COORDINATOR,)),
        notices=[Telling("registered", to=(Recipient.AGENCY,)), Telling("received", to=(Recipient.COORDINATOR,))],
        paper="filing.keep_receipt",
    ),
    "onboarding.withdraw": act(
        "Återkalla",
        PRACTICE,
        Part.APPLICANT,
        sources=[Status.REGISTERED, Status.ALLOCATED, Status.REFUSED, Status.ACCEPTED],
        target=Status.WITHDRAWN,
        diary=Sending("Återkallelse av efterfrågad tjänst", to=(Recipient.COORDINATOR, Recipient.SUPPLIER_BEFORE)),
        notices=Telling("withdrawn", to=(Recipient.COORDINATOR, Recipient.SUPPLIER_BEFORE)),
        paper=SILENT,
    ),
    "onboarding.allocate": act(
        "Fördela",
        "7 §",
        Part.COORDINATOR,
        sources=[Status.REGISTERED, Status.REFUSED],
        target=Status.ALLOCATED,
        diary=Sending("Fördelning enligt 7 §", to=(Recipient.SUPPLIER, Recipient.AGENCY)),
        notices=[
            Telling("allocated", to=(Recipient.SUPPLIER,), together="allocated_many"),
            Telling("allocated_agency", to=(Recipient.AGENCY,), together="allocated_many_agency"),
        ],
        paper=SILENT,
    ),
    "onboarding.reallocate": act(
        "Fördela om",
        "7 §",
        Part.COORDINATOR,
        sources=[Status.ALLOCATED],
        target=Status.ALLOCATED,
        diary=Sending(
            "Ändrad fördelning enligt 7 §", to=(Recipient.SUPPLIER, Recipient.AGENCY, Recipient.SUPPLIER_BEFORE)
        ),
        notices=[
            Telling("allocated", to=(Recipient.SUPPLIER,)),
            Telling("reallocated", to=(Recipient.AGENCY,)),
            Telling("taken_from", to=(Recipient.SUPPLIER_BEFORE,)),
        ],
        paper=SILENT,
    ),
    "onboarding.close": act(
        "Avsluta",
        PRACTICE,
        Part.COORDINATOR,
        sources=[Status.REGISTERED, Status.REFUSED],
        target=Status.CLOSED,
        diary=Sending("Avslut av efterfrågad tjänst", to=(Recipient.AGENCY,)),
        notices=Telling("closed", to=(Recipient.AGENCY,)),  # no supplier has it
        paper=SILENT,
    ),
    "onboarding.communicate": act(
        "Låt myndigheten yttra sig",
        "25 § FL",
        Part.SUPPLIER,
        sources=[Status.ALLOCATED, Status.ACCEPTED],
        diary=Sending("Tillfälle att yttra sig före beslut", to=(Recipient.AGENCY,)),
        notices=Telling("communicated", to=(Recipient.AGENCY,)),
        paper=SILENT,
    ),
    "onboarding.propose_refusal": act(
        "Förbered beslut att neka",
        "8 §",
        Part.SUPPLIER,
        sources=[Status.ALLOCATED, Status.ACCEPTED],
        private=True,
        diary=SILENT,  # a draft is no document yet (2 kap. 12 § TF)
        notices=Telling("refusal_proposed", to=(Recipient.DECIDERS,), page="refuse", page_of="thing"),
        paper=SILENT,
    ),
    "onboarding.refuse": act(
        "Neka anslutning",
        "8 §",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[Status.ALLOCATED, Status.ACCEPTED],
        target=Status.REFUSED,
        diary=[Sending("Beslut att neka anslutning", to=BOTH_SIDES), Special("secret annex")],
        notices=Telling("refused", to=BOTH_SIDES),
        paper=["refusal.keep_letter", Paper("refusal.keep_annex", when="annex")],
    ),
    # what follows when the supplier lifts its decision, and told with that
    "onboarding.lift": quiet(
        "Beslutet att neka upphävs", "37 § FL", BY_NOBODY, sources=[Status.REFUSED], target=Status.ALLOCATED
    ),
    "onboarding.ask": act(
        "Begär komplettering",
        "23 § FL",
        [Part.COORDINATOR, Part.SUPPLIER],
        sources=OPEN,
        diary=Sending("Begäran om komplettering", to=(Recipient.ADDRESSEES,)),
        notices=Telling("question", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
    # what the supplier finds out for itself is told with what it decides
    "onboarding.assess": quiet("Bedöm", "9 §", Part.SUPPLIER, sources=COMPETES),
    "onboarding.settle": act(
        "Enas om bedömningen",
        PRACTICE,
        Part.SUPPLIER,
        sources=COMPETES,
        diary=SILENT,
        notices=Telling(
            "joint_proposed", to=(Recipient.NAMED,), page="settle", page_of="thing"
        ),  # who is to confirm it
        paper=SILENT,
    ),
    "onboarding.accept": act(
        "Åta er tjänsten",
        PRACTICE,
        Part.SUPPLIER,
        sources=[Status.ALLOCATED],
        target=Status.ACCEPTED,
        diary=Sending("Åtagande om efterfrågad tjänst", to=(Recipient.AGENCY,)),
        notices=[
            Telling("accepted", to=(Recipient.AGENCY,)),
            Telling("accepted_coordinator", to=(Recipient.COORDINATOR,)),
        ],
        paper=SILENT,
    ),
    "onboarding.place": act(
        "Plats i ordningen",
        "9 §",
        BY_NOBODY,
        sources=COMPETES,
        diary=Sending("Plats i prioritering av {fact.service} (9 §)", to=(Recipient.AGENCY,)),
        notices=Telling("prioritised", to=(Recipient.AGENCY,)),
        paper=SILENT,  # the decision is one for all
    ),
    # told with the agreement that it is a part of
    "onboarding.agree": quiet(
        "Överenskommelsen ingås", "10 §", BY_NOBODY, sources=[Status.ACCEPTED], target=Status.AGREED
    ),
    "onboarding.connect": act(
        "Markera som ansluten",
        "10 §",
        Part.SUPPLIER,
        sources=[Status.AGREED],
        target=Status.CONNECTED,
        diary=Sending("Uppgift om gjord anslutning", to=BOTH_SIDES),
        notices=Telling("connected", to=BOTH_SIDES),
        paper=SILENT,
    ),
}

REFUSAL_ACTS = {
    "onboarding.reply": act(
        "Yttra er",
        "25 § FL",
        Part.APPLICANT,
        sources=[CommunicationStatus.SENT],
        diary=Sending("Yttrande före beslut", to=(Recipient.SUPPLIER,)),
        notices=Telling("replied", to=(Recipient.SUPPLIER,)),
        paper=SILENT,
    ),
    "onboarding.correct": act(
        "Rätta skrivfel",
        "36 § FL",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[DECIDED],
        diary=Sending("Rättelse av beslut {fact.refusal}", to=BOTH_SIDES),
        notices=Telling("corrected", to=BOTH_SIDES),
        paper="refusal.keep_correction",
    ),
    "onboarding.reconsider": act(
        "Ändra beslutet",
        "37 § FL",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[DECIDED],
        diary=Sending("Beslut som ändrar beslut {fact.refusal}", to=BOTH_SIDES),
        notices=Telling("refusal_changed", to=BOTH_SIDES),
        paper="refusal.keep_change",
    ),
    "onboarding.open_annex": quiet("Öppna sekretessbelagd bilaga", "OSL", list(Part), sources=[DECIDED]),
}

QUESTION_ACTS = {
    "onboarding.answer": act(
        "Svara",
        "23 § FL",
        Part.APPLICANT,
        sources=[QuestionStatus.OPEN],
        diary=Sending("Svar på begäran om komplettering", to=(Recipient.ADDRESSEES,)),
        notices=Telling("answer", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
    "onboarding.take_back": act(
        "Ta tillbaka frågan",
        "23 § FL",
        [Part.COORDINATOR, Part.SUPPLIER],
        sources=[QuestionStatus.OPEN],
        diary=Sending("Återtagen begäran om komplettering", to=(Recipient.ADDRESSEES,)),
        notices=Telling("taken_back", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
}
