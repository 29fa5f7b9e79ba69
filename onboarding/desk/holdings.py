"""What a case holds, read with the case itself in one query: what it holds none of is not asked for on its page."""

from django.db.models import F, Func, JSONField, Prefetch, Value

from ..models import AgreementLine, Competitor, Opinion, RequestedService


class Holdings(Func):
    """Tells what there is in a case (its key), whoever may see it, and what else its page asks of it and of the reader (a key).

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
    'opinions', EXISTS (SELECT FROM onboarding_opinion WHERE allocation_id = ANY (allocations)),
    'numbers', (SELECT jsonb_object_agg(agency_id, number) FROM onboarding_diarycase WHERE registration_id = c.id),
    'barred', (SELECT jsonb_agg(person_id) FROM onboarding_conflictreport
        WHERE registration_id = c.id AND outcome IN ('', 'conflict')),
    'prepared', EXISTS (SELECT FROM registry_preparedness p WHERE p.agency_id = c.agency_id AND daterange(valid_from, valid_until)
        @> (coalesce(c.registered_at, now()) AT TIME ZONE 'Europe/Stockholm')::date),
    'parts', (SELECT jsonb_agg(DISTINCT part) FROM registry_membership m JOIN registry_mandate ON registry_mandate.id = mandate_id
        WHERE m.user_id = asked.reader))
FROM (VALUES (%(expressions)s)) AS asked (id, reader) JOIN onboarding_interestregistration c ON c.id = asked.id,
    LATERAL (SELECT array_agg(a.id) AS allocations FROM onboarding_allocation a
        JOIN onboarding_requestedservice s ON s.id = a.requested_service_id WHERE s.registration_id = c.id) AS allocated)"""
    output_field = JSONField()


def with_holdings(cases, user):
    """Return the cases with what each `holds`."""
    return cases.annotate(holds=Holdings(F("pk"), Value(user.pk)))


def take_in(case, user):
    """Give the case and the user what was read with the case, so that nothing asks for it anew."""
    case.conflicted = set(case.holds["barred"] or ())
    case.was_preparedness_agency = case.holds["prepared"]
    user.parts = set(case.holds["parts"] or ())
    if case.confidential and user.acting and case.is_known_to(user):
        case.named_reader = user.pk, user.acting.mandate_id
    case.number_at = {int(agency): number for agency, number in (case.holds["numbers"] or {}).items()}


# What is not asked of the requested services of a case that holds none of it.
NOTHING = {
    "agreements": Prefetch("agreement_lines", AgreementLine.objects.none()),
    "competitors": Prefetch("allocations__competitions", Competitor.objects.none()),
    "opinions": Prefetch("allocations__opinions", Opinion.objects.none()),
}


def services_of(case, user):
    """Return the requested services of a case that the user sees, with their history."""
    nothing = [lookup for kind, lookup in NOTHING.items() if not case.holds[kind]]
    seen = RequestedService.objects.visible_to(user).filter(registration=case)
    found = list(seen.with_history(*nothing))
    for requested_service in found:
        requested_service.registration = case  # one instance: what bars the person is read once
    # whether a supplier takes part is asked of the reader's own, which sees all that it has or had
    case.suppliers = {allocation.supplier_id for one in found for allocation in one.allocations.all()}
    return found
