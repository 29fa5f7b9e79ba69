"""Whose conflict of interest stands decides nothing (17 § FL); a case's marking and clock move after it came in (7 §)."""

from django.db import migrations

# What the agency sent stays; that only named people may know of it, and how long it has waited, may change.
MOVES = """
CREATE OR REPLACE FUNCTION what_came_in_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{changed_at,confidential,confidential_for_id}';
BEGIN
    IF to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan kan inte ändras när den har kommit in (7 §).');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION what_was_asked_for_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,supplier_id,delivered_service_id,clock_from,paused_at,volume,
                     stage,agency_order,service_order,due_on,words}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En efterfrågad tjänst kan inte ändras eller tas bort när anmälan har kommit in (7 §).');
    END IF;
    IF OLD.volume IS DISTINCT FROM NEW.volume AND NOT EXISTS (
        SELECT FROM onboarding_requestedservice
        WHERE part_of_id = NEW.id AND whole_volume = OLD.volume AND volume = OLD.volume - NEW.volume) THEN
        PERFORM refuse(TG_NAME, 'Volymen ändras bara när en del av den blir en egen efterfrågan (8 §).');
    END IF;
    RETURN NEW;
END $$;
"""

# 17 § förvaltningslagen: who has reported a conflict of interest neither allocates, refuses, judges nor signs.
CONFLICTS = """
CREATE FUNCTION not_in_conflict(rule text, registration bigint, VARIADIC people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_conflictreport
               WHERE registration_id = registration AND person_id = ANY (people) AND outcome IN ('', 'conflict')) THEN
        PERFORM refuse(rule, 'Den som är jävig får inte handlägga ärendet (17 § förvaltningslagen).');
    END IF;
END $$;

CREATE FUNCTION registration_of_allocation(allocation bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT r.registration_id FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
    WHERE a.id = allocation;
$$;

CREATE FUNCTION allocated_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (  -- a part is allocated as its whole was: nobody allocates anew
        SELECT FROM onboarding_requestedservice part
        JOIN onboarding_allocation whole ON whole.requested_service_id = part.part_of_id
        WHERE part.id = NEW.requested_service_id AND (whole.supplier_id, whole.allocated_by_id, whole.allocated_at)
            = (NEW.supplier_id, NEW.allocated_by_id, NEW.allocated_at)) THEN
        RETURN NEW;
    END IF;
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id),
                            NEW.allocated_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_without_conflict BEFORE INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_without_conflict();

CREATE FUNCTION refused_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.decided_by_id, NEW.presented_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER refused_without_conflict BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_without_conflict();

CREATE FUNCTION judged_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.assessor_id);
    RETURN NEW;
END $$;
CREATE TRIGGER judged_without_conflict BEFORE INSERT OR UPDATE ON onboarding_opinion
    FOR EACH ROW WHEN (NOT NEW.set_aside) EXECUTE FUNCTION judged_without_conflict();

CREATE FUNCTION signed_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_agreement WHERE id = NEW.agreement_id),
                            NEW.signed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER signed_without_conflict BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signed_without_conflict();

CREATE FUNCTION conflict_is_examined_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{outcome,reasons,decided_by_id,decided_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.outcome <> '' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En anmälan om jäv prövas en gång och tas inte bort (18 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_is_examined_once BEFORE UPDATE OR DELETE ON onboarding_conflictreport
    FOR EACH ROW EXECUTE FUNCTION conflict_is_examined_once();
"""

