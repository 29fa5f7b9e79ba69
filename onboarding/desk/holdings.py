"""What a case holds, read with the case itself in one query: what it holds none of is not asked for on its page."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch
from django.db.models.functions import JSONObject, TruncDate

from registry.models import Membership, Preparedness

from ..models import (
    Agreement,
    AgreementLine,
    Allocation,
    Attachment,
    Communication,
    Competitor,
    ConflictReport,
    DiaryCase,
    Document,
    Message,
    Note,
    Opinion,
    RequestedService,
)

CASE = OuterRef("pk")
OF_ITS_SERVICES = "requested_service__registration"
THINGS = {
    "agreements": Agreement.objects.filter(registration=CASE),
    "attachments": Attachment.objects.filter(registration=CASE, message=None),
    "competitors": Competitor.objects.filter(**{f"allocation__{OF_ITS_SERVICES}": CASE}),
    "documents": Document.objects.filter(registration=CASE),
    "hearings": Communication.objects.filter(**{f"allocation__{OF_ITS_SERVICES}": CASE}),
    "messages": Message.objects.filter(registration=CASE),
    "notes": Note.objects.filter(registration=CASE),
    "opinions": Opinion.objects.filter(**{f"allocation__{OF_ITS_SERVICES}": CASE}),
}
NUMBERS = DiaryCase.objects.filter(registration=CASE).values(one=JSONObject(agency="agency_id", number="number"))
BARRED = ConflictReport.objects.barring().filter(registration=CASE).order_by().values("person")
# What is not asked of the requested services of a case that holds none of it.
NOTHING = {
    "agreements": Prefetch("agreement_lines", AgreementLine.objects.none()),
    "competitors": Prefetch("allocations__competitions", Competitor.objects.none()),
    "opinions": Prefetch("allocations__opinions", Opinion.objects.none()),
}
SUPPLIERS = Allocation.objects.filter(**{OF_ITS_SERVICES: CASE}).order_by().values("supplier").distinct()


def with_holdings(cases, user):
    """Return the cases, sent ones, with `holds`: {name of THINGS: whether there is any}, whoever may see it.

    And with what else a page asks of a case itself: `numbers`, who is `barred`, the `suppliers`, `was_preparedness_agency`;
    and the `parts` of the user.
    """
    prepared = Preparedness.objects.on(OuterRef("came_in")).filter(agency=OuterRef("agency"))  # type: ignore[arg-type]
    parts = Membership.objects.filter(user=user.pk).order_by().values("mandate__part").distinct()
    return cases.alias(came_in=TruncDate("registered_at")).annotate(
        holds=JSONObject(**{name: Exists(things) for name, things in THINGS.items()}),
        numbers=ArraySubquery(NUMBERS),
        barred=ArraySubquery(BARRED),
        suppliers=ArraySubquery(SUPPLIERS),
        was_preparedness_agency=Exists(prepared),
        parts=ArraySubquery(parts),
    )


def take_in(case, user):
    """Give the case and the user what was read with the case, so that nothing asks for it anew."""
    case.conflicted = set(case.barred)
    case.suppliers = set(case.suppliers)
    user.parts = set(case.parts)
    if case.confidential and user.acting and case.is_known_to(user):
        case.named_reader = user.pk, user.acting.mandate_id
    case.number_at = {one["agency"]: one["number"] for one in case.numbers}


def services_of(case, user):
    """Return the requested services of a case that the user sees, with their history."""
    nothing = [lookup for kind, lookup in NOTHING.items() if not case.holds[kind]]
    seen = RequestedService.objects.visible_to(user).filter(registration=case)
    found = list(seen.with_history(*nothing))
    for requested_service in found:
        requested_service.registration = case  # one instance: what bars the person is read once
    return found
