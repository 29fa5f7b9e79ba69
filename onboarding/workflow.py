"""7–10 §§ as a table: every act, who may do it, from which state it starts, to which it leads, and what follows from it."""

from django.db.models import TextChoices

from registry.ordinance import Part
from registry.workflow import (
    ACTS,
    BY_ITSELF,
    DECISION_MAKERS,
    SILENT,
    Paper,
    Recipient,
    Sending,
    Special,
    Telling,
    act,
    quiet,
)


class Status(TextChoices):
    """Where one requested service stands."""

    DRAFT = "draft", "Utkast"
    REGISTERED = "registered", "Anmäld"
    ALLOCATED = "allocated", "Fördelad"
    REFUSED = "refused", "Nekad"
    ACCEPTED = "accepted", "Åtagen"
    AGREED = "agreed", "Överenskommen"
    CONNECTED = "connected", "Ansluten"
    WITHDRAWN = "withdrawn", "Återkallad"
    CLOSED = "closed", "Avslutad"


class AgreementStatus(TextChoices):
    DRAFT = "draft", "Utkast"
    READY = "ready", "Klar att underteckna"
    IN_FORCE = "in_force", "Ingången"
    CANCELLED = "cancelled", "Avbruten"


class QuestionStatus(TextChoices):
    """Where a question for completion stands; it lapses when the requested service goes on to another state."""

    OPEN = "open", "Väntar på svar"
    ANSWERED = "answered", "Besvarad"
    TAKEN_BACK = "taken_back", "Återtagen"
    LAPSED = "lapsed", "Inte längre aktuell"


class CommunicationStatus(TextChoices):
    """Where the hearing of the agency before a refusal stands."""

    SENT = "sent", "Väntar på svar"
    REPLIED = "replied", "Besvarad"
    LAPSED = "lapsed", "Inte längre aktuell"


DECIDED = "decided"  # a refusal has no other state


class ConflictStatus(TextChoices):
    """Where a report of conflict of interest stands."""

    REPORTED = "reported", "Väntar på prövning"
    DECIDED = "decided", "Prövad"


class PrioritisationStatus(TextChoices):
    OPEN = "open", "Pågår"
    DECIDED = "decided", "Beslutad"
    CANCELLED = "cancelled", "Avbruten"


S, A, Q, P = Status, AgreementStatus, QuestionStatus, PrioritisationStatus
OPEN = [S.REGISTERED, S.ALLOCATED, S.REFUSED, S.ACCEPTED, S.AGREED]
STANDS = [S.ALLOCATED, S.ACCEPTED, S.AGREED, S.CONNECTED]  # with one current allocation
UNDERTAKEN = [S.ACCEPTED, S.AGREED, S.CONNECTED]  # by a supplier, with a service of its own
BEING_DRAWN_UP = [A.DRAFT, A.READY]
COMPETES = [S.ALLOCATED, S.ACCEPTED]  # for the supplier's capacity
PARTIES = [Part.APPLICANT, Part.SUPPLIER]
FOLLOWS = []  # nobody's to do: it follows from another act, as from the last signature

BOTH_SIDES = (Recipient.AGENCY, Recipient.COORDINATOR)