# The same for the facts in which a supplier or an agency acts: judges together, asks to be heard, corrects, agrees, connects.
MORE_CONFLICTS = """
CREATE FUNCTION assessed_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.assessed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER assessed_without_conflict BEFORE INSERT OR UPDATE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION assessed_without_conflict();

CREATE FUNCTION communicated_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.sent_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER communicated_without_conflict BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communicated_without_conflict();

CREATE FUNCTION corrected_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_of_allocation(allocation_id) FROM onboarding_refusal
                                      WHERE id = NEW.refusal_id), NEW.corrected_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER corrected_without_conflict BEFORE INSERT ON onboarding_refusalcorrection
    FOR EACH ROW EXECUTE FUNCTION corrected_without_conflict();

CREATE FUNCTION drawn_up_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, NEW.registration_id, NEW.drawn_up_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER drawn_up_without_conflict BEFORE INSERT ON onboarding_agreement
    FOR EACH ROW EXECUTE FUNCTION drawn_up_without_conflict();

CREATE FUNCTION connected_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, (SELECT registration_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id),
                            NEW.recorded_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER connected_without_conflict BEFORE INSERT ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION connected_without_conflict();

CREATE FUNCTION conflict_is_the_mandates_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM registry_membership WHERE user_id = NEW.decided_by_id AND mandate_id = NEW.mandate_id
          AND role = 'decision_maker') THEN
        PERFORM refuse(TG_NAME, 'En beslutsfattare i samma uppdrag prövar jävet (18 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER conflict_is_the_mandates_own BEFORE INSERT OR UPDATE ON onboarding_conflictreport
    FOR EACH ROW EXECUTE FUNCTION conflict_is_the_mandates_own();
"""

UNDO_MORE = """
DROP FUNCTION assessed_without_conflict() CASCADE; DROP FUNCTION communicated_without_conflict() CASCADE;
DROP FUNCTION corrected_without_conflict() CASCADE; DROP FUNCTION drawn_up_without_conflict() CASCADE;
DROP FUNCTION connected_without_conflict() CASCADE;
DROP FUNCTION conflict_is_the_mandates_own() CASCADE;
"""

# Nobody stands on both sides when the coordinator's own agency is the supplier: who has allocated a service, now or before,
# does nothing for a supplier with it, and who has done so does not allocate it (4–5 §§; 5 § förvaltningslagen).
TWO_SIDES = """
CREATE FUNCTION stands_on_one_side(rule text, requested bigint, VARIADIC people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE requested_service_id = requested AND allocated_by_id = ANY (people)) THEN
        PERFORM refuse(rule, 'Den som har fördelat tjänsten kan inte handlägga den hos leverantörsmyndigheten.');
    END IF;
END $$;

CREATE FUNCTION requested_of_allocation(allocation bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT requested_service_id FROM onboarding_allocation WHERE id = allocation;
$$;

CREATE FUNCTION refused_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.decided_by_id, NEW.presented_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER refused_on_one_side BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_on_one_side();

CREATE FUNCTION judged_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.assessor_id);
    RETURN NEW;
END $$;
CREATE TRIGGER judged_on_one_side BEFORE INSERT OR UPDATE ON onboarding_opinion
    FOR EACH ROW EXECUTE FUNCTION judged_on_one_side();

CREATE FUNCTION assessed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.assessed_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER assessed_on_one_side BEFORE INSERT OR UPDATE ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION assessed_on_one_side();

CREATE FUNCTION communicated_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, requested_of_allocation(NEW.allocation_id), NEW.sent_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER communicated_on_one_side BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communicated_on_one_side();

CREATE FUNCTION connected_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stands_on_one_side(TG_NAME, NEW.requested_service_id, NEW.recorded_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER connected_on_one_side BEFORE INSERT ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION connected_on_one_side();

CREATE FUNCTION signed_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT part FROM registry_mandate WHERE id = NEW.mandate_id) = 'supplier' THEN
        PERFORM stands_on_one_side(TG_NAME, l.requested_service_id, NEW.signed_by_id)
            FROM onboarding_agreementline l WHERE l.agreement_id = NEW.agreement_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_on_one_side BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signed_on_one_side();

CREATE FUNCTION allocated_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM onboarding_allocation a
        LEFT JOIN onboarding_refusal r ON r.allocation_id = a.id
        LEFT JOIN onboarding_opinion o ON o.allocation_id = a.id
        LEFT JOIN onboarding_assessment s ON s.allocation_id = a.id
        LEFT JOIN onboarding_communication c ON c.allocation_id = a.id
        WHERE a.requested_service_id = NEW.requested_service_id AND NEW.allocated_by_id IN (
            r.decided_by_id, r.presented_by_id, o.assessor_id, s.assessed_by_id, c.sent_by_id)) THEN
        PERFORM refuse(TG_NAME, 'Den som har handlagt tjänsten hos en leverantörsmyndighet kan inte fördela den.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_on_one_side BEFORE INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_on_one_side();
"""

