"""33 § FL: an agency chooses what its decisions of one kind say of appeal; until it has, they say nothing."""

from django.db import transaction

from registry.acts import begin, note, write
from registry.models import Agency, User

from ..models import AppealChoice


@transaction.atomic
def choose_appeal(
    agency: Agency, *, by: User, decision: str, says: str, court: str = "", submit_to: str = "", provision: str = ""
) -> AppealChoice:
    """Choose what the agency's decisions of one kind say from now on; those that are made keep what they say.

    decision: a DecisionKind. says: an AppealSays. court, submit_to: who tries an appeal and where it is handed in at the
    agency, of decisions that can be appealed; provision: of those that cannot. Returns the AppealChoice.
    """
    agency = begin("onboarding.choose_appeal", agency, by=by)
    said = {"decision": decision, "says": says, "court": court, "submit_to": submit_to, "provision": provision}
    choice = write(AppealChoice(agency=agency, chosen_by=by, **said))
    text = f"{agency} bestämde vad beslut säger om överklagande. {choice}."
    note("onboarding.choose_appeal", agency, by=by, text=text, **said)
    return choice
