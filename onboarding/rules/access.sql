-- What a supplier may see of what the agencies ask for (7, 10 §§): written by the database, and never removed. The
-- program may only read it, so the rules here run with the owner's rights.

-- 7 §: what is allocated to a supplier, it sees from then on.
CREATE FUNCTION allocation_gives_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO onboarding_access (requested_service_id, mandate_id, since, because,
        received_at, stage, due_on, agency_order, service_order, words)
    SELECT id, NEW.supplier_id, NEW.allocated_at, 'allocation', received_at, stage, due_on, agency_order, service_order, words
    FROM onboarding_requestedservice WHERE id = NEW.requested_service_id AND received_at IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_gives_access AFTER INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocation_gives_access();

-- 10 §: the suppliers of an agreement see all that it is about, also what another of them delivers.
CREATE FUNCTION agreement_gives_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO onboarding_access (requested_service_id, mandate_id, since, because,
        received_at, stage, due_on, agency_order, service_order, words)
    SELECT DISTINCT line.requested_service_id, supplying.supplier_id, now(), 'agreement',
        wanted.received_at, wanted.stage, wanted.due_on, wanted.agency_order, wanted.service_order, wanted.words
    FROM onboarding_agreementline line
    JOIN onboarding_requestedservice wanted ON wanted.id = line.requested_service_id
    JOIN onboarding_agreementline supplying ON supplying.agreement_id = line.agreement_id
    WHERE line.agreement_id = NEW.agreement_id AND NEW.id IN (line.id, supplying.id) AND wanted.received_at IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER agreement_gives_access AFTER INSERT ON onboarding_agreementline
    FOR EACH ROW EXECUTE FUNCTION agreement_gives_access();

-- What a supplier's list is sorted by and searched in follows the requested service.
CREATE FUNCTION access_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE onboarding_access SET stage = NEW.stage, due_on = NEW.due_on, agency_order = NEW.agency_order,
        service_order = NEW.service_order, words = NEW.words
    WHERE requested_service_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER access_follows AFTER UPDATE ON onboarding_requestedservice
    FOR EACH ROW WHEN ((OLD.stage, OLD.due_on, OLD.agency_order, OLD.service_order, OLD.words)
        IS DISTINCT FROM (NEW.stage, NEW.due_on, NEW.agency_order, NEW.service_order, NEW.words))
    EXECUTE FUNCTION access_follows();
