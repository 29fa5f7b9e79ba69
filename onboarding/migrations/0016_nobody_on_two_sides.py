"""Who filed neither handles nor allocates; who took part in an order or presented it does not allocate (16 § FL)."""

from django.db import migrations

# The journal tells who has acted for the agency itself: its mandate has no words after the agency's name.
FILED = """
CREATE OR REPLACE FUNCTION acted_for_the_agency(registration bigint, people bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registry_journalentry
        WHERE chain = 'arende/' || registration AND person_id = ANY (people) AND acting_for <> ''
          AND acting_for NOT LIKE '% som leverantörsmyndighet' AND acting_for NOT LIKE '% som samordnande myndighet');
$$;

CREATE OR REPLACE FUNCTION stands_on_one_side(rule text, requested bigint, VARIADIC people bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE requested_service_id = requested AND allocated_by_id = ANY (people)) THEN
        PERFORM refuse(rule, 'Den som har fördelat tjänsten kan inte handlägga den hos leverantörsmyndigheten.');
    END IF;
    IF acted_for_the_agency((SELECT registration_id FROM onboarding_requestedservice WHERE id = requested), people) THEN
        PERFORM refuse(rule, 'Den som har handlagt ärendet hos den anslutande myndigheten kan inte handlägga det hos en annan.');
    END IF;
END $$;

-- what was judged before somebody changed sides may be set aside
DROP TRIGGER judged_on_one_side ON onboarding_opinion;
CREATE TRIGGER judged_on_one_side BEFORE INSERT OR UPDATE ON onboarding_opinion
    FOR EACH ROW WHEN (NOT NEW.set_aside) EXECUTE FUNCTION judged_on_one_side();
"""

ALLOCATES = """
CREATE OR REPLACE FUNCTION allocated_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked onboarding_requestedservice;
BEGIN
    SELECT * INTO asked FROM onboarding_requestedservice WHERE id = NEW.requested_service_id;
    IF EXISTS (
        SELECT FROM onboarding_allocation a
        LEFT JOIN onboarding_refusal r ON r.allocation_id = a.id
        LEFT JOIN onboarding_opinion o ON o.allocation_id = a.id
        LEFT JOIN onboarding_assessment s ON s.allocation_id = a.id
        LEFT JOIN onboarding_communication c ON c.allocation_id = a.id
        LEFT JOIN onboarding_competitor k ON k.allocation_id = a.id
        LEFT JOIN onboarding_prioritisation p ON p.id = k.prioritisation_id
        WHERE a.requested_service_id = asked.id AND NEW.allocated_by_id IN (
            r.decided_by_id, r.presented_by_id, o.assessor_id, s.assessed_by_id, c.sent_by_id,
            p.declared_by_id, p.decided_by_id, p.presented_by_id)) THEN
        PERFORM refuse(TG_NAME, 'Den som har handlagt tjänsten hos en leverantörsmyndighet kan inte fördela den.');
    END IF;
    -- a part is allocated as its whole was: nobody allocates anew
    IF acted_for_the_agency(asked.registration_id, ARRAY[NEW.allocated_by_id]) AND NOT EXISTS (
        SELECT FROM onboarding_allocation whole WHERE whole.requested_service_id = asked.part_of_id
        AND (whole.supplier_id, whole.allocated_by_id, whole.allocated_at)
            = (NEW.supplier_id, NEW.allocated_by_id, NEW.allocated_at)) THEN
        PERFORM refuse(TG_NAME, 'Den som har handlagt ärendet hos den anslutande myndigheten kan inte fördela det.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION prioritised_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    competing record;
BEGIN
    FOR competing IN
        SELECT a.id, a.requested_service_id FROM onboarding_competitor c JOIN onboarding_allocation a ON a.id = c.allocation_id
        WHERE c.prioritisation_id = NEW.id
    LOOP
        PERFORM not_in_conflict(TG_NAME, registration_of_allocation(competing.id), NEW.decided_by_id, NEW.presented_by_id);
        PERFORM stands_on_one_side(TG_NAME, competing.requested_service_id, NEW.decided_by_id, NEW.presented_by_id);
    END LOOP;
    RETURN NEW;
END $$;
"""

PROPOSES = """
CREATE FUNCTION proposed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.prepared_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER proposed_on_one_side BEFORE INSERT OR UPDATE ON onboarding_refusaldraft
    FOR EACH ROW EXECUTE FUNCTION proposed_on_one_side();
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0015_guests_keep_their_person")]

    operations = [
        migrations.RunSQL(FILED, migrations.RunSQL.noop),
        migrations.RunSQL(ALLOCATES, migrations.RunSQL.noop),
        migrations.RunSQL(PROPOSES, "DROP FUNCTION proposed_on_one_side() CASCADE"),
    ]
