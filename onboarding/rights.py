"""What keeps a person from an act of 7–10 §§, each reason with its sentence (16–18 §§ FL, OSL, and the two sides of 4–5 §§)."""

from registry.ordinance import Part, Role
from registry.rights import BARS, FOLLOWS, NEUTRAL, OUTSIDERS, Bar

from .models import (
    Agreement,
    Communication,
    ConflictReport,
    DiaryEntry,
    InterestRegistration,
    Message,
    Prioritisation,
    Refusal,
    RequestedService,
    SecrecyMarking,
)


def _acts(*names: str) -> frozenset[str]:
    return frozenset(f"onboarding.{name}" for name in names)


NOT_REPORTING = _acts("report_conflict")  # who stands on both sides may say so

BARS[InterestRegistration] = (
    Bar(
        "not_named",
        lambda case, user: not case.is_known_to(user),
        NEUTRAL,
    ),
    Bar(
        "in_conflict",
        # nobody reports another's: who is barred here knows why
        lambda case, user: user.pk in case.conflicted,
        "Du har anmält jäv i ärendet och deltar inte i handläggningen (17 § förvaltningslagen). Någon annan behöver göra det.",
    ),
    Bar(
        "filed_for_the_agency",
        lambda case, user: case.filed_by(user),
        "Du har handlagt ärendet hos den anslutande myndigheten. Någon annan behöver göra det här (16 § förvaltningslagen).",
        but=NOT_REPORTING,
    ),
    Bar(
        "allocated_all_of_it",
        lambda case, user: case.allocated_all_by(user),
        "Du har fördelat tjänsterna i ärendet hos den samordnande myndigheten. Någon annan behöver handlägga dem hos leverantören.",
        but=NOT_REPORTING,
    ),
    Bar(
        "takes_no_part_now",
        lambda case, user: not case.takes_part(user.acting.mandate),
        "Ni har inte ärendet längre. Bilagor läggs till av dem som deltar i det nu.",
        acts=_acts("attach"),
    ),
    Bar(
        "has_it_no_longer",
        lambda case, user: not case.takes_part(user.acting.mandate),
        "Ni har inte ärendet längre. De som har det nu har en egen handläggare.",
        acts=_acts("take_case", "give_case"),
    ),
    Bar(
        "has_it_elsewhere",
        lambda case, user: (
            len(user.parts) > 1 and case.officers.filter(person=user).exclude(mandate=user.acting.mandate_id).exists()
        ),
        "Du är handläggare för ärendet i ett annat av dina uppdrag. Någon annan behöver ha det här.",
        acts=_acts("take_case"),
    ),
    Bar(
        "restricted_already",
        lambda case, user: case.confidential,
        "Ärendet är redan begränsat till namngivna personer.",
        acts=_acts("make_confidential"),
    ),
    Bar(
        "not_restricted",
        lambda case, user: not case.confidential,
        "Ärendet är inte begränsat till namngivna personer.",
        acts=_acts("open_up", "name_colleague", "unname"),
    ),
    Bar(
        "restricted_by_another",
        lambda case, user: case.confidential and user.acting.mandate_id != case.confidential_for_id,
        "Begränsningen tas bort av den myndighet som begärde den.",
        acts=_acts("open_up"),
    ),
    Bar(
        "to_be_completed_first",
        lambda case, user: case.awaits_completion,
        "Intresseanmälan behöver kompletteras av myndigheten innan en överenskommelse upprättas (7 och 10 §§).",
        acts=_acts("draw_up"),
    ),
    Bar(
        "decision_maker_sends",
        lambda case, user: case.agency.decision_maker_sends and user.acting.role != Role.DECISION_MAKER,
        "Er myndighet har själv bestämt att en beslutsfattare skickar anmälan. Lämna utkastet till en beslutsfattare hos er.",
        acts=_acts("register"),
    ),
)
BARS[RequestedService] = (
    Bar(
        "allocated_it",
        lambda requested_service, user: (
            user.acting.mandate.part == Part.SUPPLIER and user.pk in requested_service.allocators
        ),
        "Du har fördelat tjänsten hos den samordnande myndigheten. Någon annan behöver handlägga den hos leverantören.",
    ),
    Bar(
        "handled_it_for_the_supplier",
        lambda requested_service, user: (
            user.acting.mandate.part == Part.COORDINATOR and requested_service.handled_by(user)
        ),
        "Du har handlagt tjänsten hos leverantören. Någon annan behöver göra det här hos den samordnande myndigheten.",
    ),
    Bar(
        "settled_by_its_assessors",
        lambda requested_service, user: not requested_service.settled_by(user),
        "De som har bedömt enas om bedömningen, eller en beslutsfattare hos er (praxis).",
        acts=_acts("settle"),
    ),
)
BARS[Agreement] = (
    Bar(
        "allocated_a_service_of_it",
        lambda agreement, user: user.acting.mandate.part == Part.SUPPLIER and user.pk in agreement.allocators,
        "Du har fördelat en av tjänsterna hos den samordnande myndigheten. Någon annan behöver göra det här hos leverantören.",
    ),
)
BARS[ConflictReport] = (
    Bar(
        "reported_it",
        lambda report, user: user.pk == report.person_id,
        "Du har själv anmält jävet. En annan beslutsfattare hos er prövar det (18 § förvaltningslagen).",
    ),
)
BARS[Refusal] = (
    Bar(
        "annex_not_shared",
        lambda refusal, user: user.acting.mandate.part == Part.COORDINATOR and not refusal.annex.shared,
        "Bilagan är till för dem som handlägger ärendet hos den anslutande myndigheten och hos leverantören.",
        acts=_acts("open_annex"),
    ),
)
# One sentence for both. That a confidential case competes is no secret within the supplier: an order has a place for it, on
# the page too, without a name (priority/reading.py). Whether the person is kept out of that case, or of another, is not told.
BARS[Prioritisation] = (
    Bar("kept_out_of_a_case", lambda prioritisation, user: user.pk in prioritisation.kept_out, NEUTRAL),
    Bar(
        "does_not_know_all_cases",
        lambda prioritisation, user: not prioritisation.known_by(user),
        NEUTRAL,
        acts=_acts("prioritise", "cancel_prioritisation"),
    ),
)
BARS[DiaryEntry] = (
    Bar(
        "does_not_see_the_case",
        # the agency has the case in another part, or it is confidential
        lambda entry, user: (
            entry.case.registration_id is not None
            and not InterestRegistration.objects.visible_to(user).filter(pk=entry.case.registration_id).exists()
        ),
        NEUTRAL,
    ),
)

