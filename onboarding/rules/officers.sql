-- Each agency that handles a case has one named officer for it. Who may be that, and what the lists read of it.

-- 16–17 §§ FL: whether the person may have the case as the mandate's officer on the day: with the role and a log-in, in no
-- conflict, named if the case is confidential, never on the agency's side, nor for another mandate, and not who allocated
-- all that the supplier had.
CREATE FUNCTION may_have_the_case(registration bigint, taker bigint, person bigint, today date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registry_membership held
        JOIN registry_mandate m ON m.id = held.mandate_id JOIN registry_user u ON u.id = held.user_id
        WHERE held.user_id = person AND held.mandate_id = taker AND held.role IN ('officer', 'decision_maker') AND u.is_active
          AND daterange(held.valid_from, held.valid_until) @> today AND daterange(m.valid_from, m.valid_until) @> today)
    AND NOT EXISTS (
        SELECT FROM onboarding_conflictreport
        WHERE registration_id = registration AND person_id = person AND outcome IN ('', 'conflict'))
    AND (
        NOT (SELECT confidential FROM onboarding_interestregistration WHERE id = registration)
        OR EXISTS (
            SELECT FROM onboarding_interestregistrationuserobjectpermission
            WHERE content_object_id = registration AND user_id = person AND mandate_id = taker
              AND (until IS NULL OR until >= today)))
    AND NOT EXISTS (
        SELECT FROM onboarding_caseofficer WHERE registration_id = registration AND person_id = person AND mandate_id <> taker)
    AND NOT acted_for_the_agency(registration, ARRAY[person])
    AND NOT coalesce((
        SELECT bool_and(EXISTS (
            SELECT FROM onboarding_allocation own
            WHERE own.requested_service_id = had.requested_service_id AND own.allocated_by_id = person))
        FROM onboarding_allocation had JOIN onboarding_requestedservice r ON r.id = had.requested_service_id
        WHERE r.registration_id = registration AND had.supplier_id = taker), false);
$$;

-- The coordinator, and a supplier that has or had any of a case that is sent, have an officer for it, who may have it.
CREATE FUNCTION officer_may_have_the_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM registry_mandate WHERE id = NEW.mandate_id AND part = 'applicant')
       OR EXISTS (SELECT FROM onboarding_interestregistration WHERE id = NEW.registration_id AND registered_at IS NULL)
       OR NOT takes_part(NEW.registration_id, NEW.mandate_id) THEN
        PERFORM refuse(TG_NAME, 'Den samordnande myndigheten och en leverantörsmyndighet som har ärendet har var sin handläggare.');
    END IF;
    IF NOT may_have_the_case(NEW.registration_id, NEW.mandate_id, NEW.person_id, (now() AT TIME ZONE 'Europe/Stockholm')::date) THEN
        PERFORM refuse(TG_NAME, 'Välj en handläggare hos er som kan ha ärendet.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER officer_may_have_the_case BEFORE INSERT OR UPDATE ON onboarding_caseofficer
    FOR EACH ROW EXECUTE FUNCTION officer_may_have_the_case();

-- The coordinator's list reads its officer in the requested service, a supplier's in its access. The program may not write
-- the latter, so the rule runs with the owner's rights.
CREATE FUNCTION officers_are_listed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_it onboarding_caseofficer := coalesce(NEW, OLD);
BEGIN
    -- a part is taken with its whole locked: wait for it first, so that what is read after finds the part too
    PERFORM FROM onboarding_requestedservice WHERE registration_id = of_it.registration_id ORDER BY id FOR NO KEY UPDATE;
    UPDATE onboarding_requestedservice SET words = '' WHERE registration_id = of_it.registration_id;
    UPDATE onboarding_access a SET officer_id = CASE WHEN TG_OP <> 'DELETE' THEN of_it.person_id END
    FROM onboarding_requestedservice r
    WHERE r.id = a.requested_service_id AND r.registration_id = of_it.registration_id AND a.mandate_id = of_it.mandate_id;
    RETURN NULL;
END $$;
CREATE TRIGGER officers_are_listed AFTER INSERT OR UPDATE OR DELETE ON onboarding_caseofficer
    FOR EACH ROW EXECUTE FUNCTION officers_are_listed();

-- What a supplier comes to see of a case that it has already is its officer's too.
CREATE FUNCTION access_has_its_officer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.officer_id := (
        SELECT o.person_id FROM onboarding_caseofficer o JOIN onboarding_requestedservice r ON r.registration_id = o.registration_id
        WHERE r.id = NEW.requested_service_id AND o.mandate_id = NEW.mandate_id);
    RETURN NEW;
END $$;
CREATE TRIGGER access_has_its_officer BEFORE INSERT ON onboarding_access
    FOR EACH ROW EXECUTE FUNCTION access_has_its_officer();
