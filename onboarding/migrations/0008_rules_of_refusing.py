"""8 §: before, beside and after a refusal. What only new decisions are held to is asked when they are made."""

from django.db import migrations

# A code that is out of use stands on old decisions only, and keeps its words there.
GROUNDS = """
CREATE FUNCTION ground_is_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_refusalground WHERE code = NEW.ground AND retired_on <= NEW.decided_on) THEN
        PERFORM refuse(TG_NAME, 'Den grunden används inte längre (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_is_in_use BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION ground_is_in_use();

CREATE FUNCTION ground_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_refusal WHERE ground = NEW.code) THEN
        PERFORM refuse(TG_NAME, 'Grunden står i beslut och behåller sin benämning. Ta den ur bruk och lägg till en ny.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_keeps_its_words BEFORE UPDATE ON onboarding_refusalground
    FOR EACH ROW WHEN (OLD.label <> NEW.label) EXECUTE FUNCTION ground_keeps_its_words();
"""

# 25 § förvaltningslagen: the agency gets time to answer, once for each that is sent, and what passed stays as it was.
HEARING = """
CREATE FUNCTION communication_gives_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR UPDATE;
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört (25 § förvaltningslagen).');
    END IF;
    IF NEW.reply_by <= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        PERFORM refuse(TG_NAME, 'Myndigheten behöver tid att svara (25 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_communication WHERE allocation_id = NEW.allocation_id AND replied_at IS NULL
               AND reply_by >= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date) THEN
        PERFORM refuse(TG_NAME, 'Myndigheten har redan fått tillfälle att yttra sig och har tid kvar.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER communication_gives_time BEFORE INSERT ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communication_gives_time();

CREATE FUNCTION communication_is_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{reply,replied_by_id,replied_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.replied_at IS NOT NULL OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'Det som har skickats och besvarats ändras inte och tas inte bort (25 § förvaltningslagen).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört (25 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER communication_is_answered_once BEFORE UPDATE OR DELETE ON onboarding_communication
    FOR EACH ROW EXECUTE FUNCTION communication_is_answered_once();

-- Whether the agency has been heard of what is refused: of the allocation, or of the one that a part was taken from.
CREATE FUNCTION is_heard(refused bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(c.replied_at IS NOT NULL OR c.reply_by < day), false) FROM onboarding_communication c
    WHERE c.allocation_id IN (
        SELECT refused
        UNION
        SELECT whole.id FROM onboarding_allocation taken
        JOIN onboarding_requestedservice part ON part.id = taken.requested_service_id
        JOIN onboarding_allocation whole ON whole.requested_service_id = part.part_of_id
        WHERE taken.id = refused AND (whole.supplier_id, whole.allocated_at) = (taken.supplier_id, taken.allocated_at));
$$;

CREATE FUNCTION refused_when_heard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.not_communicated = '' AND NOT is_heard(NEW.allocation_id, NEW.decided_on) THEN
        PERFORM refuse(TG_NAME, 'Myndigheten ska få yttra sig före beslutet, om inget skäl mot det anges (25 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refused_when_heard BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refused_when_heard();
"""

# 11 §; 31 § 5 förvaltningslagen: asked of new decisions, not of those made before.
COMPLETE = """
ALTER TABLE onboarding_refusal
    ADD CONSTRAINT refusal_has_account CHECK (account ~ '[[:alnum:]]') NOT VALID,
    ADD CONSTRAINT refusal_says_who_took_part CHECK ((others ~ '[[:alnum:]]') <> nobody_else) NOT VALID;
"""

# 5 kap. 5 § OSL; 36 § förvaltningslagen.
STAYS = """
CREATE FUNCTION annex_is_marked_by_the_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
        JOIN registry_mandate m ON m.id = a.supplier_id
        WHERE r.id = NEW.refusal_id AND m.agency_id = NEW.agency_id AND r.decided_on = NEW.marked_on) THEN
        PERFORM refuse(TG_NAME, 'Bilagan upprättas med beslutet, av den myndighet som beslutar (5 kap. 5 § OSL).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER annex_is_marked_by_the_supplier BEFORE INSERT ON onboarding_refusalannex
    FOR EACH ROW EXECUTE FUNCTION annex_is_marked_by_the_supplier();
CREATE TRIGGER annex_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusalannex
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En bilaga till ett beslut kan inte ändras eller tas bort (8 §).');
CREATE TRIGGER correction_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusalcorrection
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En rättelse kan inte ändras eller tas bort (36 § förvaltningslagen).');
"""

# A part arises when it is refused: the same wish, taken from the volume of the whole, which keeps the rest.
PARTS = """
CREATE FUNCTION part_is_taken_from_the_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole onboarding_requestedservice;
BEGIN
    SELECT * INTO whole FROM onboarding_requestedservice WHERE id = NEW.part_of_id;
    IF (whole.registration_id, whole.agency_id, whole.service_id, whole.unmet_need, whole.received_at)
        IS DISTINCT FROM (NEW.registration_id, NEW.agency_id, NEW.service_id, NEW.unmet_need, NEW.received_at)
        OR whole.volume > NEW.whole_volume - NEW.volume
        OR NOT EXISTS (SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
                       WHERE a.requested_service_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'En del av en efterfrågan uppstår bara när den nekas, och tas från helheten (8 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER part_is_taken_from_the_whole AFTER INSERT ON onboarding_requestedservice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.part_of_id IS NOT NULL)
    EXECUTE FUNCTION part_is_taken_from_the_whole();
CREATE UNIQUE INDEX part_taken_once ON onboarding_requestedservice (part_of_id, whole_volume);
"""

RULES = [
    (GROUNDS, "DROP FUNCTION ground_is_in_use() CASCADE; DROP FUNCTION ground_keeps_its_words() CASCADE"),
    (
        HEARING,
        "DROP FUNCTION communication_gives_time() CASCADE; DROP FUNCTION communication_is_answered_once() CASCADE;"
        "DROP FUNCTION refused_when_heard() CASCADE; DROP FUNCTION is_heard(bigint, date)",
    ),
    (
        COMPLETE,
        "ALTER TABLE onboarding_refusal DROP CONSTRAINT refusal_has_account, DROP CONSTRAINT refusal_says_who_took_part",
    ),
    (
        STAYS,
        "DROP FUNCTION annex_is_marked_by_the_supplier() CASCADE;"
        "DROP TRIGGER annex_is_never_changed ON onboarding_refusalannex;"
        "DROP TRIGGER correction_is_never_changed ON onboarding_refusalcorrection",
    ),
    (PARTS, "DROP FUNCTION part_is_taken_from_the_whole() CASCADE; DROP INDEX part_taken_once"),
]


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0007_conflicts_and_clocks")]

    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