FOLLOWS[RequestedService] = lambda requested_service: requested_service.registration
FOLLOWS[Agreement] = lambda agreement: agreement.registration
FOLLOWS[Message] = lambda message: message.requested_service or message.registration
FOLLOWS[Communication] = lambda communication: communication.allocation.requested_service
FOLLOWS[Refusal] = lambda refusal: refusal.allocation.requested_service
FOLLOWS[ConflictReport] = lambda report: report.registration
FOLLOWS[DiaryEntry] = lambda entry: entry.case.registration
FOLLOWS[SecrecyMarking] = lambda marking: marking.entry

OUTSIDERS[InterestRegistration] = "Er myndighet deltar inte i ärendet."
OUTSIDERS[RequestedService] = "Er myndighet deltar inte i handläggningen av tjänsten nu."
OUTSIDERS[Agreement] = "Er myndighet är inte part i överenskommelsen."
OUTSIDERS[Message] = "Meddelandet är mellan andra än er."
OUTSIDERS[Prioritisation] = "Prioriteringen görs av en annan leverantörsmyndighet."
OUTSIDERS[Refusal] = "Beslutet är fattat av en annan leverantörsmyndighet."
OUTSIDERS[ConflictReport] = "Jävet prövas i det uppdrag där det anmäldes."
OUTSIDERS[DiaryEntry] = OUTSIDERS[SecrecyMarking] = "Handlingen står i en annan myndighets diarium."
