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


S, A = Status, AgreementStatus
OPEN = [S.REGISTERED, S.ALLOCATED, S.REFUSED, S.ACCEPTED, S.AGREED]
STANDS = [S.ALLOCATED, S.ACCEPTED, S.AGREED, S.CONNECTED]  # with one current allocation
UNDERTAKEN = [S.ACCEPTED, S.AGREED, S.CONNECTED]  # by a supplier, with a service of its own
BEING_DRAWN_UP = [A.DRAFT, A.READY]
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
    "onboarding.close": act("Avsluta", "7 §", Part.COORDINATOR, sources=[S.REGISTERED, S.REFUSED], target=S.CLOSED),
    "onboarding.refuse": act(
        "Neka anslutning", "8 §", Part.SUPPLIER, DECISION_MAKERS, sources=[S.ALLOCATED, S.ACCEPTED], target=S.REFUSED
    ),
    "onboarding.assess": act("Bedöm", "9 §", Part.SUPPLIER, sources=[S.ALLOCATED, S.ACCEPTED]),
    "onboarding.accept": act("Åta sig tjänsten", "7 §", Part.SUPPLIER, sources=[S.ALLOCATED], target=S.ACCEPTED),
    "onboarding.agree": act("Överenskommelsen ingås", "10 §", FOLLOWS, sources=[S.ACCEPTED], target=S.AGREED),
    "onboarding.connect": act("Markera som ansluten", "10 §", Part.SUPPLIER, sources=[S.AGREED], target=S.CONNECTED),
}

CASE_ACTS = {
    "onboarding.draft": act("Ny intresseanmälan", "7 §", Part.APPLICANT, private=True),
    "onboarding.edit": act("Ändra utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.discard": act("Ta bort utkastet", "7 §", Part.APPLICANT, private=True),
    "onboarding.draw_up": act("Upprätta överenskommelse", "10 §", PARTIES),
    "onboarding.let_in": act(
        "Ge en namngiven person tillgång", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS
    ),
    "onboarding.let_out": act("Ta bort tillgången", "OSL 4 kap.", [Part.APPLICANT, Part.COORDINATOR], DECISION_MAKERS),
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

ACTS.update(REQUEST_ACTS | CASE_ACTS | AGREEMENT_ACTS)
