"""The states of what 7–10 §§ are about, and the groups of them that acts start from."""

from django.db.models import TextChoices

from registry.ordinance import Part


# A new state of a requested service touches all of these, and tests/onboarding/test_states.py tells which were forgotten:
#   here                OPEN, STANDS, UNDERTAKEN and COMPETES, where it belongs to them
#   workflow/           an act that leads to it, and those that lead from it or end there
#   rules/lists.sql     the array in keys_of_the_lists: the order of the lists is the order here, the open states first
#   rules/*.sql         the lists of states (IN …): open, with a current allocation, with an agreement, competing
#   migrations/         the CHECK over all states; a row of Target, for one that is waited in (OPEN)
#   desk/               worklist.NEXT and waits_for, compliance._allocated, closing_agencies
#   itdrift/templatetags/swedish.py   BADGES, unless its badge has no colour
#   reporting/cut/cases.py            what the account counts (11 §)
#   README.md           the diagram, printed by manage.py diagram
# A registration has no state of its own: it is a draft (is_draft) until registered_at, and then each of its services has one.
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


TO_ALLOCATE = (Status.REGISTERED, Status.REFUSED)  # by the coordinator, for the first time or anew
OPEN = (Status.REGISTERED, Status.ALLOCATED, Status.REFUSED, Status.ACCEPTED, Status.AGREED)
LAST_OPEN = max(list(Status).index(status) for status in OPEN)  # the stage of the last of them (rules/lists.sql)
STANDS = (Status.ALLOCATED, Status.ACCEPTED, Status.AGREED, Status.CONNECTED)  # with one current allocation
UNDERTAKEN = (Status.ACCEPTED, Status.AGREED, Status.CONNECTED)  # by a supplier, with a service of its own
BEING_DRAWN_UP = (AgreementStatus.DRAFT, AgreementStatus.READY)
COMPETES = (Status.ALLOCATED, Status.ACCEPTED)  # for the supplier's capacity
PARTIES = (Part.APPLICANT, Part.SUPPLIER)
BY_NOBODY = ()  # as the parts of an act that no person does: it follows from another act, as from the last signature
