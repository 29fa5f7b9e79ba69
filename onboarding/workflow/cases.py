"""Acts on a case as a whole, in an agency's own diary, and on a conflict of interest."""

from registry.ordinance import Part
from registry.workflow import (
    BY_ITSELF,
    DECISION_MAKERS,
    PRACTICE,
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
    ConflictStatus,
)

HANDLES = (Part.COORDINATOR, Part.SUPPLIER)  # each with an officer of its own for the case

CASE_ACTS = {
    # nobody but the agency knows of its draft
    "onboarding.draft": quiet("Ny intresseanmälan", PRACTICE, Part.APPLICANT, private=True),
    "onboarding.edit": act(
        "Ändra utkastet",
        PRACTICE,
        Part.APPLICANT,
        private=True,
        diary=SILENT,
        notices=Telling(
            "step_filled_in", to=(Recipient.NAMED,), page="", page_of="fact"
        ),  # where a colleague was asked to
        paper=SILENT,
    ),
    "onboarding.ask_colleague": act(
        "Be en kollega",
        PRACTICE,
        Part.APPLICANT,
        private=True,
        diary=SILENT,
        notices=Telling("step_asked", to=(Recipient.NAMED,), page="", page_of="fact"),
        paper=SILENT,
    ),
    "onboarding.take_back_step": act(
        "Ta tillbaka frågan till en kollega",
        PRACTICE,
        Part.APPLICANT,
        private=True,
        diary=SILENT,
        notices=Telling("step_taken_back", to=(Recipient.NAMED,), page="", page_of="fact"),
        paper=SILENT,
    ),
    "onboarding.discard": quiet("Ta bort utkastet", PRACTICE, Part.APPLICANT, private=True),
    "onboarding.hand_over": act(
        "Lämna till beslutsfattare",
        PRACTICE,
        Part.APPLICANT,
        private=True,
        diary=SILENT,
        notices=Telling("handed_over", to=(Recipient.DECIDERS,)),
        paper=SILENT,
    ),
    "onboarding.take_down": act(
        "Skriv in en intresseanmälan",
        "7 §",
        Part.COORDINATOR,
        # what came in stands in the coordinator's diary on the day that it came
        diary=[BY_ITSELF, Sending("Bekräftelse på intresseanmälan", to=(Recipient.AGENCY,))],
        notices=[Telling("taken_down", to=(Recipient.AGENCY,)), Telling("received", to=(Recipient.COORDINATOR,))],
        paper="filing.keep_receipt",
    ),
    "onboarding.complete": act(
        "Komplettera intresseanmälan",
        "7 §",
        Part.APPLICANT,
        diary=Sending("Komplettering av intresseanmälan", to=(Recipient.CASE_PARTIES,)),
        notices=Telling("completed", to=(Recipient.CASE_OTHERS,)),
        paper="filing.keep_completion",
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
    # who has it is seen on the case, by all who see the case
    "onboarding.take_case": quiet("Ta ärendet", PRACTICE, HANDLES),
    "onboarding.give_case": act(
        "Lämna över ärendet",
        PRACTICE,
        HANDLES,
        diary=SILENT,  # within one agency
        notices=Telling("case_given", to=(Recipient.NAMED,)),
        paper=SILENT,
    ),
    "onboarding.return_case": quiet("Lämna tillbaka ärendet", PRACTICE, BY_NOBODY),
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
    "onboarding.detach": quiet("Ta bort bilagan", PRACTICE, Part.APPLICANT, private=True),
    "onboarding.scan": act(
        "Genomsök bilaga",
        "OSL 4 kap.",
        BY_NOBODY,
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
    "onboarding.open_confidential": quiet("Öppna ärende som är begränsat", "OSL 4 kap.", BY_NOBODY),
}

# an agency's own diary is nobody else's, and what is done with an entry is no document
DIARY_ACTS = {
    "onboarding.hide": quiet("Dölj i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.show": quiet("Visa i det öppna diariet", "OSL 5 kap. 2 §", list(Part)),
    "onboarding.mark_secret": quiet("Sekretessmarkera", "OSL 5 kap. 5 §", list(Part)),
    "onboarding.unmark": quiet("Ta bort markeringen", "OSL 5 kap. 5 §", list(Part)),
}

# what an agency decides for itself: nobody else's, and told with the decisions
AGENCY_ACTS = {
    "onboarding.choose_appeal": quiet(
        "Bestäm vad beslut säger om överklagande", "33 § FL", Part.SUPPLIER, DECISION_MAKERS
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
