"""Acts on an order between competitors (9 §) and on an agreement (10 §)."""

from registry.ordinance import Part
from registry.workflow import (
    BY_ITSELF,
    DECISION_MAKERS,
    SILENT,
    Recipient,
    Sending,
    Telling,
    act,
    quiet,
)

from .states import (
    BY_NOBODY,
    PARTIES,
    AgreementStatus,
    PrioritisationStatus,
)

PRIORITISATION_ACTS = {
    # within the supplier until an order is decided: each competitor is told of its own place alone
    "onboarding.declare_shortage": quiet("Påbörja prioritering", "9 §", Part.SUPPLIER),
    "onboarding.change_competitors": quiet(
        "Ändra vilka som konkurrerar", "9 §", Part.SUPPLIER, sources=[PrioritisationStatus.OPEN]
    ),
    "onboarding.prioritise": act(
        "Besluta om ordningen",
        "9 §",
        Part.SUPPLIER,
        DECISION_MAKERS,
        sources=[PrioritisationStatus.OPEN],
        target=PrioritisationStatus.DECIDED,
        diary=BY_ITSELF,  # a matter of its own: it belongs to no single case
        notices=Telling("prioritised_coordinator", to=(Recipient.COORDINATOR,), page="prioritisation", page_of="fact"),
        paper="priority.keep_decision",
    ),
    "onboarding.cancel_prioritisation": quiet(
        "Avbryt prioriteringen",
        "9 §",
        Part.SUPPLIER,
        sources=[PrioritisationStatus.OPEN],
        target=PrioritisationStatus.CANCELLED,
    ),
}

AGREEMENT_ACTS = {
    # the parties write it together, and are told when the content is fixed
    "onboarding.revise": quiet("Ändra överenskommelsen", "10 §", PARTIES, sources=[AgreementStatus.DRAFT]),
    "onboarding.present": act(
        "Lägg fram för undertecknande",
        "10 §",
        PARTIES,
        sources=[AgreementStatus.DRAFT],
        target=AgreementStatus.READY,
        diary=Sending("Överenskommelse {fact} för undertecknande", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("presented", to=(Recipient.AGREEMENT_DECIDERS,)),
        paper=SILENT,
    ),
    "onboarding.reopen": act(
        "Ta tillbaka för ändring",
        "10 §",
        PARTIES,
        sources=[AgreementStatus.READY],
        target=AgreementStatus.DRAFT,
        diary=Sending("Återtagande av förslag till överenskommelse {fact}", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("reopened", to=(Recipient.AGREEMENT_OTHERS,)),
        paper=SILENT,
    ),
    # the others' decision makers were asked when it was presented; with the last signature it is entered
    "onboarding.sign": quiet("Underteckna", "10 §", PARTIES, DECISION_MAKERS, sources=[AgreementStatus.READY]),
    "onboarding.enter": act(
        "Överenskommelsen ingås",
        "10 §",
        BY_NOBODY,
        sources=[AgreementStatus.READY],
        target=AgreementStatus.IN_FORCE,
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
        sources=[AgreementStatus.DRAFT, AgreementStatus.READY],
        target=AgreementStatus.CANCELLED,
        diary=Sending("Avbrytande av förslag till överenskommelse {fact}", to=(Recipient.AGREEMENT_PARTIES,)),
        notices=Telling("cancelled", to=(Recipient.AGREEMENT_OTHERS,)),
        paper=SILENT,
    ),
}