REQUEST_ACTS = {
    "onboarding.register": act(
        "Anmäl intresse",
        "7 §",
        Part.APPLICANT,
        sources=[S.DRAFT],
        target=S.REGISTERED,
        diary=Sending("Intresseanmälan", to=(Recipient.COORDINATOR,)),
        notices=[Telling("registered", to=(Recipient.AGENCY,)), Telling("received", to=(Recipient.COORDINATOR,))],
        paper="filing.keep_receipt",
    ),
    "onboarding.withdraw": act(
        "Återkalla",
        "7 §",
        Part.APPLICANT,
        sources=[S.REGISTERED, S.ALLOCATED, S.REFUSED, S.ACCEPTED],
        target=S.WITHDRAWN,
        diary=Sending("Återkallelse av efterfrågad tjänst", to=(Recipient.COORDINATOR, Recipient.SUPPLIER_BEFORE)),
        notices=Telling("withdrawn", to=(Recipient.COORDINATOR, Recipient.SUPPLIER_BEFORE)),
        paper=SILENT,
    ),
    "onboarding.allocate": act(
        "Fördela",
        "7 §",
        Part.COORDINATOR,
        sources=[S.REGISTERED, S.REFUSED],
        target=S.ALLOCATED,
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
        sources=[S.ALLOCATED],
        target=S.ALLOCATED,
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
        "7 §",
        Part.COORDINATOR,
        sources=[S.REGISTERED, S.REFUSED],
        target=S.CLOSED,
        diary=Sending("Avslut av efterfrågad tjänst", to=(Recipient.AGENCY,)),
        notices=Telling("closed", to=(Recipient.AGENCY,)),  # no supplier has it
        paper=SILENT,
    ),
    "onboarding.communicate": act(
        "Låt myndigheten yttra sig",
        "25 § FL",
        Part.SUPPLIER,
        sources=[S.ALLOCATED, S.ACCEPTED],
        diary=Sending("Tillfälle att yttra sig före beslut", to=(Recipient.AGENCY,)),
        notices=Telling("communicated", to=(Recipient.AGENCY,)),
        paper=SILENT,
    ),
    "onboarding.propose_refusal": act(
        "Förbered beslut att neka",
        "8 §",
        Part.SUPPLIER,
        sources=[S.ALLOCATED, S.ACCEPTED],
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
        sources=[S.ALLOCATED, S.ACCEPTED],
        target=S.REFUSED,
        diary=[Sending("Beslut att neka anslutning", to=BOTH_SIDES), Special("secret annex")],
        notices=Telling("refused", to=BOTH_SIDES),
        paper=["refusal.keep_letter", Paper("refusal.keep_annex", when="annex")],
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
    "onboarding.settle": quiet("Enas om bedömningen", "9 §", Part.SUPPLIER, sources=COMPETES),
    "onboarding.accept": act(
        "Åta er tjänsten",
        "7 §",
        Part.SUPPLIER,
        sources=[S.ALLOCATED],
        target=S.ACCEPTED,
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
        FOLLOWS,
        sources=COMPETES,
        diary=Sending("Plats i prioritering av {fact.service} (9 §)", to=(Recipient.AGENCY,)),
        notices=Telling("prioritised", to=(Recipient.AGENCY,)),
        paper=SILENT,  # the decision is one for all
    ),
    # told with the agreement that it is a part of
    "onboarding.agree": quiet("Överenskommelsen ingås", "10 §", FOLLOWS, sources=[S.ACCEPTED], target=S.AGREED),
    "onboarding.connect": act(
        "Markera som ansluten",
        "10 §",
        Part.SUPPLIER,
        sources=[S.AGREED],
        target=S.CONNECTED,
        diary=Sending("Uppgift om gjord anslutning", to=BOTH_SIDES),
        notices=Telling("connected", to=BOTH_SIDES),
        paper=SILENT,
    ),
}

CASE_ACTS = {
    # nobody but the agency knows of its draft
    "onboarding.draft": quiet("Ny intresseanmälan", "7 §", Part.APPLICANT, private=True),
    "onboarding.edit": quiet("Ändra utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.discard": quiet("Ta bort utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.hand_over": act(
        "Lämna till beslutsfattare",
        "7 §",
        Part.APPLICANT,
        private=True,
        diary=SILENT,
        notices=Telling("handed_over", to=(Recipient.DECIDERS,)),
        paper=SILENT,
    ),
    "onboarding.draw_up": act(
        "Upprätta överenskommelse",
        "10 §",
        PARTIES,
        diary=Sending("Förslag till överenskommelse {fact}", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("drawn_up", to=(Recipient.AGREEMENT_OTHERS,)),
        paper=SILENT,  # drawn when it is entered
    ),
    "onboarding.message": act(
        "Skriv meddelande",
        "8 § FL",
        list(Part),
        diary=Sending("Meddelande", to=(Recipient.ADDRESSEES,)),
        notices=Telling("message", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
    "onboarding.enter_by_hand": act(
        "Registrera en handling", "OSL 5 kap. 1 §", list(Part), diary=BY_ITSELF, notices=SILENT, paper=SILENT
    ),
    "onboarding.note_down": quiet("Anteckna internt", "27 § FL", list(Part)),
    "onboarding.report_conflict": act(
        "Anmäl jäv",
        "18 § FL",
        list(Part),
        diary=SILENT,  # of the person, within one agency
        notices=Telling("conflict_reported", to=(Recipient.DECIDERS,), page="conflict", page_of="fact"),
        paper=SILENT,
    ),
    "onboarding.attach": act(
        "Lägg till bilaga",
        "OSL 5 kap. 1 §",
        list(Part),
        diary=Sending("Bilaga", to=(Recipient.CASE_PARTIES,)),
        notices=Telling("attached", to=(Recipient.CASE_OTHERS,)),
        paper=SILENT,
    ),
    "onboarding.detach": quiet("Ta bort bilagan", "7 §", Part.APPLICANT, private=True),
    "onboarding.scan": act(
        "Genomsök bilaga",
        "OSL 4 kap.",
        FOLLOWS,
        diary=SILENT,
        notices=Telling("infected", to=(Recipient.UPLOADER,)),
        paper=SILENT,
    ),
    # whether anybody logs in with the address is neither told nor shown
    "onboarding.let_in": quiet(
        "Ge en namngiven person tillgång", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.let_out": quiet(
        "Ta bort tillgången", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.make_confidential": act(
        "Begränsa till namngivna personer",
        "OSL 8 kap.",
        [Part.APPLICANT, Part.COORDINATOR],
        DECISION_MAKERS,
        diary=SILENT,  # an entry would tell the agency's other people of it
        notices=Telling("confidential", to=(Recipient.CASE_PARTIES,)),
        paper=SILENT,
    ),
    # those named know of the case already, and the others find it when they have to do with it
    "onboarding.open_up": quiet(
        "Ta bort begränsningen", "OSL 8 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.name_colleague": act(
        "Ange vem hos er som får känna till ärendet",
        "OSL 8 kap.",
        list(Part),
        DECISION_MAKERS,
        diary=SILENT,
        notices=Telling("named", to=(Recipient.NAMED,), key="{fact.pk}/{today}"),
        paper=SILENT,
    ),
    # who is told that it is over is told that the case exists
    "onboarding.unname": quiet("Ta bort en namngiven hos er", "OSL 8 kap.", list(Part), DECISION_MAKERS),
    "onboarding.open_confidential": quiet("Öppna ärende som är begränsat", "OSL 4 kap.", FOLLOWS),
}

# an agency's own diary is nobody else's, and what is done with an entry is no document
DIARY_ACTS = {
    "onboarding.hide": quiet("Dölj i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.show": quiet("Visa i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.mark_secret": quiet("Sekretessmarkera", "OSL 5 kap. 5 §", list(Part)),
    "onboarding.unmark": quiet("Ta bort markeringen", "OSL 5 kap. 5 §", list(Part)),
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
    "onboarding.open_annex": quiet("Öppna sekretessbelagd bilaga", "OSL", list(Part), sources=[DECIDED]),
}

QUESTION_ACTS = {
    "onboarding.answer": act(
        "Svara",
        "23 § FL",
        Part.APPLICANT,
        sources=[Q.OPEN],
        diary=Sending("Svar på begäran om komplettering", to=(Recipient.ADDRESSEES,)),
        notices=Telling("answer", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
    "onboarding.take_back": act(
        "Ta tillbaka frågan",
        "23 § FL",
        [Part.COORDINATOR, Part.SUPPLIER],
        sources=[Q.OPEN],
        diary=Sending("Återtagen begäran om komplettering", to=(Recipient.ADDRESSEES,)),
        notices=Telling("taken_back", to=(Recipient.ADDRESSEES,)),
        paper=SILENT,
    ),
}

CONFLICT_ACTS = {
    "onboarding.decide_conflict": act(
        "Pröva jäv",
        "18 § FL",
        list(Part),
        DECISION_MAKERS,
        sources=[ConflictStatus.REPORTED],
        diary=SILENT,  # as the report
        notices=Telling("conflict_decided", to=(Recipient.NAMED,), page="conflict", page_of="fact"),
        paper=SILENT,
    ),
}

PRIORITISATION_ACTS = {
    # within the supplier until an order is decided: each competitor is told of its own place alone
    "onboarding.declare_shortage": quiet("Påbörja prioritering", "9 §", Part.SUPPLIER),
    "onboarding.change_competitors": quiet("Ändra vilka som konkurrerar", "9 §", Part.SUPPLIER, sources=[P.OPEN]),
    "onboarding.prioritise": act(
        "Besluta om ordningen",
        "9 §",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[P.OPEN],
        target=P.DECIDED,
        diary=BY_ITSELF,  # a matter of its own: it belongs to no single case
        notices=Telling("prioritised_coordinator", to=(Recipient.COORDINATOR,), page="prioritisation", page_of="fact"),
        paper="priority.keep_decision",
    ),
    "onboarding.cancel_prioritisation": quiet(
        "Avbryt prioriteringen", "9 §", Part.SUPPLIER, sources=[P.OPEN], target=P.CANCELLED
    ),
}

AGREEMENT_ACTS = {
    # the parties write it together, and are told when the content is fixed
    "onboarding.revise": quiet("Ändra överenskommelsen", "10 §", PARTIES, sources=[A.DRAFT]),
    "onboarding.present": act(
        "Lägg fram för undertecknande",
        "10 §",
        PARTIES,
        sources=[A.DRAFT],
        target=A.READY,
        diary=Sending("Överenskommelse {fact} för undertecknande", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("presented", to=(Recipient.AGREEMENT_DECIDERS,)),
        paper=SILENT,
    ),
    "onboarding.reopen": act(
        "Ta tillbaka för ändring",
        "10 §",
        PARTIES,
        sources=[A.READY],
        target=A.DRAFT,
        diary=Sending("Återtagande av förslag till överenskommelse {fact}", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("reopened", to=(Recipient.AGREEMENT_OTHERS,)),
        paper=SILENT,
    ),
    # the others' decision makers were asked when it was presented; with the last signature it is entered
    "onboarding.sign": quiet("Underteckna", "10 §", PARTIES, DECISION_MAKERS, sources=[A.READY]),
    "onboarding.enter": act(
        "Överenskommelsen ingås",
        "10 §",
        FOLLOWS,
        sources=[A.READY],
        target=A.IN_FORCE,
        diary=[
            Sending("Ingången överenskommelse {fact}", sender=Recipient.AGREEMENT_PARTIES),
            Sending(
                "Underrättelse om ingången överenskommelse {fact}",
                to=(Recipient.COORDINATOR,),
                sender=Recipient.AGREEMENT_SUPPLIERS,
            ),  # third paragraph
        ],
        notices=[
            Telling("notified", to=(Recipient.COORDINATOR,)),
            Telling("entered", to=(Recipient.AGREEMENT_PARTIES,)),
        ],
        paper="agreement.keep_paper",
    ),
    "onboarding.cancel": act(
        "Avbryt överenskommelsen",
        "10 §",
        PARTIES,
        sources=[A.DRAFT, A.READY],
        target=A.CANCELLED,
        diary=Sending("Avbrytande av förslag till överenskommelse {fact}", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("cancelled", to=(Recipient.AGREEMENT_OTHERS,)),
        paper=SILENT,
    ),
}

ACTS.update(
    REQUEST_ACTS
    | REFUSAL_ACTS
    | CASE_ACTS
    | QUESTION_ACTS
    | CONFLICT_ACTS
    | PRIORITISATION_ACTS
    | AGREEMENT_ACTS
    | DIARY_ACTS
)
