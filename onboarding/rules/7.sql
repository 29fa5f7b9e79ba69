-- 7 §: who registers interest, in what, and to whom it is allocated.

-- 3, 7 §§: only an agency under the Government registers interest.
CREATE FUNCTION registers_only_under_the_government() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM registry_agency WHERE id = NEW.agency_id) = 'riksdag' THEN
        PERFORM refuse(TG_NAME, 'Bara en myndighet under regeringen kan anmäla intresse (3 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registers_only_under_the_government BEFORE INSERT OR UPDATE OF agency_id ON onboarding_interestregistration
    FOR EACH ROW EXECUTE FUNCTION registers_only_under_the_government();

-- 7 §: a step of a draft is left to somebody who may change it, an officer or decision maker of the agency, to a day
-- that comes.
CREATE FUNCTION asked_of_a_colleague() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_interestregistration i
        JOIN registry_mandate m ON m.agency_id = i.agency_id AND m.part = 'applicant'
        JOIN registry_membership b ON b.mandate_id = m.id AND b.role <> 'reader' AND b.user_id = NEW.colleague_id
        WHERE i.id = NEW.registration_id AND i.registered_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'Välj en kollega hos er som får ändra utkastet.');
    END IF;
    IF NEW.due < (NEW.asked_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        PERFORM refuse(TG_NAME, 'Dagen har redan varit. Ange i dag eller en senare dag.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asked_of_a_colleague BEFORE INSERT OR UPDATE OF registration_id, colleague_id, asked_at, due
    ON onboarding_steprequest FOR EACH ROW EXECUTE FUNCTION asked_of_a_colleague();

-- 7 §: a registration that has come in asks for at least one service. Deferred: the services are written after it.
CREATE FUNCTION registered_asks_for_something() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_interestregistration WHERE id = NEW.id AND registered_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM onboarding_requestedservice WHERE registration_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Anmälan efterfrågar ingen tjänst (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER registered_asks_for_something AFTER INSERT OR UPDATE OF registered_at
    ON onboarding_interestregistration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registered_asks_for_something();

-- Whether any of the named fields of a row, as JSON, has a value that says something.
CREATE FUNCTION says_anything(said jsonb, names text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (SELECT FROM unnest(names) name WHERE said ->> name ~ '[^[:space:]]');
$$;

-- 7 §: a need that is handled in another channel (security protection) is sent as that and a reference number
-- alone.
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
    FOR EACH ROW WHEN (NEW.registered_at IS NOT NULL AND NEW.other_channel AND NEW.need !~ '[^[:space:]]')
    EXECUTE FUNCTION elsewhere_says_nothing_more();

-- 7 §: what comes by letter, e-mail or telephone is written down by the coordinator once it has come in, with the letter or
-- e-mail itself. Deferred: the file is written last.
CREATE FUNCTION written_down_with_its_original() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_membership b JOIN registry_mandate m ON m.id = b.mandate_id
                   WHERE b.user_id = NEW.created_by_id AND b.role <> 'reader' AND m.part = 'coordinator') THEN
        PERFORM refuse('written_down_by_the_coordinator', 'Den samordnande myndigheten skriver in det som kommer på annat sätt (7 §).');
    END IF;
    IF EXISTS (SELECT FROM onboarding_interestregistration WHERE id = NEW.id AND registered_at IS NULL) THEN
        PERFORM refuse('written_down_when_it_came', 'Det som kommer på annat sätt skrivs in när det har kommit in (7 §).');
    END IF;
    IF NEW.came_by IN ('letter', 'email') AND NOT EXISTS (
        SELECT FROM onboarding_attachment WHERE registration_id = NEW.id AND original) THEN
        PERFORM refuse(TG_NAME, 'Bifoga brevet eller e-postmeddelandet som det kom.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER written_down_with_its_original AFTER INSERT OR UPDATE OF came_by, registered_at
    ON onboarding_interestregistration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.came_by <> 'form') EXECUTE FUNCTION written_down_with_its_original();

-- 7 §: an original is of what came another way, and kept by the coordinator.
CREATE FUNCTION original_of_what_came_another_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT came_by = 'form' FROM onboarding_interestregistration WHERE id = NEW.registration_id)
        OR (SELECT part <> 'coordinator' FROM registry_mandate WHERE id = NEW.uploaded_for_id) THEN
        PERFORM refuse(TG_NAME, 'Bara den samordnande myndigheten bifogar originalet till det som har kommit på annat sätt (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER original_of_what_came_another_way BEFORE INSERT ON onboarding_attachment
    FOR EACH ROW WHEN (NEW.original) EXECUTE FUNCTION original_of_what_came_another_way();

-- 7, 10 §§: who sends the form answers whether the supplier processes personal data; what came another way may say nothing of it.
CREATE FUNCTION personal_data_is_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT awaits_completion(NEW.registration_id) THEN
        PERFORM refuse(TG_NAME, 'Svara på om leverantörsmyndigheten ska behandla personuppgifter för er räkning (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER personal_data_is_answered BEFORE INSERT OR UPDATE OF status, personal_data ON onboarding_requestedservice
    FOR EACH ROW WHEN (NEW.status <> 'draft' AND NEW.status NOT IN ('withdrawn', 'closed') AND NEW.personal_data IS NULL
        AND NOT (NEW.service_id IS NULL AND NEW.unmet_need = 'Behov som hanteras i en annan kanal'))
    EXECUTE FUNCTION personal_data_is_answered();

-- 7 §: a registration that has come in keeps its agency and its diary number, and stays.
CREATE FUNCTION registered_stays_registered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.registered_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.registered_at IS NULL
        OR (OLD.diary_number, OLD.agency_id) IS DISTINCT FROM (NEW.diary_number, NEW.agency_id)) THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan som har kommit in behåller myndighet och diarienummer (5 kap. 2 § OSL).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER registered_stays_registered BEFORE UPDATE OR DELETE ON onboarding_interestregistration
    FOR EACH ROW EXECUTE FUNCTION registered_stays_registered();

-- Whether it came another way than by the form, and the agency has not answered yet what it did not say.
CREATE FUNCTION awaits_completion(registration bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT came_by <> 'form' AND completed_at IS NULL FROM onboarding_interestregistration WHERE id = registration;
$$;

-- The fields of a row, as JSON, in which nothing is said.
CREATE FUNCTION unanswered(said jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(key), '{}') FROM jsonb_each_text(said) WHERE coalesce(value, '') !~ '[^[:space:]]';
$$;

-- 7 §: what an agency has registered stays as it was registered; what the handling adds may change, and the agency once answers
-- what its letter, e-mail or call did not.
CREATE FUNCTION what_came_in_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{changed_at,confidential,confidential_for_id}';
BEGIN
    IF OLD.came_by <> 'form' AND OLD.completed_at IS NULL AND NEW.completed_at IS NOT NULL THEN
        moves := moves || unanswered(to_jsonb(OLD));
        IF NEW.completed_by_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM registry_membership b JOIN registry_mandate m ON m.id = b.mandate_id
            WHERE b.user_id = NEW.completed_by_id AND b.role <> 'reader'
              AND m.part = 'applicant' AND m.agency_id = NEW.agency_id) THEN
            PERFORM refuse('completed_by_the_agency', 'Myndigheten själv kompletterar sin intresseanmälan (7 §).');
        END IF;
        IF EXISTS (SELECT FROM onboarding_requestedservice WHERE registration_id = NEW.id AND personal_data IS NULL
                   AND status <> 'draft' AND status NOT IN ('withdrawn', 'closed')) THEN
            PERFORM refuse('completed_for_each_service', 'Svara för varje tjänst på om personuppgifter ska behandlas (10 §).');
        END IF;
    END IF;
    IF to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan kan inte ändras när den har kommit in (praxis).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_came_in_stays BEFORE UPDATE ON onboarding_interestregistration
    FOR EACH ROW WHEN (OLD.registered_at IS NOT NULL) EXECUTE FUNCTION what_came_in_stays();

-- 7, 8 §§: a requested service stays as it was asked for; its volume falls only by a part that is refused.
CREATE FUNCTION what_was_asked_for_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,supplier_id,delivered_service_id,clock_from,paused_at,volume,
                     stage,agency_order,service_order,due_on,words,confidential,awaits_opinion,officer_id}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
        moves := moves || unanswered(to_jsonb(OLD));
        IF TG_OP = 'DELETE' OR NOT awaits_completion(NEW.registration_id) OR to_jsonb(OLD) - moves <> to_jsonb(NEW) - moves THEN
            PERFORM refuse(TG_NAME, 'En efterfrågad tjänst kan inte ändras eller tas bort när anmälan har kommit in (praxis).');
        END IF;
    END IF;
    IF OLD.volume IS DISTINCT FROM NEW.volume AND NOT (OLD.volume IS NULL AND awaits_completion(NEW.registration_id))
        AND NOT EXISTS (
        SELECT FROM onboarding_requestedservice
        WHERE part_of_id = NEW.id AND whole_volume = OLD.volume AND volume = OLD.volume - NEW.volume) THEN
        PERFORM refuse(TG_NAME, 'Volymen ändras bara när en del av den blir en egen efterfrågan (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER what_was_asked_for_stays BEFORE UPDATE OR DELETE ON onboarding_requestedservice
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION what_was_asked_for_stays();

-- 7 §: what a letter did not say of a service is answered when the whole is completed. Deferred: the registration is written last.
CREATE FUNCTION answered_when_completed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF awaits_completion(NEW.registration_id) THEN
        PERFORM refuse(TG_NAME, 'Det som saknas om en tjänst svarar myndigheten på när den kompletterar intresseanmälan (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER answered_when_completed AFTER UPDATE ON onboarding_requestedservice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status <> 'draft' AND (
        OLD.volume IS NULL AND NEW.volume IS NOT NULL
        OR (OLD.personal_data, OLD.wanted_from, OLD.latest_on, OLD.latest_reason, OLD.present_volume, OLD.opening_hours,
            OLD.wanted_availability, OLD.rto_hours, OLD.rpo_hours, OLD.confidentiality, OLD.integrity, OLD.availability)
        IS DISTINCT FROM
            (NEW.personal_data, NEW.wanted_from, NEW.latest_on, NEW.latest_reason, NEW.present_volume, NEW.opening_hours,
            NEW.wanted_availability, NEW.rto_hours, NEW.rpo_hours, NEW.confidentiality, NEW.integrity, NEW.availability)))
    EXECUTE FUNCTION answered_when_completed();

-- 7 §: when a registration comes in, so do its services. Deferred: both are written in the same act.
CREATE FUNCTION registered_with_its_services() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_requestedservice r JOIN onboarding_interestregistration i ON i.id = r.registration_id
               WHERE i.id = NEW.id AND (r.status = 'draft') = (i.registered_at IS NOT NULL)) THEN
        PERFORM refuse(TG_NAME, 'Läget stämmer inte med om intresseanmälan är skickad (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER registered_with_its_services AFTER UPDATE OF registered_at ON onboarding_interestregistration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registered_with_its_services();

-- 7, 8 §§: nothing is added to what has come in but a part of it, which is refused.
CREATE FUNCTION nothing_is_added_to_what_came_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_diarycase WHERE registration_id = NEW.registration_id) THEN
        PERFORM refuse(TG_NAME, 'Det som har kommit in kan inte få fler tjänster. Anmäl intresset på nytt (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER nothing_is_added_to_what_came_in AFTER INSERT ON onboarding_requestedservice
    FOR EACH ROW WHEN (NEW.part_of_id IS NULL) EXECUTE FUNCTION nothing_is_added_to_what_came_in();

-- 7 §: what is withdrawn or closed stays so; the agency may register its interest anew.
CREATE FUNCTION what_has_ended_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM refuse(TG_NAME, 'Det som är återkallat eller avslutat kan inte tas upp igen. Anmäl intresset på nytt (7 §).');
    RETURN NULL;
END $$;
CREATE TRIGGER what_has_ended_stays BEFORE UPDATE ON onboarding_requestedservice
    FOR EACH ROW WHEN (OLD.status IN ('withdrawn', 'closed') AND NEW.status <> OLD.status)
    EXECUTE FUNCTION what_has_ended_stays();

-- 7, 8, 10 §§: a state is the shadow of a fact: allocated by an allocation, refused by a refusal, agreed by an
-- agreement.
CREATE FUNCTION state_has_its_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    registration onboarding_interestregistration;
BEGIN
    SELECT * INTO registration FROM onboarding_interestregistration WHERE id = NEW.registration_id;
    IF (NEW.status = 'draft') = (registration.registered_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Läget stämmer inte med om intresseanmälan är skickad (7 §).');
    END IF;
    IF NEW.agency_id <> registration.agency_id THEN
        PERFORM refuse(TG_NAME, 'Tjänsten efterfrågas av den myndighet som anmäler intresset (7 §).');
    END IF;
    IF NEW.status IN ('allocated', 'accepted', 'agreed', 'connected') AND NOT EXISTS (
        SELECT FROM onboarding_allocation
        WHERE requested_service_id = NEW.id AND ended_at IS NULL AND supplier_id = NEW.supplier_id) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten är inte fördelad till leverantörsmyndigheten (7 §).');
    END IF;
    IF NEW.status = 'refused' AND NOT EXISTS (
        SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
        WHERE a.ended_at IS NOT NULL
          AND a.id = (SELECT max(id) FROM onboarding_allocation WHERE requested_service_id = NEW.id)) THEN
        PERFORM refuse(TG_NAME, 'Det finns inget beslut med skäl att neka anslutning (8 §).');
    END IF;
    IF NEW.status IN ('agreed', 'connected') AND NOT EXISTS (
        SELECT FROM onboarding_agreementline l JOIN onboarding_agreement g ON g.id = l.agreement_id
        WHERE l.requested_service_id = NEW.id AND g.status = 'in_force') THEN
        PERFORM refuse(TG_NAME, 'Det finns ingen ingången överenskommelse om tjänsten (10 §).');
    END IF;
    IF NEW.status = 'connected' AND NOT EXISTS (
        SELECT FROM onboarding_connection WHERE requested_service_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Anslutningen är inte gjord (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER state_has_its_fact BEFORE INSERT OR UPDATE OF status, registration_id, agency_id, supplier_id
    ON onboarding_requestedservice FOR EACH ROW EXECUTE FUNCTION state_has_its_fact();

-- 6, 10 §§: a supplier takes on its own services alone; what is agreed or connected goes only forward.
CREATE FUNCTION stays_on_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.delivered_service_id IS NOT NULL AND NEW.supplier_id IS DISTINCT FROM
        (SELECT supplier_id FROM registry_service WHERE id = NEW.delivered_service_id) THEN
        PERFORM refuse(TG_NAME, 'En leverantörsmyndighet levererar bara sina egna tjänster (6 §).');
    END IF;
    IF NEW.status <> 'connected' AND EXISTS (
        SELECT FROM onboarding_connection WHERE requested_service_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Anslutningen är gjord (10 §).');
    END IF;
    IF NEW.status NOT IN ('agreed', 'connected') AND EXISTS (
        SELECT FROM onboarding_agreementline l JOIN onboarding_agreement g ON g.id = l.agreement_id
        WHERE l.requested_service_id = NEW.id AND g.status = 'in_force') THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen om tjänsten är ingången (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays_on_its_way BEFORE UPDATE ON onboarding_requestedservice
    FOR EACH ROW EXECUTE FUNCTION stays_on_its_way();

-- 7 §: a service that has come in is allocated to a supplier.
CREATE FUNCTION allocated_to_a_supplier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT part FROM registry_mandate WHERE id = NEW.supplier_id) <> 'supplier' THEN
        PERFORM refuse(TG_NAME, 'En tjänst fördelas till en leverantörsmyndighet (7 §).');
    END IF;
    IF (SELECT status FROM onboarding_requestedservice WHERE id = NEW.requested_service_id) = 'draft' THEN
        PERFORM refuse(TG_NAME, 'Ett utkast kan inte fördelas (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocated_to_a_supplier BEFORE INSERT OR UPDATE ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocated_to_a_supplier();

-- 4, 7 §§: the coordinating agency allocates.
CREATE FUNCTION coordinator_allocates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM registry_membership b JOIN registry_mandate m ON m.id = b.mandate_id
                   WHERE b.user_id = NEW.allocated_by_id AND b.role <> 'reader' AND m.part = 'coordinator') THEN
        PERFORM refuse(TG_NAME, 'Den samordnande myndigheten fördelar (7 §).');
    END IF;
    IF NEW.ended_at IS NOT NULL THEN
        PERFORM refuse(TG_NAME, 'En fördelning gäller från det att den görs (praxis).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER coordinator_allocates BEFORE INSERT ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION coordinator_allocates();

-- 7 §: an allocation is kept as it was made; it can only end, once.
CREATE FUNCTION allocation_only_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
        OR to_jsonb(OLD) - 'ended_at' <> to_jsonb(NEW) - 'ended_at' THEN
        PERFORM refuse(TG_NAME, 'En fördelning kan inte ändras eller tas bort, bara upphöra (7 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocation_only_ends BEFORE UPDATE OR DELETE ON onboarding_allocation
    FOR EACH ROW EXECUTE FUNCTION allocation_only_ends();

-- 7 §: a service has the supplier of the allocation that stands, and none without. Deferred: both are written in the
-- same act.
CREATE FUNCTION allocated_while_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT supplier_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id)
        IS DISTINCT FROM (SELECT supplier_id FROM onboarding_allocation
                          WHERE requested_service_id = NEW.requested_service_id AND ended_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten är inte fördelad till leverantörsmyndigheten (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER allocated_while_it_stands AFTER INSERT OR UPDATE ON onboarding_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION allocated_while_it_stands();

-- A paper of a case is kept as it was drawn.
CREATE TRIGGER document_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_document
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En upprättad handling kan inte ändras eller tas bort.');

-- Nor are the papers emptied as a whole.
CREATE TRIGGER documents_are_never_emptied BEFORE TRUNCATE ON onboarding_document
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Upprättade handlingar kan inte tas bort.');
