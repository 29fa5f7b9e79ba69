-- 4 §: what the suppliers offer.

-- 4 §: what a supplier has declared stays as it was declared; the next declaration says what holds now.
CREATE TRIGGER capacity_is_never_changed BEFORE UPDATE OR DELETE ON registry_capacity
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Uppgiven kapacitet ändras inte. Uppge den på nytt.');

-- 5 §: a description that both have approved stays as it was published; the next version takes over, once.
CREATE FUNCTION description_stays_as_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,superseded_at}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves
        OR to_jsonb(OLD) <> to_jsonb(NEW) AND (OLD.status, NEW.status) <> ('published', 'superseded') THEN
        PERFORM refuse(TG_NAME, 'En publicerad beskrivning kan inte ändras eller tas bort. Skriv en ny version (5 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER description_stays_as_published BEFORE UPDATE OR DELETE ON registry_servicedescription
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION description_stays_as_published();

-- 6 §: a service is offered by a supplier, and stays that supplier's: agreements and fees rest on it.
CREATE FUNCTION offered_by_its_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.supplier_id <> OLD.supplier_id THEN
            PERFORM refuse(TG_NAME, 'En tjänst byter inte leverantörsmyndighet (6 §).');
        END IF;
    ELSIF (SELECT part FROM registry_mandate WHERE id = NEW.supplier_id) <> 'supplier' THEN
        PERFORM refuse(TG_NAME, 'En tjänst tillhandahålls av en leverantörsmyndighet (5 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offered_by_its_supplier BEFORE INSERT OR UPDATE OF supplier_id ON registry_service
    FOR EACH ROW EXECUTE FUNCTION offered_by_its_supplier();

-- 4–5 §§: a mandate stays that agency's, in that part: what was done in it was done so. It only ends.
CREATE FUNCTION mandate_keeps_its_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse(TG_NAME, 'Ett uppdrag byter inte myndighet eller slag. Avsluta det och lägg till ett nytt (4–5 §§).');
    RETURN NULL;
END $$;
CREATE TRIGGER mandate_keeps_its_part BEFORE UPDATE ON registry_mandate
    FOR EACH ROW WHEN ((OLD.agency_id, OLD.part) IS DISTINCT FROM (NEW.agency_id, NEW.part))
    EXECUTE FUNCTION mandate_keeps_its_part();

-- 4 §: a version of a model stays as it was written: agreements name it. It only ends.
CREATE FUNCTION model_is_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse(TG_NAME, 'En version av en modell kan inte skrivas om. Lägg till en ny version (4 §).');
    RETURN NULL;
END $$;
CREATE TRIGGER model_is_never_rewritten BEFORE UPDATE ON registry_modeldocument
    FOR EACH ROW WHEN ((OLD.kind, OLD.version, OLD.text) IS DISTINCT FROM (NEW.kind, NEW.version, NEW.text))
    EXECUTE FUNCTION model_is_never_rewritten();
