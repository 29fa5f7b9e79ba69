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
    sent boolean;
BEGIN
    SELECT registered_at IS NOT NULL INTO sent FROM onboarding_interestregistration WHERE id = NEW.registration_id;
    IF (NEW.status = 'draft') = sent THEN
        PERFORM refuse(TG_NAME, 'Läget stämmer inte med om intresseanmälan är skickad (7 §).');
    END IF;
    IF NEW.status IN ('allocated', 'accepted', 'agreed', 'connected') AND NOT EXISTS (
        SELECT FROM onboarding_allocation
        WHERE requested_service_id = NEW.id AND ended_at IS NULL AND supplier_id = NEW.supplier_id) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten är inte fördelad till leverantörsmyndigheten (7 §).');
    END IF;
    IF NEW.status = 'refused' AND NOT EXISTS (
        SELECT FROM onboarding_refusal r JOIN onboarding_allocation a ON a.id = r.allocation_id
        WHERE a.requested_service_id = NEW.id AND a.ended_at IS NOT NULL) THEN
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
CREATE TRIGGER state_has_its_fact BEFORE INSERT OR UPDATE OF status ON onboarding_requestedservice
    FOR EACH ROW EXECUTE FUNCTION state_has_its_fact();
"""

# 8 §: a refusal is of the allocation that stood, by that supplier; kept for ever.
REFUSALS = """
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
                SELECT bool_and(value ~ '\\S') AND count(*) = 15
                FROM jsonb_each_text(to_jsonb(t) - 'id' - 'agreement_id')));
$$;
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
    (REFUSALS, "DROP TRIGGER refusal_is_never_changed ON onboarding_refusal"),
    (DOCUMENTS, "DROP TRIGGER document_is_never_changed ON onboarding_document"),
    (TERMS, "DROP FUNCTION terms_are_there(bigint)"),
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
