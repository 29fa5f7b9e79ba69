-- 10 §: agreeing in writing before connecting.

-- 10 § second paragraph: whether the agreement has all fifteen terms of GDPR art. 28(3), where it needs them.
CREATE FUNCTION terms_are_there(agreement bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM onboarding_agreementline WHERE agreement_id = agreement AND personal_data)
        OR EXISTS (
            SELECT FROM onboarding_personaldataterms t
            WHERE agreement_id = agreement AND (
                SELECT bool_and(value ~ '[[:alnum:]]') AND count(*) = 15
                FROM jsonb_each_text(to_jsonb(t) - 'id' - 'agreement_id')));
$$;

-- 10 § second paragraph: a line tells that personal data are processed, where the request or the service says so.
CREATE FUNCTION line_tells_of_personal_data() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.personal_data AND (
        EXISTS (SELECT FROM onboarding_requestedservice WHERE id = NEW.requested_service_id AND personal_data)
        OR EXISTS (SELECT FROM registry_servicedescription
                   WHERE service_id = NEW.service_id AND version = NEW.description_version AND personal_data)) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten innebär att personuppgifter behandlas (10 §).');
    END IF;
    IF awaits_completion((SELECT registration_id FROM onboarding_requestedservice WHERE id = NEW.requested_service_id)) THEN
        PERFORM refuse('agreed_when_completed', 'Intresseanmälan behöver kompletteras innan en överenskommelse upprättas (7 och 10 §§).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_tells_of_personal_data BEFORE INSERT OR UPDATE ON onboarding_agreementline
    FOR EACH ROW EXECUTE FUNCTION line_tells_of_personal_data();

-- 10 §: lines, terms and sub-processors change only while the agreement is a draft.
CREATE FUNCTION belongs_to_a_draft_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_agreement WHERE status <> 'draft' AND id IN (
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.agreement_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.agreement_id END)) THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsens innehåll kan bara ändras medan den är ett utkast.');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER line_of_a_draft_agreement BEFORE INSERT OR UPDATE OR DELETE ON onboarding_agreementline
    FOR EACH ROW EXECUTE FUNCTION belongs_to_a_draft_agreement();
CREATE TRIGGER terms_of_a_draft_agreement BEFORE INSERT OR UPDATE OR DELETE ON onboarding_personaldataterms
    FOR EACH ROW EXECUTE FUNCTION belongs_to_a_draft_agreement();
CREATE TRIGGER sub_processor_of_a_draft_agreement BEFORE INSERT OR UPDATE OR DELETE ON onboarding_subprocessor
    FOR EACH ROW EXECUTE FUNCTION belongs_to_a_draft_agreement();

