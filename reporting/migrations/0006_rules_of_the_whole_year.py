"""The account tells of all of its year, as it now is, and of no other: the database refuses, whoever asks (10 and 11 §§)."""

from django.db import migrations

# Each refusal of the year with its words as last corrected; each agreement once: an edition that corrects tells of no new ones.
NOTHING_LEFT_OUT = """
CREATE OR REPLACE FUNCTION report_leaves_nothing_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cut->>'year' IS DISTINCT FROM NEW.year::text OR NEW.cut->>'edition' IS DISTINCT FROM NEW.edition::text THEN
        PERFORM refuse(TG_NAME, 'Uppgifterna hör till en annan redovisning (11 §).');
    END IF;
    IF NEW.cut->'period'->>'to' IS DISTINCT FROM NEW.year || '-12-31' THEN
        PERFORM refuse(TG_NAME, 'Uppgifterna omfattar inte hela året (11 §).');
    END IF;
    IF (SELECT count(*) FROM onboarding_refusal WHERE extract(year FROM decided_on) = NEW.year)
       <> jsonb_array_length(NEW.cut->'refusals')
       OR EXISTS (SELECT r.diary_number, coalesce((SELECT c.account FROM onboarding_refusalcorrection c
                      WHERE c.refusal_id = r.id ORDER BY c.number DESC LIMIT 1), r.account)
                  FROM onboarding_refusal r WHERE extract(year FROM r.decided_on) = NEW.year
                  EXCEPT SELECT e->>'number', e->>'reasons' FROM jsonb_array_elements(NEW.cut->'refusals') e) THEN
        PERFORM refuse(TG_NAME, 'Alla fall då anslutning har nekats under året är inte med så som de nu är beskrivna (11 §).');
    END IF;
    IF (SELECT count(*) FROM reporting_reportedagreement a JOIN reporting_report r ON r.id = a.report_id
        WHERE r.year = NEW.year) <> jsonb_array_length(NEW.cut->'agreements')
       OR EXISTS (SELECT g.number FROM reporting_reportedagreement a JOIN reporting_report r ON r.id = a.report_id
                  JOIN onboarding_agreement g ON g.id = a.agreement_id WHERE r.year = NEW.year
                  EXCEPT SELECT e->>'number' FROM jsonb_array_elements(NEW.cut->'agreements') e)
       OR NEW.edition = 1 AND EXISTS (SELECT FROM onboarding_agreement g WHERE g.status = 'in_force'
                  AND NOT EXISTS (SELECT FROM reporting_reportedagreement r WHERE r.agreement_id = g.id)) THEN
        PERFORM refuse(TG_NAME, 'Alla ingångna överenskommelser är inte med (10 § tredje stycket).');
    END IF;
    RETURN NEW;
END $$;
"""

# The Government is notified when the account is decided: of nothing before, and of what is in force alone.
NOTIFIED = """
CREATE FUNCTION notified_when_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reporting_report WHERE id = NEW.report_id AND status = 'decided')
       OR NOT EXISTS (SELECT FROM onboarding_agreement WHERE id = NEW.agreement_id AND status = 'in_force') THEN
        PERFORM refuse(TG_NAME, 'Regeringen underrättas om ingångna överenskommelser i en beslutad redovisning (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE CONSTRAINT TRIGGER notified_when_decided AFTER INSERT ON reporting_reportedagreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION notified_when_decided();
"""

# What a supplier stands for is all that was asked: of each service that it offered, and of the effects.
ALL_ANSWERED = """
CREATE OR REPLACE FUNCTION confirmed_when_answered() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_day date := (SELECT make_date(year, 12, 31) FROM reporting_report WHERE id = NEW.report_id);
BEGIN
    IF EXISTS (SELECT FROM reporting_dataquestion WHERE request_id = NEW.id AND answered_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'En fråga om underlaget är inte besvarad.');
    END IF;
    IF NEW.effects !~ '[[:alnum:]]' OR EXISTS (
        SELECT FROM registry_service s JOIN registry_servicedescription d ON d.service_id = s.id
        WHERE s.supplier_id = NEW.supplier_id
        AND (d.published_at AT TIME ZONE 'Europe/Stockholm')::date <= last_day
        AND (d.superseded_at IS NULL OR (d.superseded_at AT TIME ZONE 'Europe/Stockholm')::date > last_day)
        AND NOT EXISTS (SELECT FROM reporting_serviceyear y WHERE y.request_id = NEW.id AND y.service_id = s.id
                        AND '' NOT IN (y.units_state, y.cost_state, y.availability_state, y.nki_state))) THEN
        PERFORM refuse(TG_NAME, 'Underlaget är inte fullständigt (11 § andra stycket).');
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION confirmed_when_the_year_is_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reporting_datarequest WHERE report_id = NEW.id AND status = 'answered'
               AND (confirmed_at AT TIME ZONE 'Europe/Stockholm')::date <= make_date(NEW.year, 12, 31)) THEN
        PERFORM refuse(TG_NAME, 'Ett underlag bekräftades innan året var slut (11 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmed_when_the_year_is_over BEFORE INSERT OR UPDATE OF status ON reporting_report
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION confirmed_when_the_year_is_over();
"""

# A document is known by its bytes (11 §: verified).
DIGEST = """
ALTER TABLE reporting_reportdocument ADD CONSTRAINT digest_of_the_content
    CHECK (digest = encode(sha256(content), 'hex'));
"""

RULES = [
    (NOTHING_LEFT_OUT, migrations.RunSQL.noop),
    (NOTIFIED, "DROP FUNCTION notified_when_decided() CASCADE"),
    (ALL_ANSWERED, "DROP FUNCTION confirmed_when_the_year_is_over() CASCADE"),
    (DIGEST, "ALTER TABLE reporting_reportdocument DROP CONSTRAINT digest_of_the_content"),
]


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_words_that_say_something")]
    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
