-- What a list of cases is sorted by and searched in, and whether the case is confidential, kept by the database itself:
-- also when a name or a target changes.

-- What a search looks in, in small letters: the words with one space between, before and after them. A short word of one
-- or two letters is looked for between its spaces, since an index of three letters at a time finds it so.
CREATE FUNCTION words_of(VARIADIC said text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ' ' || trim(regexp_replace(lower(array_to_string(said, ' ')), '[^[:alnum:]]+', ' ', 'g')) || ' ';
$$;

-- The keys of a request. The letters as in registry.models.agency.SwedishOrder, which gives the other names their
-- order.
CREATE FUNCTION keys_of_the_lists() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asking registry_agency;
    registration onboarding_interestregistration;
    named text := NEW.unmet_need;
BEGIN
    SELECT * INTO asking FROM registry_agency WHERE id = NEW.agency_id;
    SELECT * INTO registration FROM onboarding_interestregistration WHERE id = NEW.registration_id;
    IF NEW.service_id IS NOT NULL THEN
        SELECT name INTO named FROM registry_service WHERE id = NEW.service_id;
    END IF;
    NEW.stage := array_position(ARRAY['draft', 'registered', 'allocated', 'refused', 'accepted', 'agreed', 'connected',
                                      'withdrawn', 'closed'], NEW.status::text) - 1;
    NEW.agency_order := coalesce(asking.sort_name, '');
    NEW.service_order := left(translate(lower(coalesce(named, '')), 'åäöæøéèëüáà-', '{|}|}eeeyaa '), 250);
    NEW.words := words_of(registration.diary_number, registration.own_reference, asking.name, asking.short_name, named);
    NEW.confidential := coalesce(registration.confidential, false);
    NEW.awaits_opinion := EXISTS (
        SELECT FROM onboarding_allocation a JOIN onboarding_opinion o ON o.allocation_id = a.id AND NOT o.set_aside
        WHERE a.requested_service_id = NEW.id AND a.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM onboarding_assessment WHERE allocation_id = a.id));
    NEW.officer_id := (
        SELECT o.person_id FROM onboarding_caseofficer o JOIN registry_mandate m ON m.id = o.mandate_id
        WHERE o.registration_id = NEW.registration_id AND m.part = 'coordinator' ORDER BY o.since DESC LIMIT 1);
    NEW.due_on := coalesce(
        CASE WHEN NEW.paused_at IS NULL THEN (NEW.clock_from AT TIME ZONE 'Europe/Stockholm')::date + (
            SELECT days FROM onboarding_target WHERE status = NEW.status)::int END, '9999-12-31');
    RETURN NEW;
END $$;
CREATE TRIGGER keys_of_the_lists BEFORE INSERT OR UPDATE ON onboarding_requestedservice
    FOR EACH ROW EXECUTE FUNCTION keys_of_the_lists();

-- When a name, a number, a target or what is judged changes: an update that changes nothing of its own lets the rule above read
-- anew.
CREATE FUNCTION lists_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'registry_agency' THEN
        UPDATE onboarding_requestedservice SET words = '' WHERE agency_id = NEW.id;
    ELSIF TG_TABLE_NAME = 'registry_service' THEN
        UPDATE onboarding_requestedservice SET words = '' WHERE service_id = NEW.id;
    ELSIF TG_TABLE_NAME = 'onboarding_interestregistration' THEN
        -- a part is taken with its whole locked: wait for it first, so that what is read after finds the part too
        PERFORM FROM onboarding_requestedservice WHERE registration_id = NEW.id ORDER BY id FOR NO KEY UPDATE;
        UPDATE onboarding_requestedservice SET words = '' WHERE registration_id = NEW.id;
    ELSIF TG_TABLE_NAME IN ('onboarding_opinion', 'onboarding_assessment') THEN
        UPDATE onboarding_requestedservice SET words = '' WHERE id = requested_of_allocation(NEW.allocation_id);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE onboarding_requestedservice SET words = '' WHERE status = OLD.status;
    ELSE
        UPDATE onboarding_requestedservice SET words = '' WHERE status = NEW.status;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER lists_follow AFTER UPDATE OF name, short_name ON registry_agency
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
CREATE TRIGGER lists_follow AFTER UPDATE OF name ON registry_service
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
CREATE TRIGGER lists_follow AFTER UPDATE OF diary_number, own_reference, confidential ON onboarding_interestregistration
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
CREATE TRIGGER lists_follow AFTER INSERT OR UPDATE OF set_aside ON onboarding_opinion
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
CREATE TRIGGER lists_follow AFTER INSERT ON onboarding_assessment
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
CREATE TRIGGER lists_follow AFTER INSERT OR UPDATE OR DELETE ON onboarding_target
    FOR EACH ROW EXECUTE FUNCTION lists_follow();