-- 10 §: a line is about a service of the same case, which is allocated to that supplier.
CREATE FUNCTION line_is_of_the_parties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_requestedservice r JOIN onboarding_agreement g ON g.registration_id = r.registration_id
        WHERE r.id = NEW.requested_service_id AND g.id = NEW.agreement_id AND r.supplier_id = NEW.supplier_id) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten hör inte till parterna (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_is_of_the_parties BEFORE INSERT ON onboarding_agreementline
    FOR EACH ROW EXECUTE FUNCTION line_is_of_the_parties();

-- 10 §: only what is presented, complete and of that very content is signed.
CREATE FUNCTION signs_what_is_complete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM onboarding_agreement WHERE id = NEW.agreement_id AND status = 'ready'
                   AND content_hash = NEW.content_hash AND content_hash <> '') THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen är inte klar att underteckna (10 §).');
    END IF;
    IF NOT terms_are_there(NEW.agreement_id) THEN
        PERFORM refuse(TG_NAME, 'Personuppgiftsvillkoren är inte fullständiga (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signs_what_is_complete BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signs_what_is_complete();

-- 10 §: a decision maker of a party signs for it: of the agency, or of a supplier that delivers.
CREATE FUNCTION signs_for_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM registry_membership WHERE user_id = NEW.signed_by_id AND mandate_id = NEW.mandate_id
          AND role = 'decision_maker')
       OR NOT EXISTS (
        SELECT FROM onboarding_agreement g JOIN onboarding_interestregistration i ON i.id = g.registration_id
        JOIN registry_mandate m ON m.id = NEW.mandate_id
        WHERE g.id = NEW.agreement_id AND (
            m.part = 'applicant' AND m.agency_id = i.agency_id
            OR EXISTS (SELECT FROM onboarding_agreementline WHERE agreement_id = g.id AND supplier_id = m.id))) THEN
        PERFORM refuse(TG_NAME, 'En beslutsfattare hos en av parterna undertecknar för den (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signs_for_a_party BEFORE INSERT ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION signs_for_a_party();

-- 10 §: a signature stays as it was given.
CREATE TRIGGER signature_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En underskrift kan inte ändras eller tas bort.');

-- 10 §: in force only when every party has signed that very content, with its services and its terms.
CREATE FUNCTION in_force_when_all_have_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM onboarding_agreementline WHERE agreement_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen saknar tjänster (10 §).');
    END IF;
    IF NOT terms_are_there(NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Personuppgiftsvillkoren är inte fullständiga (10 §).');
    END IF;
    IF EXISTS (
        SELECT supplier_id FROM onboarding_agreementline WHERE agreement_id = NEW.id
        EXCEPT SELECT mandate_id FROM onboarding_signature
               WHERE agreement_id = NEW.id AND content_hash = NEW.content_hash)
       OR NOT EXISTS (
        SELECT FROM onboarding_signature s JOIN registry_mandate m ON m.id = s.mandate_id
        JOIN onboarding_interestregistration i ON i.id = NEW.registration_id
        WHERE s.agreement_id = NEW.id AND s.content_hash = NEW.content_hash
          AND m.part = 'applicant' AND m.agency_id = i.agency_id) THEN
        PERFORM refuse(TG_NAME, 'Alla parter har inte undertecknat (10 §).');
    END IF;
    IF EXISTS (
        SELECT FROM onboarding_agreementline l JOIN onboarding_requestedservice r ON r.id = l.requested_service_id
        WHERE l.agreement_id = NEW.id
          AND (r.registration_id, r.supplier_id) IS DISTINCT FROM (NEW.registration_id, l.supplier_id)) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten hör inte till parterna (10 §).');
    END IF;
    IF NEW.in_force_on < (SELECT max(signed_at AT TIME ZONE 'Europe/Stockholm')::date
                          FROM onboarding_signature WHERE agreement_id = NEW.id) THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen gäller inte förrän alla har undertecknat (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER in_force_when_all_have_signed BEFORE INSERT OR UPDATE OF status ON onboarding_agreement
    FOR EACH ROW WHEN (NEW.status = 'in_force') EXECUTE FUNCTION in_force_when_all_have_signed();

-- 10 §: what is presented for signing stays as it is; what is in force or cancelled stays so.
CREATE FUNCTION agreement_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM refuse(TG_NAME, 'En överenskommelse kan inte tas bort.');
    ELSIF OLD.status IN ('in_force', 'cancelled') THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen kan inte ändras efter att den har ingåtts eller avbrutits.');
    ELSIF OLD.status = 'ready' AND
        to_jsonb(OLD) - '{status,content_hash,in_force_on,coordinator_notified_at}'::text[]
        <> to_jsonb(NEW) - '{status,content_hash,in_force_on,coordinator_notified_at}'::text[] THEN
        PERFORM refuse(TG_NAME, 'Överenskommelsen är framlagd för undertecknande och kan inte ändras.');
    ELSIF OLD.status = 'ready' AND NEW.status <> 'draft' AND OLD.content_hash <> NEW.content_hash THEN
        PERFORM refuse(TG_NAME, 'Det som har lagts fram för undertecknande behåller sin kontrollsumma.');
    ELSIF NEW.status = 'draft' AND OLD.status = 'ready'
        AND EXISTS (SELECT FROM onboarding_signature WHERE agreement_id = OLD.id) THEN
        PERFORM refuse(TG_NAME, 'Någon har redan undertecknat.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_is_frozen BEFORE UPDATE OR DELETE ON onboarding_agreement
    FOR EACH ROW EXECUTE FUNCTION agreement_is_frozen();

-- 10 §: never connected before the agreement is in force.
CREATE FUNCTION connects_after_the_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_agreement g JOIN onboarding_agreementline l ON l.agreement_id = g.id
        WHERE g.id = NEW.agreement_id AND l.requested_service_id = NEW.requested_service_id
          AND g.status = 'in_force' AND g.in_force_on <= NEW.connected_on) THEN
        PERFORM refuse(TG_NAME, 'En anslutning kan inte göras innan överenskommelsen gäller (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER connects_after_the_agreement BEFORE INSERT OR UPDATE ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION connects_after_the_agreement();

-- 10 §: a connection that is made is a fact.
CREATE TRIGGER connection_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En anslutning som är gjord kan inte ändras eller tas bort (10 §).');
