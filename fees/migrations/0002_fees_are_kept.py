"""A fee is what was charged: it may be ended once, and is neither changed nor removed."""

from django.db import migrations

KEPT = """
CREATE FUNCTION fee_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_until IS NOT NULL
       OR to_jsonb(OLD) - 'valid_until' <> to_jsonb(NEW) - 'valid_until' THEN
        PERFORM refuse(TG_NAME, 'En bestämd avgift kan inte ändras eller tas bort. Bestäm en ny (12 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fee_is_kept BEFORE UPDATE OR DELETE ON fees_fee FOR EACH ROW EXECUTE FUNCTION fee_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_fees"), ("onboarding", "0003_rules_over_several_tables")]
    operations = [migrations.RunSQL(KEPT, "DROP FUNCTION fee_is_kept() CASCADE")]
