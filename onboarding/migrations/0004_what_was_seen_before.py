"""The rows of what suppliers may see, and the keys of the lists, for what is there already: as the rules write them from here on."""

from django.db import migrations

ALLOCATED = """
INSERT INTO onboarding_access (requested_service_id, mandate_id, since, because,
    received_at, stage, due_on, agency_order, service_order)
SELECT allocation.requested_service_id, allocation.supplier_id, min(allocation.allocated_at), 'allocation',
    wanted.received_at, wanted.stage, wanted.due_on, wanted.agency_order, wanted.service_order
FROM onboarding_allocation allocation JOIN onboarding_requestedservice wanted ON wanted.id = allocation.requested_service_id
WHERE wanted.received_at IS NOT NULL
GROUP BY wanted.id, allocation.requested_service_id, allocation.supplier_id
"""
AGREED = """
INSERT INTO onboarding_access (requested_service_id, mandate_id, since, because,
    received_at, stage, due_on, agency_order, service_order)
SELECT line.requested_service_id, supplying.supplier_id, min(agreement.drawn_up_at), 'agreement',
    wanted.received_at, wanted.stage, wanted.due_on, wanted.agency_order, wanted.service_order
FROM onboarding_agreementline line JOIN onboarding_agreement agreement ON agreement.id = line.agreement_id
JOIN onboarding_requestedservice wanted ON wanted.id = line.requested_service_id
JOIN onboarding_agreementline supplying ON supplying.agreement_id = line.agreement_id
WHERE wanted.received_at IS NOT NULL
GROUP BY wanted.id, line.requested_service_id, supplying.supplier_id
ON CONFLICT DO NOTHING
"""
# As the rules in rules/lists.sql write them from here on.
KEYS = """
UPDATE onboarding_requestedservice wanted SET confidential = registration.confidential,
    words = ' ' || trim(regexp_replace(lower(concat_ws(' ', registration.diary_number, agency.name, agency.short_name,
        coalesce(service.name, wanted.unmet_need))), '[^[:alnum:]]+', ' ', 'g')) || ' '
FROM onboarding_interestregistration registration JOIN registry_agency agency ON agency.id = registration.agency_id,
    onboarding_requestedservice own LEFT JOIN registry_service service ON service.id = own.service_id
WHERE registration.id = wanted.registration_id AND own.id = wanted.id
"""

JUDGED = """
UPDATE onboarding_requestedservice SET awaits_opinion = true WHERE id IN (
    SELECT a.requested_service_id FROM onboarding_allocation a
    JOIN onboarding_opinion o ON o.allocation_id = a.id AND NOT o.set_aside
    LEFT JOIN onboarding_assessment made ON made.allocation_id = a.id
    WHERE a.ended_at IS NULL AND made.id IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0003_what_a_supplier_may_see")]
    operations = [migrations.RunSQL(statement, "") for statement in (ALLOCATED, AGREED, KEYS, JUDGED)]
