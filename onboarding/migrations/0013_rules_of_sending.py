"""A need handled elsewhere is sent as only that and a reference (SAK-2); nobody in conflict sends (17 § förvaltningslagen)."""

from django.db import migrations

ELSEWHERE = """
CREATE FUNCTION says_anything(said jsonb, names text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (SELECT FROM unnest(names) name WHERE said ->> name ~ '\\S');
$$;

CREATE FUNCTION elsewhere_says_nothing_more() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answers text[] := '{present_solution,contract_ends,problems,present_cost,present_availability,
        security_effect,cost_effect,expected_cost,one_off_cost,
        data_categories,sensitive_data,data_subjects,data_subject_count,data_role,secrecy,suitability,suitability_on,
        classification_on,classification_role,heightened_preparedness,integrations}';
    of_services text[] := '{service_id,volume,wanted_from,latest_on,latest_reason,present_volume,personal_data,
        opening_hours,wanted_availability,rto_hours,rpo_hours,confidentiality,integrity,availability}';
BEGIN
    IF says_anything(to_jsonb(NEW), answers)
        OR EXISTS (SELECT FROM onboarding_requestedservice r WHERE r.registration_id = NEW.id
                   AND (r.unmet_need <> 'Behov som hanteras i en annan kanal' OR says_anything(to_jsonb(r), of_services)))
        OR EXISTS (SELECT FROM onboarding_attachment WHERE registration_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Ett behov som hanteras i en annan kanal skickas som bara det och ett referensnummer.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER elsewhere_says_nothing_more AFTER INSERT OR UPDATE OF registered_at
    ON onboarding_interestregistration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.registered_at IS NOT NULL AND NEW.other_channel AND NEW.need !~ '\\S')
    EXECUTE FUNCTION elsewhere_says_nothing_more();
"""

# The report itself stays, but for that of a draft that is thrown away: it goes with its draft.
CONFLICTS = """
CREATE FUNCTION registered_without_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM not_in_conflict(TG_NAME, NEW.id, NEW.acknowledged_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER registered_without_conflict BEFORE UPDATE OF registered_at ON onboarding_interestregistration
    FOR EACH ROW WHEN (OLD.registered_at IS NULL AND NEW.registered_at IS NOT NULL)
    EXECUTE FUNCTION registered_without_conflict();

CREATE OR REPLACE FUNCTION conflict_is_examined_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{outcome,reasons,decided_by_id,decided_at}';
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM onboarding_interestregistration WHERE id = OLD.registration_id AND registered_at IS NULL) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.outcome <> '' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En anmälan om jäv prövas en gång och tas inte bort (18 § förvaltningslagen).');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0012_rules_of_filing")]
    operations = [
        migrations.RunSQL(
            ELSEWHERE,
            "DROP FUNCTION elsewhere_says_nothing_more() CASCADE; DROP FUNCTION says_anything(jsonb, text[])",
        ),
        migrations.RunSQL(CONFLICTS, "DROP FUNCTION registered_without_conflict() CASCADE"),
    ]
