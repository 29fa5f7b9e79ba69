"""The rules of 11 § and 10 § third paragraph that no single row can hold: the database refuses, whoever asks."""

from django.db import migrations

# A decided account never changes; nor is any account removed.
REPORT = """
CREATE FUNCTION report_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse(TG_NAME, 'En redovisning kan inte tas bort (11 §).');
    ELSIF OLD.status = 'decided' THEN
        PERFORM refuse(TG_NAME, 'En beslutad redovisning kan inte ändras (11 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_is_frozen BEFORE UPDATE OR DELETE ON reporting_report
    FOR EACH ROW EXECUTE FUNCTION report_is_frozen();
"""

# Decided only when the year is over, with each refusal of the year and each agreement not yet notified.
NOTHING_LEFT_OUT = """
CREATE FUNCTION report_leaves_nothing_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.cut->'period'->>'to' IS DISTINCT FROM NEW.year || '-12-31' THEN
        PERFORM refuse(TG_NAME, 'Uppgifterna omfattar inte hela året (11 §).');
    END IF;
    IF (SELECT count(*) FROM onboarding_refusal WHERE extract(year FROM decided_on) = NEW.year)
       <> jsonb_array_length(NEW.cut->'refusals') THEN
        PERFORM refuse(TG_NAME, 'Alla fall då anslutning har nekats under året är inte med (11 §).');
    END IF;
    IF (SELECT count(*) FROM reporting_reportedagreement WHERE report_id = NEW.id)
       <> jsonb_array_length(NEW.cut->'agreements')
       OR EXISTS (SELECT FROM onboarding_agreement g WHERE g.status = 'in_force'
                  AND NOT EXISTS (SELECT FROM reporting_reportedagreement r WHERE r.agreement_id = g.id)) THEN
        PERFORM refuse(TG_NAME, 'Alla ingångna överenskommelser är inte med (10 § tredje stycket).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_leaves_nothing_out BEFORE INSERT OR UPDATE OF status ON reporting_report
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION report_leaves_nothing_out();
"""

# What belongs to a decided account stays; what a supplier has confirmed stays.
PARTS = """
CREATE FUNCTION belongs_to_an_open_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reporting_report WHERE status = 'decided' AND id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.report_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.report_id END)) THEN
        PERFORM refuse(TG_NAME, 'En beslutad redovisning kan inte ändras (11 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER passage_of_an_open_report BEFORE INSERT OR UPDATE OR DELETE ON reporting_passage
    FOR EACH ROW EXECUTE FUNCTION belongs_to_an_open_report();
CREATE TRIGGER request_of_an_open_report BEFORE INSERT OR UPDATE OR DELETE ON reporting_datarequest
    FOR EACH ROW EXECUTE FUNCTION belongs_to_an_open_report();
CREATE TRIGGER agreement_of_an_open_report BEFORE INSERT ON reporting_reportedagreement
    FOR EACH ROW EXECUTE FUNCTION belongs_to_an_open_report();
CREATE TRIGGER notified_once BEFORE UPDATE OR DELETE ON reporting_reportedagreement
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Regeringen är redan underrättad om överenskommelsen (10 §).');

CREATE FUNCTION answer_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'answered' THEN
        PERFORM refuse(TG_NAME, 'Ett lämnat underlag kan inte ändras (11 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER answer_is_frozen BEFORE UPDATE OR DELETE ON reporting_datarequest
    FOR EACH ROW EXECUTE FUNCTION answer_is_frozen();

CREATE FUNCTION belongs_to_an_unanswered_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM reporting_datarequest d JOIN reporting_report r ON r.id = d.report_id
               WHERE (d.status = 'answered' OR r.status = 'decided') AND d.id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.request_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.request_id END)) THEN
        PERFORM refuse(TG_NAME, 'Ett lämnat underlag kan inte ändras (11 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER year_of_an_unanswered_request BEFORE INSERT OR UPDATE OR DELETE ON reporting_serviceyear
    FOR EACH ROW EXECUTE FUNCTION belongs_to_an_unanswered_request();
"""

# The decided document is drawn once, after the decision; drafts only before it.
DOCUMENTS = """
CREATE FUNCTION document_fits_its_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.final THEN
        PERFORM refuse(TG_NAME, 'En beslutad handling kan inte ändras eller tas bort.');
    ELSIF TG_OP <> 'DELETE' AND NEW.final <> (
        SELECT status = 'decided' FROM reporting_report WHERE id = NEW.report_id) THEN
        PERFORM refuse(TG_NAME, 'Handlingen stämmer inte med om redovisningen är beslutad.');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER document_fits_its_report BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportdocument
    FOR EACH ROW EXECUTE FUNCTION document_fits_its_report();
"""

RULES = [
    (REPORT, "DROP FUNCTION report_is_frozen() CASCADE"),
    (NOTHING_LEFT_OUT, "DROP FUNCTION report_leaves_nothing_out() CASCADE"),
    (
        PARTS,
        "DROP FUNCTION belongs_to_an_open_report() CASCADE; DROP TRIGGER notified_once ON reporting_reportedagreement;"
        "DROP FUNCTION answer_is_frozen() CASCADE; DROP FUNCTION belongs_to_an_unanswered_request() CASCADE",
    ),
    (DOCUMENTS, "DROP FUNCTION document_fits_its_report() CASCADE"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_report"),
        ("onboarding", "0003_rules_over_several_tables"),
        ("registry", "0002_journal_is_append_only"),
    ]
    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
