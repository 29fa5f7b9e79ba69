-- 11 §, and 10 § third paragraph: the account to the Government.

-- 11 §: a decided account never changes, and none is removed.
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

-- 10 § third paragraph, 11 §: decided only with the whole year, each refusal of it and each agreement not yet
-- notified.
CREATE FUNCTION report_leaves_nothing_out() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER report_leaves_nothing_out BEFORE INSERT OR UPDATE OF status ON reporting_report
    FOR EACH ROW WHEN (NEW.status = 'decided') EXECUTE FUNCTION report_leaves_nothing_out();

-- 11 §: decided only when each supplier has answered or is noted for its silence, and each comment is settled.
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

-- 11 §: a new edition corrects a decided account.
CREATE FUNCTION edition_follows_a_decided_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reporting_report WHERE year = NEW.year AND edition = NEW.edition - 1 AND status = 'decided') THEN
        PERFORM refuse(TG_NAME, 'En ny utgåva rättar en beslutad redovisning.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER edition_follows_a_decided_one BEFORE INSERT OR UPDATE OF year, edition ON reporting_report
    FOR EACH ROW WHEN (NEW.edition > 1) EXECUTE FUNCTION edition_follows_a_decided_one();

-- 11 §: texts, requests and agreements of a decided account never change.
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

-- 11 §: data that a supplier has left stay as they were left, until they are asked back.
CREATE FUNCTION answer_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'answered' AND NOT (TG_OP = 'UPDATE' AND NEW.status = 'started' AND EXISTS (
        SELECT FROM reporting_dataquestion WHERE request_id = OLD.id AND answered_at IS NULL)) THEN
        PERFORM refuse(TG_NAME, 'Ett lämnat underlag kan inte ändras (11 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER answer_is_frozen BEFORE UPDATE OR DELETE ON reporting_datarequest
    FOR EACH ROW EXECUTE FUNCTION answer_is_frozen();

-- 11 §: the figures of a request change only until it is answered.
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

-- 11 § second paragraph: confirmed only when complete and with each question answered.
CREATE FUNCTION confirmed_when_answered() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER confirmed_when_answered BEFORE INSERT OR UPDATE OF status ON reporting_datarequest
    FOR EACH ROW WHEN (NEW.status = 'answered') EXECUTE FUNCTION confirmed_when_answered();

-- 11 §: decided only on data that were confirmed when the year was over.
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

-- 11 §: comments and questions stand, are settled once, and only while the account is open.
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

-- 11 §: a decided paper is of a decided account, and stays; a draft is of an open one.
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

-- 11 §: only a decided account is left to the Government.
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

-- 11 §: the note of where it was sent stays.
CREATE TRIGGER left_once BEFORE UPDATE OR DELETE ON reporting_dispatch
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Att redovisningen är lämnad kan inte ändras.');

-- 10 § third paragraph: the Government is notified of an agreement once.
CREATE TRIGGER notified_once BEFORE UPDATE OR DELETE ON reporting_reportedagreement
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Regeringen är redan underrättad om överenskommelsen (10 §).');

-- 10 § third paragraph: the Government is notified of the agreements in a decided account.
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
