"""7–10 §§ as a table: every act, who may do it, from which state it starts and to which it leads."""

from django.db.models import TextChoices

from registry.ordinance import Part
from registry.workflow import ACTS, DECISION_MAKERS, act


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
FOLLOWS = []  # nobody's to do: it follows from the last signature

REQUEST_ACTS = {
    "onboarding.register": act("Anmäl intresse", "7 §", Part.APPLICANT, sources=[S.DRAFT], target=S.REGISTERED),
    "onboarding.withdraw": act(
        "Återkalla",
        "7 §",
        Part.APPLICANT,
        sources=[S.REGISTERED, S.ALLOCATED, S.REFUSED, S.ACCEPTED],
        target=S.WITHDRAWN,
    ),
    "onboarding.allocate": act(
        "Fördela", "7 §", Part.COORDINATOR, sources=[S.REGISTERED, S.REFUSED], target=S.ALLOCATED
    ),
    "onboarding.reallocate": act("Fördela om", "7 §", Part.COORDINATOR, sources=[S.ALLOCATED], target=S.ALLOCATED),
    "onboarding.close": act("Avsluta", "7 §", Part.COORDINATOR, sources=[S.REGISTERED, S.REFUSED], target=S.CLOSED),
    "onboarding.communicate": act(
        "Låt myndigheten yttra sig", "25 § FL", Part.SUPPLIER, sources=[S.ALLOCATED, S.ACCEPTED]
    ),
    "onboarding.propose_refusal": act(
        "Förbered beslut att neka", "8 §", Part.SUPPLIER, sources=[S.ALLOCATED, S.ACCEPTED], private=True
    ),
    "onboarding.refuse": act(
        "Neka anslutning", "8 §", Part.SUPPLIER, DECISION_MAKERS, sources=[S.ALLOCATED, S.ACCEPTED], target=S.REFUSED
    ),
    "onboarding.ask": act("Begär komplettering", "23 § FL", [Part.COORDINATOR, Part.SUPPLIER], sources=OPEN),
    "onboarding.assess": act("Bedöm", "9 §", Part.SUPPLIER, sources=COMPETES),
    "onboarding.settle": act("Enas om bedömningen", "9 §", Part.SUPPLIER, sources=COMPETES),
    "onboarding.accept": act("Åta er tjänsten", "7 §", Part.SUPPLIER, sources=[S.ALLOCATED], target=S.ACCEPTED),
    "onboarding.agree": act("Överenskommelsen ingås", "10 §", FOLLOWS, sources=[S.ACCEPTED], target=S.AGREED),
    "onboarding.connect": act("Markera som ansluten", "10 §", Part.SUPPLIER, sources=[S.AGREED], target=S.CONNECTED),
}

CASE_ACTS = {
    "onboarding.draft": act("Ny intresseanmälan", "7 §", Part.APPLICANT, private=True),
    "onboarding.edit": act("Ändra utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.discard": act("Ta bort utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.hand_over": act("Lämna till beslutsfattare", "7 §", Part.APPLICANT, private=True),
    "onboarding.draw_up": act("Upprätta överenskommelse", "10 §", PARTIES),
    "onboarding.message": act("Skriv meddelande", "8 § FL", list(Part)),
    "onboarding.enter_by_hand": act("Registrera en handling", "OSL 5 kap. 1 §", list(Part)),
    "onboarding.note_down": act("Anteckna internt", "27 § FL", list(Part)),
    "onboarding.report_conflict": act("Anmäl jäv", "18 § FL", list(Part)),
    "onboarding.attach": act("Lägg till bilaga", "OSL 5 kap. 1 §", list(Part)),
    "onboarding.detach": act("Ta bort bilagan", "7 §", Part.APPLICANT, private=True),
    "onboarding.scan": act("Genomsök bilaga", "OSL 4 kap.", FOLLOWS),
    "onboarding.let_in": act(
        "Ge en namngiven person tillgång", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.let_out": act("Ta bort tillgången", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS),
    "onboarding.make_confidential": act(
        "Begränsa till namngivna personer", "OSL 8 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.open_up": act(
        "Ta bort begränsningen", "OSL 8 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.name_colleague": act(
        "Ange vem hos er som får känna till ärendet", "OSL 8 kap.", list(Part), DECISION_MAKERS
    ),
    "onboarding.unname": act("Ta bort en namngiven hos er", "OSL 8 kap.", list(Part), DECISION_MAKERS),
    "onboarding.open_confidential": act("Öppna ärende som är begränsat", "OSL 4 kap.", FOLLOWS),
}

DIARY_ACTS = {
    "onboarding.hide": act("Dölj i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.show": act("Visa i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.mark_secret": act("Sekretessmarkera", "OSL 5 kap. 5 §", list(Part)),
    "onboarding.unmark": act("Ta bort markeringen", "OSL 5 kap. 5 §", list(Part)),
}

REFUSAL_ACTS = {
    "onboarding.reply": act("Yttra er", "25 § FL", Part.APPLICANT, sources=[CommunicationStatus.SENT]),
    "onboarding.correct": act("Rätta skrivfel", "36 § FL", Part.SUPPLIER, DECISION_MAKERS, sources=[DECIDED]),
    "onboarding.open_annex": act("Öppna sekretessbelagd bilaga", "OSL", list(Part), sources=[DECIDED]),
}

QUESTION_ACTS = {
    "onboarding.answer": act("Svara", "23 § FL", Part.APPLICANT, sources=[Q.OPEN]),
    "onboarding.take_back": act("Ta tillbaka frågan", "23 § FL", [Part.COORDINATOR, Part.SUPPLIER], sources=[Q.OPEN]),
}

CONFLICT_ACTS = {
    "onboarding.decide_conflict": act(
        "Pröva jäv", "18 § FL", list(Part), DECISION_MAKERS, sources=[ConflictStatus.REPORTED]
    ),
}

PRIORITISATION_ACTS = {
    "onboarding.declare_shortage": act("Påbörja prioritering", "9 §", Part.SUPPLIER),
    "onboarding.change_competitors": act("Ändra vilka som konkurrerar", "9 §", Part.SUPPLIER, sources=[P.OPEN]),
    "onboarding.prioritise": act(
        "Besluta om ordningen", "9 §", Part.SUPPLIER, DECISION_MAKERS, sources=[P.OPEN], target=P.DECIDED
    ),
    "onboarding.cancel_prioritisation": act(
        "Avbryt prioriteringen", "9 §", Part.SUPPLIER, sources=[P.OPEN], target=P.CANCELLED
    ),
}

AGREEMENT_ACTS = {
    "onboarding.revise": act("Ändra överenskommelsen", "10 §", PARTIES, sources=[A.DRAFT]),
    "onboarding.present": act("Lägg fram för undertecknande", "10 §", PARTIES, sources=[A.DRAFT], target=A.READY),
    "onboarding.reopen": act("Ta tillbaka för ändring", "10 §", PARTIES, sources=[A.READY], target=A.DRAFT),
    "onboarding.sign": act("Underteckna", "10 §", PARTIES, DECISION_MAKERS, sources=[A.READY]),
    "onboarding.enter": act("Överenskommelsen ingås", "10 §", FOLLOWS, sources=[A.READY], target=A.IN_FORCE),
    "onboarding.cancel": act(
        "Avbryt överenskommelsen", "10 §", PARTIES, sources=[A.DRAFT, A.READY], target=A.CANCELLED
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
