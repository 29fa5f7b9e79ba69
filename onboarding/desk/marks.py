"""What a row of the list tells beside its own state: who has the case at the own agency, and what waits in it."""

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.utils import timezone

from registry.ordinance import Part

from ..models import CaseOfficer, Communication, Message, RequestedService
from .proposals import SERVICE, left_to_decide

# Said as on the case and on the start page: first what is nearest to a decision.
WAITS = {
    "proposal": "Förslag om att neka väntar på beslut",
    "hearing": "Myndigheten har tillfälle att yttra sig",
    "question": "Begäran om komplettering väntar på svar",
}
TO_THE_AGENCY = {"hearing": "Ni har tillfälle att yttra er", "question": "Begäran om komplettering att svara på"}


def of_rows(user, rows):
    """Return {key of the requested service: (the officer's name, what waits in it)} of a page's rows, in one query.

    Of a person who acts in no mandate, and of an empty page, nothing is asked; for an agency only of what is paused, as
    what it has to answer is.
    """
    mandate = user.acting and user.acting.mandate
    if mandate and mandate.part == Part.APPLICANT:
        rows = [row for row in rows if row.paused_at]
    if not rows or not mandate:
        return {}
    found = RequestedService.objects.filter(pk__in=[row.pk for row in rows])
    words = WAITS | (TO_THE_AGENCY if mandate.part == Part.APPLICANT else {})
    asked = found.order_by().values_list("pk", _officer(mandate), *_waits(user).values())
    return {
        pk: (officer or "", [words[kind] for kind, is_so in zip(WAITS, waits, strict=True) if is_so])
        for pk, officer, *waits in asked
    }


def _officer(mandate):
    if mandate.part == Part.APPLICANT:
        return Value("", output_field=CharField())
    held = CaseOfficer.objects.able().filter(registration=OuterRef("registration"), mandate=mandate)
    return Subquery(held.values("person__name"))


def _waits(user):
    heard = Communication.objects.visible_to(user).unanswered(timezone.localdate()).filter(allocation__ended_at=None)
    asked = Message.objects.visible_to(user).open_questions()
    return {
        "proposal": Exists(left_to_decide(user).filter(**{SERVICE: OuterRef("pk")})),
        "hearing": Exists(heard.filter(**{SERVICE: OuterRef("pk")})),
        "question": Exists(asked.filter(requested_service=OuterRef("pk"))),
    }
