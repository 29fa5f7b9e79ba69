"""What the reader does next in a case: with each of its services, and with the case as a whole."""

from dataclasses import dataclass

from django.urls import reverse

from registry.rights import possible

from ..workflow import CASE_ACTS, REFUSAL_ACTS

LEADS_ON = {"allocate", "accept", "connect"}


@dataclass(frozen=True)
class ActLink:
    """What the button says and where it leads."""

    label: str
    url: str


def with_service(file, requested_service, acts, proposal):
    """Return the ActLink of a requested service in a CaseFile, or None. acts: {name of the page: Act}, what the reader may do.

    The agency answers before anything else; a proposal is decided before the supplier takes on what it may refuse.
    """
    for question in file.conversation.to_answer:
        if question.requested_service_id == requested_service.pk:
            return ActLink("Svara på frågan", reverse("answer", args=[question.pk]))
    for sent in file.heard:
        its_own = sent.allocation.requested_service_id == requested_service.pk
        if its_own and possible(sent, REFUSAL_ACTS, by=file.user):
            return ActLink("Yttra er", reverse("reply", args=[sent.pk]))
    if proposal:
        decides = "refuse" in acts and proposal.prepared_by != file.user
        address = reverse("refuse", args=[requested_service.pk])
        return ActLink("Besluta om förslaget att neka", address) if decides else None
    for page in LEADS_ON & acts.keys():
        return ActLink(acts[page].label, reverse(page, args=[requested_service.pk]))
    return None


def with_case(file):
    """Return the ActLinks of the case as a whole: what the agency has left to tell, and an agreement to draw up."""
    wanted = {
        "complete": file.case.awaits_completion and file.user.has_perm("onboarding.complete", file.case),
        "draw_up": file.may_draw_up,
    }
    return [
        ActLink(CASE_ACTS[f"onboarding.{page}"].label, reverse(page, args=[file.case.pk]))
        for page, is_wanted in wanted.items()
        if is_wanted
    ]