UNDO_TWO_SIDES = """
DROP FUNCTION refused_on_one_side() CASCADE; DROP FUNCTION judged_on_one_side() CASCADE;
DROP FUNCTION assessed_on_one_side() CASCADE; DROP FUNCTION communicated_on_one_side() CASCADE;
DROP FUNCTION connected_on_one_side() CASCADE; DROP FUNCTION signed_on_one_side() CASCADE;
DROP FUNCTION allocated_on_one_side() CASCADE;
DROP FUNCTION stands_on_one_side(text, bigint, bigint[]); DROP FUNCTION requested_of_allocation(bigint);
"""

TARGETS = """
INSERT INTO onboarding_target (status, days)
VALUES ('registered', 10), ('allocated', 30), ('refused', 10), ('accepted', 90), ('agreed', 60);
UPDATE onboarding_requestedservice SET clock_from = received_at WHERE status <> 'draft';
"""

# OSL: a case that only named people may know of is always known to somebody in the party that asked for it, without end.
KNOWN_TO_SOMEBODY = """
CREATE FUNCTION known_to_somebody(rule text, registration bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_interestregistration c WHERE c.id = registration AND c.confidential AND NOT EXISTS (
        SELECT FROM onboarding_interestregistrationuserobjectpermission g
        WHERE g.content_object_id = c.id AND g.mandate_id = c.confidential_for_id AND g.until IS NULL)) THEN
        PERFORM refuse(rule, 'Någon hos den som har begränsat ärendet ska känna till det utan slutdag.');
    END IF;
END $$;

CREATE FUNCTION confidential_case_is_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM known_to_somebody(TG_NAME, NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER confidential_case_is_known AFTER INSERT OR UPDATE ON onboarding_interestregistration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.confidential) EXECUTE FUNCTION confidential_case_is_known();

CREATE FUNCTION somebody_stays_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM known_to_somebody(TG_NAME, OLD.content_object_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER somebody_stays_named AFTER UPDATE OR DELETE ON onboarding_interestregistrationuserobjectpermission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION somebody_stays_named();
"""

UNDO = """
DROP FUNCTION not_in_conflict(text, bigint, bigint[]) CASCADE; DROP FUNCTION registration_of_allocation(bigint) CASCADE;
DROP FUNCTION allocated_without_conflict() CASCADE; DROP FUNCTION refused_without_conflict() CASCADE;
DROP FUNCTION judged_without_conflict() CASCADE; DROP FUNCTION signed_without_conflict() CASCADE;
DROP FUNCTION conflict_is_examined_once() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0006_case_handling")]

    operations = [
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        migrations.RunSQL(CONFLICTS, UNDO),
        migrations.RunSQL(MORE_CONFLICTS, UNDO_MORE),
        migrations.RunSQL(TWO_SIDES, UNDO_TWO_SIDES),
        migrations.RunSQL(TARGETS, migrations.RunSQL.noop),
        migrations.RunSQL(
            KNOWN_TO_SOMEBODY,
            "DROP FUNCTION confidential_case_is_known() CASCADE; DROP FUNCTION somebody_stays_named() CASCADE;"
            "DROP FUNCTION known_to_somebody(text, bigint)",
        ),
    ]
