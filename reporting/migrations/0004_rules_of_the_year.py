"""The rules of the year of an account that no single row can hold: the database refuses, whoever asks."""

from django.db import migrations

# Each supplier of the year has answered or is noted as silent; each refusal has its open text; each question its answer.
COMPLETE = """
CREATE FUNCTION report_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_mandate m WHERE m.part = 'supplier'
               AND m.valid_from <= make_date(NEW.year, 12, 31)
               AND (m.valid_until IS NULL OR m.valid_until > make_date(NEW.year, 1, 1))
               AND NOT EXISTS (SELECT FROM reporting_datarequest d WHERE d.report_id = NEW.id AND d.supplier_id = m.id
                               AND d.status IN ('answered', 'silent'))) THEN
        PERFORM refuse(TG_NAME, 'En leverantörsmyndighet har varken lämnat underlag eller noterats för att inte göra det (11 §).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_refusal r WHERE extract(year FROM r.decided_on) = NEW.year
               AND r.account !~ '[[:alnum:]]'
               AND NOT EXISTS (SELECT FROM onboarding_refusalcorrection c WHERE c.refusal_id = r.id)) THEN
        PERFORM refuse(TG_NAME, 'Ett beslut att neka anslutning saknar öppen beskrivning (11 §).');
    END IF;
    IF EXISTS (SELECT FROM reporting_comment WHERE report_id = NEW.id AND settled_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'En synpunkt från en leverantörsmyndighet är inte besvarad.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_is_complete BEFORE INSERT OR UPDATE OF status ON reporting_report
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION report_is_complete();
"""

# A later edition tells again of the agreements of the first; the Government was notified of each in one edition.
NOTIFIED_IN_THE_YEAR = """
CREATE OR REPLACE FUNCTION report_leaves_nothing_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cut->'period'->>'to' IS DISTINCT FROM NEW.year || '-12-31' THEN
        PERFORM refuse(TG_NAME, 'Uppgifterna omfattar inte hela året (11 §).');
    END IF;
    IF (SELECT count(*) FROM onboarding_refusal WHERE extract(year FROM decided_on) = NEW.year)
       <> jsonb_array_length(NEW.cut->'refusals') THEN
        PERFORM refuse(TG_NAME, 'Alla fall då anslutning har nekats under året är inte med (11 §).');
    END IF;
    IF (SELECT count(*) FROM reporting_reportedagreement a JOIN reporting_report r ON r.id = a.report_id
        WHERE r.year = NEW.year) <> jsonb_array_length(NEW.cut->'agreements')
       OR EXISTS (SELECT FROM onboarding_agreement g WHERE g.status = 'in_force'
                  AND NOT EXISTS (SELECT FROM reporting_reportedagreement r WHERE r.agreement_id = g.id)) THEN
        PERFORM refuse(TG_NAME, 'Alla ingångna överenskommelser är inte med (10 § tredje stycket).');
    END IF;
    RETURN NEW;
END $$;
"""

# A new edition follows a decided one.
EDITIONS = """
CREATE FUNCTION edition_follows_a_decided_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reporting_report WHERE year = NEW.year AND edition = NEW.edition - 1 AND status = 'decided') THEN
        PERFORM refuse(TG_NAME, 'En ny utgåva rättar en beslutad redovisning.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER edition_follows_a_decided_one BEFORE INSERT OR UPDATE OF year, edition ON reporting_report
    FOR EACH ROW WHEN (NEW.edition > 1) EXECUTE FUNCTION edition_follows_a_decided_one();
"""

# What a supplier has confirmed stays, but for a question back that is not answered yet.
ASKED_BACK = """
CREATE OR REPLACE FUNCTION answer_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'answered' AND NOT (TG_OP = 'UPDATE' AND NEW.status = 'started' AND EXISTS (
        SELECT FROM reporting_dataquestion WHERE request_id = OLD.id AND answered_at IS NULL)) THEN
        PERFORM refuse(TG_NAME, 'Ett lämnat underlag kan inte ändras (11 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION confirmed_when_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reporting_dataquestion WHERE request_id = NEW.id AND answered_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'En fråga om underlaget är inte besvarad.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER confirmed_when_answered BEFORE INSERT OR UPDATE OF status ON reporting_datarequest
    FOR EACH ROW WHEN (NEW.status = 'answered') EXECUTE FUNCTION confirmed_when_answered();
"""

# What is said of an open account; nothing that was said is taken back or changed once it has its answer.
SAID = """
CREATE FUNCTION said_of_an_open_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    report bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse(TG_NAME, 'Det som är skrivet om redovisningen tas inte bort.');
    END IF;
    IF TG_TABLE_NAME = 'reporting_comment' THEN
        report := NEW.report_id;
        IF TG_OP = 'UPDATE' AND OLD.settled_at IS NOT NULL THEN
            PERFORM refuse(TG_NAME, 'Synpunkten är redan besvarad.');
        END IF;
    ELSE
        SELECT report_id INTO report FROM reporting_datarequest WHERE id = NEW.request_id;
        IF TG_OP = 'UPDATE' AND OLD.answered_at IS NOT NULL THEN
            PERFORM refuse(TG_NAME, 'Frågan är redan besvarad.');
        END IF;
    END IF;
    IF EXISTS (SELECT FROM reporting_report WHERE id = report AND status = 'decided') THEN
        PERFORM refuse(TG_NAME, 'En beslutad redovisning kan inte ändras (11 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_on_an_open_report BEFORE INSERT OR UPDATE OR DELETE ON reporting_comment
    FOR EACH ROW EXECUTE FUNCTION said_of_an_open_report();
CREATE TRIGGER question_on_an_open_report BEFORE INSERT OR UPDATE OR DELETE ON reporting_dataquestion
    FOR EACH ROW EXECUTE FUNCTION said_of_an_open_report();
"""

# Left to the Government when it is decided, and not before the day of the decision.
LEFT = """
CREATE FUNCTION left_when_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reporting_report WHERE id = NEW.report_id AND status = 'decided'
                   AND (decided_at AT TIME ZONE 'Europe/Stockholm')::date <= NEW."on") THEN
        PERFORM refuse(TG_NAME, 'Bara en beslutad redovisning lämnas till regeringen (11 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER left_when_decided BEFORE INSERT ON reporting_dispatch
    FOR EACH ROW EXECUTE FUNCTION left_when_decided();
CREATE TRIGGER left_once BEFORE UPDATE OR DELETE ON reporting_dispatch
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Att redovisningen är lämnad kan inte ändras.');
"""

RULES = [
    (COMPLETE, "DROP FUNCTION report_is_complete() CASCADE"),
    (NOTIFIED_IN_THE_YEAR, migrations.RunSQL.noop),
    (EDITIONS, "DROP FUNCTION edition_follows_a_decided_one() CASCADE"),
    (ASKED_BACK, "DROP FUNCTION confirmed_when_answered() CASCADE"),
    (SAID, "DROP FUNCTION said_of_an_open_report() CASCADE"),
    (LEFT, "DROP FUNCTION left_when_decided() CASCADE; DROP TRIGGER left_once ON reporting_dispatch"),
]


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_the_year_of_an_account"), ("onboarding", "0008_rules_of_refusing")]
    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
