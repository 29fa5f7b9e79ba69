"""What came in, what was allocated, agreed and connected stays as it was, whoever asks (6, 7, 8, 10 §§)."""

from django.db import migrations

# 7 §: what the agency sent is not rewritten, and nothing that it asked for is lost.
WHAT_CAME_IN = """
CREATE FUNCTION what_came_in_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(OLD) - 'changed_at' <> to_jsonb(NEW) - 'changed_at' THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan kan inte ändras när den har kommit in (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_came_in_stays BEFORE UPDATE ON onboarding_interestregistration
    FOR EACH ROW WHEN (OLD.registered_at IS NOT NULL) EXECUTE FUNCTION what_came_in_stays();

CREATE FUNCTION what_was_asked_for_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,supplier_id,delivered_service_id}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En efterfrågad tjänst kan inte ändras eller tas bort när anmälan har kommit in (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_was_asked_for_stays BEFORE UPDATE OR DELETE ON onboarding_requestedservice
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION what_was_asked_for_stays();
"""

# 5, 7 §§: only what has come in is allocated, and only to a supplier.
ALLOCATED_TO_A_SUPPLIER = """
CREATE FUNCTION allocated_to_a_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT part FROM registry_mandate WHERE id = NEW.supplier_id) <> 'supplier' THEN
        PERFORM refuse(TG_NAME, 'En tjänst fördelas till en leverantörsmyndighet (7 §).');
    END IF;
    IF (SELECT status FROM onboarding_requestedservice WHERE id = NEW.requested_service_id) = 'draft' THEN
        PERFORM refuse(TG_NAME, 'Ett utkast kan inte fördelas (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_to_a_supplier BEFORE INSERT OR UPDATE ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_to_a_supplier();
"""

# 6 §: a supplier delivers a service of its own. 10 §: what is agreed stays agreed, what is connected connected.
STAYS_ON_ITS_WAY = """
CREATE FUNCTION stays_on_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.delivered_service_id IS NOT NULL AND NEW.supplier_id IS DISTINCT FROM
        (SELECT supplier_id FROM registry_service WHERE id = NEW.delivered_service_id) THEN
        PERFORM refuse(TG_NAME, 'En leverantörsmyndighet levererar bara sina egna tjänster (6 §).');
    END IF;
    IF NEW.status <> 'connected' AND EXISTS (
        SELECT FROM onboarding_connection WHERE requested_service_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Anslutningen är gjord (10 §).');
    END IF;
    IF NEW.status NOT IN ('agreed', 'connected') AND EXISTS (
        SELECT FROM onboarding_agreementline l JOIN onboarding_agreement g ON g.id = l.agreement_id
        WHERE l.requested_service_id = NEW.id AND g.status = 'in_force') THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen om tjänsten är ingången (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_on_its_way BEFORE UPDATE ON onboarding_requestedservice
    FOR EACH ROW EXECUTE FUNCTION stays_on_its_way();
"""

NEVER_EMPTIED = """
CREATE TRIGGER refusals_are_never_emptied BEFORE TRUNCATE ON onboarding_refusal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Beslut att neka anslutning kan inte tas bort (8 §).');
CREATE TRIGGER documents_are_never_emptied BEFORE TRUNCATE ON onboarding_document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Upprättade handlingar kan inte tas bort.');
"""

RULES = [
    (WHAT_CAME_IN, "DROP FUNCTION what_came_in_stays() CASCADE; DROP FUNCTION what_was_asked_for_stays() CASCADE"),
    (ALLOCATED_TO_A_SUPPLIER, "DROP FUNCTION allocated_to_a_supplier() CASCADE"),
    (STAYS_ON_ITS_WAY, "DROP FUNCTION stays_on_its_way() CASCADE"),
    (
        NEVER_EMPTIED,
        "DROP TRIGGER refusals_are_never_emptied ON onboarding_refusal;"
        "DROP TRIGGER documents_are_never_emptied ON onboarding_document",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0003_rules_over_several_tables")]
    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
