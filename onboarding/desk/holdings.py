"""What a case holds, read with the case itself in one query: what it holds none of is not asked for on its page."""

from django.db.models import F, Func, JSONField, Prefetch, Value
from django.utils import timezone

from registry.models import Agency

from ..models import AgreementLine, Competitor, Opinion, RequestedService
from ..models.requested_service import seen_by


class Holdings(Func):
    """Tells what there is in a case (its key), whoever may see it, and what else its page asks of it, the reader (a key) and today.

    As SQL: to put so many small questions together takes Django longer than it takes the database to answer them.
    """

    template = """(
SELECT jsonb_build_object(
    'agreements', EXISTS (SELECT FROM onboarding_agreement WHERE registration_id = c.id),
    'attachments', EXISTS (SELECT FROM onboarding_attachment WHERE registration_id = c.id AND message_id IS NULL),
    'competitors', EXISTS (SELECT FROM onboarding_competitor WHERE allocation_id = ANY (allocations)),
    'decisions', EXISTS (SELECT FROM onboarding_document WHERE registration_id = c.id AND kind <> 'receipt'),
    'documents', EXISTS (SELECT FROM onboarding_document WHERE registration_id = c.id),
    'hearings', EXISTS (SELECT FROM onboarding_communication WHERE allocation_id = ANY (allocations)),
    'messages', EXISTS (SELECT FROM onboarding_message WHERE registration_id = c.id),
    'notes', EXISTS (SELECT FROM onboarding_note WHERE registration_id = c.id),
    'proposals', EXISTS (SELECT FROM onboarding_refusaldraft WHERE allocation_id = ANY (allocations)),
    'opinions', EXISTS (SELECT FROM onboarding_opinion WHERE allocation_id = ANY (allocations)),
    'guest', EXISTS (SELECT FROM onboarding_interestregistrationuserobjectpermission WHERE content_object_id = c.id
        AND user_id = asked.reader AND mandate_id IS NULL AND (until IS NULL OR until >= asked.today)),
    'coordinator', (SELECT jsonb_build_object('id', a.id, 'name', a.name, 'org_number', a.org_number) FROM registry_agency a
        JOIN registry_mandate m ON m.agency_id = a.id WHERE part = 'coordinator' AND daterange(valid_from, valid_until) @> asked.today),
    'numbers', (SELECT jsonb_object_agg(agency_id, number) FROM onboarding_diarycase WHERE registration_id = c.id),
    'officers', (SELECT jsonb_object_agg(m.part || ' ' || m.agency_id, u.name) FROM onboarding_caseofficer o
        JOIN registry_mandate m ON m.id = o.mandate_id JOIN registry_user u ON u.id = o.person_id
        WHERE o.registration_id = c.id AND may_have_the_case(c.id, o.mandate_id, o.person_id, asked.today)),
    'barred', (SELECT jsonb_agg(person_id) FROM onboarding_conflictreport
        WHERE registration_id = c.id AND outcome IN ('', 'conflict')),
    'prepared', EXISTS (SELECT FROM registry_preparedness p WHERE p.agency_id = c.agency_id AND daterange(valid_from, valid_until)
        @> (coalesce(c.registered_at, now()) AT TIME ZONE 'Europe/Stockholm')::date),
    'parts', (SELECT jsonb_agg(DISTINCT part) FROM registry_membership m JOIN registry_mandate ON registry_mandate.id = mandate_id
        WHERE m.user_id = asked.reader))
FROM (VALUES (%(expressions)s)) AS asked (id, reader, today) JOIN onboarding_interestregistration c ON c.id = asked.id,
    LATERAL (SELECT array_agg(a.id) AS allocations FROM onboarding_allocation a
        JOIN onboarding_requestedservice s ON s.id = a.requested_service_id WHERE s.registration_id = c.id) AS allocated)"""
    output_field = JSONField()


NAMED = ["id", "name", "org_number"]  # what is shown of an agency; the rest of it is read if it is asked for


def with_holdings(cases, user):
    """Return the cases with what each `holds`."""
    return cases.annotate(holds=Holdings(F("pk"), Value(user.pk), Value(timezone.localdate())))


def take_in(case, user):
    """Give the case and the user what was read with the case, so that nothing asks for it anew."""
    case.conflicted = set(case.holds["barred"] or ())
    case.was_preparedness_agency = case.holds["prepared"]
    user.parts = set(case.holds["parts"] or ())
    if case.confidential and user.acting and case.is_known_to(user):
        case.named_reader = user.pk, user.acting.mandate_id
    coordinator = case.holds["coordinator"]
    case.coordinator = Agency.from_db(None, NAMED, [coordinator[name] for name in NAMED])
    case.number_at = {int(agency): number for agency, number in (case.holds["numbers"] or {}).items()}


# What is not asked of the requested services of a case that holds none of it. Django puts the columns together even so.
NOTHING = {
    "agreements": Prefetch("agreement_lines", AgreementLine.objects.none().only("pk")),
    "competitors": Prefetch("allocations__competitions", Competitor.objects.none().only("pk")),
    "opinions": Prefetch("allocations__opinions", Opinion.objects.none().only("pk")),
}


def services_of(case, user):
    """Return the requested services of a case that the user sees, with their history."""
    nothing = [lookup for kind, lookup in NOTHING.items() if not case.holds[kind]]
    of_case = RequestedService.objects.filter(registration=case)
    # that who is no guest may know of the case is what it was found by
    seen = of_case.visible_to(user) if case.holds["guest"] else of_case.filter(seen_by(user.acting.mandate))
    found = list(seen.with_history(*nothing))
    allocations = [allocation for one in found for allocation in one.allocations.all()]
    suppliers = {allocation.supplier_id: allocation.supplier for allocation in allocations}
    for one in found:  # one instance of each: what bars the person is read once
        one.registration, one.agency = case, case.agency
        one.supplier = suppliers[one.supplier_id] if one.supplier_id else None
    # whether a supplier takes part is asked of the reader's own, which sees all that it has or had
    case.suppliers, case.suppliers_now = set(suppliers), {one.supplier_id for one in found}
    return found
