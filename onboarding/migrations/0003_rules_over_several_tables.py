"""The rules of 3, 7, 8 and 10 §§ that no single row can hold: the database refuses, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse(rule text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;
"""

# 3, 7 §§: only an agency under the Government registers interest.
ONLY_UNDER_THE_GOVERNMENT = """
CREATE FUNCTION registers_only_under_the_government() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT kind FROM registry_agency WHERE id = NEW.agency_id) = 'riksdag' THEN
        PERFORM refuse(TG_NAME, 'Bara en myndighet under regeringen kan anmäla intresse (3 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registers_only_under_the_government BEFORE INSERT OR UPDATE OF agency_id ON onboarding_interestregistration
    FOR EACH ROW EXECUTE FUNCTION registers_only_under_the_government();
"""

# A state is the shadow of a fact: allocated by an allocation, refused by a refusal, agreed by an agreement in force.
STATE_HAS_ITS_FACT = """
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
"""

# The facts stay under their states: what is registered stays so, an allocation only ends, a connection is a fact.
FACTS_STAY = """
CREATE FUNCTION registered_stays_registered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.registered_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.registered_at IS NULL
        OR (OLD.diary_number, OLD.agency_id) IS DISTINCT FROM (NEW.diary_number, NEW.agency_id)) THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan som har kommit in behåller myndighet och diarienummer (7 §).');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER registered_stays_registered BEFORE UPDATE OR DELETE ON onboarding_interestregistration
    FOR EACH ROW EXECUTE FUNCTION registered_stays_registered();

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

CREATE FUNCTION allocated_while_it_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_requestedservice WHERE id = NEW.requested_service_id AND supplier_id IS NOT NULL)
        AND NOT EXISTS (SELECT FROM onboarding_allocation
                        WHERE requested_service_id = NEW.requested_service_id AND ended_at IS NULL) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten är inte fördelad till leverantörsmyndigheten (7 §).');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER allocated_while_it_stands AFTER UPDATE ON onboarding_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION allocated_while_it_stands();

CREATE TRIGGER connection_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_connection
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En anslutning som är gjord kan inte ändras eller tas bort (10 §).');
"""

# 8 §: a refusal is of the allocation that stood, by that supplier; kept for ever.
REFUSALS = """
CREATE FUNCTION refusal_of_what_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_allocation WHERE id = NEW.allocation_id AND ended_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'Fördelningen har upphört och kan inte nekas (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refusal_of_what_stands BEFORE INSERT ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refusal_of_what_stands();
CREATE TRIGGER refusal_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_refusal
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett beslut att neka anslutning kan inte ändras eller tas bort (8 §).');
"""

DOCUMENTS = """
CREATE TRIGGER document_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_document
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En upprättad handling kan inte ändras eller tas bort.');
"""

# 10 § second paragraph: which of the fifteen terms of GDPR art. 28(3) are still blank?
TERMS = """
CREATE FUNCTION terms_are_there(agreement bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM onboarding_agreementline WHERE agreement_id = agreement AND personal_data)
        OR EXISTS (
            SELECT FROM onboarding_personaldataterms t
            WHERE agreement_id = agreement AND (
                SELECT bool_and(value ~ '[[:alnum:]]') AND count(*) = 15
                FROM jsonb_each_text(to_jsonb(t) - 'id' - 'agreement_id')));
$$;

CREATE FUNCTION line_tells_of_personal_data() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.personal_data AND (
        EXISTS (SELECT FROM onboarding_requestedservice WHERE id = NEW.requested_service_id AND personal_data)
        OR EXISTS (SELECT FROM registry_servicedescription
                   WHERE service_id = NEW.service_id AND version = NEW.description_version AND personal_data)) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten innebär att personuppgifter behandlas (10 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_tells_of_personal_data BEFORE INSERT OR UPDATE ON onboarding_agreementline
    FOR EACH ROW EXECUTE FUNCTION line_tells_of_personal_data();
"""

# 10 §: signed only when presented and with its terms; in force only when every party has signed that very content.
SIGNATURES = """
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
CREATE TRIGGER signature_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_signature
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En underskrift kan inte ändras eller tas bort.');

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
"""

# What has been presented for signing stays as it is; what is in force or cancelled stays so.
FROZEN = """
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
"""

# 10 § first paragraph: no connection before the agreement that covers the service is in force.
CONNECTIONS = """
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
"""

RULES = [
    (REFUSE, "DROP FUNCTION refuse(text, text)"),
    (ONLY_UNDER_THE_GOVERNMENT, "DROP FUNCTION registers_only_under_the_government() CASCADE"),
    (STATE_HAS_ITS_FACT, "DROP FUNCTION state_has_its_fact() CASCADE"),
    (
        FACTS_STAY,
        "DROP FUNCTION registered_stays_registered() CASCADE; DROP FUNCTION registered_with_its_services() CASCADE;"
        "DROP FUNCTION allocation_only_ends() CASCADE; DROP FUNCTION allocated_while_it_stands() CASCADE;"
        "DROP TRIGGER connection_is_never_changed ON onboarding_connection",
    ),
    (
        REFUSALS,
        "DROP FUNCTION refusal_of_what_stands() CASCADE; DROP TRIGGER refusal_is_never_changed ON onboarding_refusal",
    ),
    (DOCUMENTS, "DROP TRIGGER document_is_never_changed ON onboarding_document"),
    (TERMS, "DROP FUNCTION terms_are_there(bigint); DROP FUNCTION line_tells_of_personal_data() CASCADE"),
    (
        SIGNATURES,
        "DROP FUNCTION signs_what_is_complete() CASCADE; DROP FUNCTION in_force_when_all_have_signed() CASCADE;"
        "DROP TRIGGER signature_is_never_changed ON onboarding_signature",
    ),
    (FROZEN, "DROP FUNCTION agreement_is_frozen() CASCADE; DROP FUNCTION belongs_to_a_draft_agreement() CASCADE"),
    (CONNECTIONS, "DROP FUNCTION connects_after_the_agreement() CASCADE"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0002_keys_and_constraints"),
        ("registry", "0002_journal_is_append_only"),
    ]
    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
