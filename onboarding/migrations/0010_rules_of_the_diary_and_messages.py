"""What has been registered, written and attached stays."""

from django.db import migrations

# 8, 23 §§ förvaltningslagen: who writes to whom in a case. A question is answered once, while it stands.
MESSAGES = """
CREATE FUNCTION takes_part(registration bigint, taker bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT m.part = 'coordinator'
        OR m.part = 'applicant' AND EXISTS (
            SELECT FROM onboarding_interestregistration WHERE id = registration AND agency_id = m.agency_id)
        OR m.part = 'supplier' AND EXISTS (
            SELECT FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
            WHERE r.registration_id = registration AND a.supplier_id = m.id)
    FROM registry_mandate m WHERE m.id = taker;
$$;

CREATE FUNCTION message_of_the_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked onboarding_requestedservice;
BEGIN
    SELECT * INTO asked FROM onboarding_requestedservice WHERE id = NEW.requested_service_id;
    IF NOT takes_part(NEW.registration_id, NEW.sender_mandate_id)
        OR (asked).registration_id <> NEW.registration_id THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter skriver till varandra i det.');
    END IF;
    IF NEW.kind = 'question' AND (
        NEW.due <= (NEW.sent_at AT TIME ZONE 'Europe/Stockholm')::date
        OR NOT EXISTS (SELECT FROM registry_mandate WHERE id = NEW.sender_mandate_id
                       AND (part = 'coordinator' OR id = (asked).supplier_id))) THEN
        PERFORM refuse(TG_NAME, 'Den som handlägger begär komplettering, till en dag som kommer.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER message_of_the_case BEFORE INSERT ON onboarding_message
    FOR EACH ROW EXECUTE FUNCTION message_of_the_case();

CREATE FUNCTION answers_a_question_that_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM onboarding_message q JOIN onboarding_requestedservice r ON r.id = q.requested_service_id
        WHERE q.id = NEW.answers_id AND q.kind = 'question'
          AND (q.registration_id, q.requested_service_id) = (NEW.registration_id, NEW.requested_service_id)
          AND r.status IN ('registered', 'allocated', 'refused', 'accepted', 'agreed') AND q.sent_at >= r.clock_from
          AND CASE NEW.kind
              WHEN 'answer' THEN EXISTS (SELECT FROM onboarding_message_to
                                         WHERE message_id = q.id AND mandate_id = NEW.sender_mandate_id)
              ELSE q.sender_mandate_id = NEW.sender_mandate_id END) THEN
        PERFORM refuse(TG_NAME, 'Den som har fått en fråga svarar på den, medan den är öppen.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answers_a_question_that_stands BEFORE INSERT ON onboarding_message
    FOR EACH ROW WHEN (NEW.answers_id IS NOT NULL) EXECUTE FUNCTION answers_a_question_that_stands();

CREATE FUNCTION written_to_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    written onboarding_message;
    sender text;
    recipient text;
BEGIN
    SELECT * INTO written FROM onboarding_message WHERE id = NEW.message_id;
    SELECT part INTO sender FROM registry_mandate WHERE id = (written).sender_mandate_id;
    SELECT part INTO recipient FROM registry_mandate WHERE id = NEW.mandate_id;
    IF NOT takes_part((written).registration_id, NEW.mandate_id) OR NEW.mandate_id = (written).sender_mandate_id THEN
        PERFORM refuse(TG_NAME, 'Ett meddelande skickas till en annan av ärendets parter.');
    END IF;
    IF recipient = 'supplier' AND (sender = 'supplier' OR sender <> 'coordinator' AND EXISTS (
        SELECT FROM onboarding_message_to t JOIN registry_mandate m ON m.id = t.mandate_id
        WHERE t.message_id = NEW.message_id AND t.mandate_id <> NEW.mandate_id AND m.part = 'supplier')) THEN
        PERFORM refuse(TG_NAME, 'Bara den samordnande myndigheten skriver till flera leverantörsmyndigheter.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER written_to_a_party BEFORE INSERT ON onboarding_message_to
    FOR EACH ROW EXECUTE FUNCTION written_to_a_party();

CREATE TRIGGER message_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_message
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett skickat meddelande kan inte ändras eller tas bort.');
CREATE TRIGGER recipient_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_message_to
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Mottagaren av ett skickat meddelande kan inte ändras eller tas bort.');
"""

# 27 § förvaltningslagen: what one agency notes in a case stays as it was noted.
NOTES = """
CREATE FUNCTION noted_by_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT takes_part(NEW.registration_id, NEW.mandate_id) THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter antecknar i det.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER noted_by_a_party BEFORE INSERT ON onboarding_note FOR EACH ROW EXECUTE FUNCTION noted_by_a_party();
CREATE TRIGGER note_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_note
    FOR EACH ROW EXECUTE FUNCTION refuse_change('En anteckning kan inte ändras eller tas bort. Gör en ny.');
"""

# 5 kap. 1–2 §§ OSL: numbers without gaps, and what is registered stays; only what is hidden can change.
DIARY = """
CREATE FUNCTION diary_counts_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last <> (CASE TG_OP WHEN 'INSERT' THEN 0 ELSE OLD.last + 1 END)
        OR TG_OP = 'UPDATE' AND (NEW.agency_id, NEW.year) <> (OLD.agency_id, OLD.year) THEN
        PERFORM refuse(TG_NAME, 'Diarienumren räknas upp ett i taget.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER diary_counts_by_one BEFORE INSERT OR UPDATE OR DELETE ON onboarding_diaryseries
    FOR EACH ROW EXECUTE FUNCTION diary_counts_by_one();

CREATE FUNCTION diary_has_no_gaps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM onboarding_diarycase
                   WHERE (agency_id, year, serial) = (NEW.agency_id, NEW.year, NEW.last)) THEN
        PERFORM refuse(TG_NAME, 'Ett diarienummer som har tagits ska stå i diariet.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diary_has_no_gaps AFTER UPDATE ON onboarding_diaryseries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diary_has_no_gaps();

CREATE FUNCTION diary_case_takes_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.serial IS DISTINCT FROM (
        SELECT last FROM onboarding_diaryseries WHERE (agency_id, year) = (NEW.agency_id, NEW.year)) THEN
        PERFORM refuse(TG_NAME, 'Ett ärende får nästa nummer i diariet.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER diary_case_takes_the_next BEFORE INSERT ON onboarding_diarycase
    FOR EACH ROW EXECUTE FUNCTION diary_case_takes_the_next();
CREATE TRIGGER diary_case_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_diarycase
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett ärende i diariet kan inte ändras eller tas bort.');

CREATE FUNCTION diary_of_what_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT registered_at IS NULL FROM onboarding_interestregistration WHERE id = NEW.registration_id) THEN
        PERFORM refuse(TG_NAME, 'Ett utkast står inte i något diarium.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diary_of_what_is_sent AFTER INSERT ON onboarding_diarycase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diary_of_what_is_sent();

CREATE FUNCTION stands_in_the_diary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM onboarding_diarycase WHERE registration_id = NEW.id AND number = NEW.diary_number) THEN
        PERFORM refuse(TG_NAME, 'En intresseanmälan som har kommit in ska stå i diariet.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER stands_in_the_diary AFTER UPDATE OF diary_number ON onboarding_interestregistration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.diary_number IS NOT NULL)
    EXECUTE FUNCTION stands_in_the_diary();

CREATE FUNCTION diary_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hides text[] := '{counterpart_hidden,about_hidden}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - hides <> to_jsonb(NEW) - hides THEN
        PERFORM refuse(TG_NAME, 'Det som står i diariet kan inte ändras eller tas bort.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER diary_entry_stays BEFORE UPDATE OR DELETE ON onboarding_diaryentry
    FOR EACH ROW EXECUTE FUNCTION diary_entry_stays();

CREATE FUNCTION diary_entry_is_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM onboarding_diaryentry WHERE case_id = NEW.case_id)
        OR NEW.agency_id <> (SELECT agency_id FROM onboarding_diarycase WHERE id = NEW.case_id) THEN
        PERFORM refuse(TG_NAME, 'En handling får nästa nummer i sitt ärende.');
    END IF;
    IF NEW."on" > (NEW.registered_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        PERFORM refuse('diary_entry_is_of_the_past', 'Dagen har inte varit än.');
    END IF;
    IF NEW.late_because !~ '\\S' AND 1 < (
        SELECT count(*) FROM generate_series(NEW."on" + 1, (NEW.registered_at AT TIME ZONE 'Europe/Stockholm')::date, '1 day') day
        WHERE extract(isodow FROM day) < 6) THEN
        PERFORM refuse('late_entry_says_why', 'Ange varför handlingen registreras först nu.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER diary_entry_is_the_next BEFORE INSERT ON onboarding_diaryentry
    FOR EACH ROW EXECUTE FUNCTION diary_entry_is_the_next();
CREATE TRIGGER diary_is_never_emptied BEFORE TRUNCATE ON onboarding_diaryentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Diariet kan inte tömmas.');
"""

# 5 kap. 5 § OSL: a marking is its agency's own, and is taken away once, with a name and a time.
MARKINGS = """
CREATE FUNCTION marking_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    removal text[] := '{removed_at,removed_by_id}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.removed_at IS NOT NULL OR to_jsonb(OLD) - removal <> to_jsonb(NEW) - removal THEN
        PERFORM refuse(TG_NAME, 'En sekretessmarkering kan bara tas bort en gång, och står kvar i historiken.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER marking_stays BEFORE UPDATE OR DELETE ON onboarding_secrecymarking
    FOR EACH ROW EXECUTE FUNCTION marking_stays();

CREATE FUNCTION marked_by_the_agency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.agency_id <> (SELECT agency_id FROM onboarding_diaryentry WHERE id = NEW.entry_id) THEN
        PERFORM refuse(TG_NAME, 'En myndighet markerar handlingarna i sitt eget diarium.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER marked_by_the_agency BEFORE INSERT ON onboarding_secrecymarking
    FOR EACH ROW EXECUTE FUNCTION marked_by_the_agency();
CREATE TRIGGER markings_are_never_emptied BEFORE TRUNCATE ON onboarding_secrecymarking
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Sekretessmarkeringar kan inte tas bort.');
"""

# The diary as everybody may read it: what is hidden is not in it. A change of a column that it reads drops it first.
PUBLIC_DIARY = """
CREATE VIEW onboarding_publicdiary AS
SELECT e.id, e.agency_id, c.number || '-' || e.number AS called, e."on",
    CASE WHEN r.confidential THEN '' ELSE e.direction END AS way,
    CASE WHEN r.confidential OR e.counterpart_hidden THEN 'Sekretess' ELSE e.counterpart END AS whom,
    CASE WHEN r.confidential OR e.about_hidden THEN 'Sekretess' ELSE e.about END AS concerns
FROM onboarding_diaryentry e JOIN onboarding_diarycase c ON c.id = e.case_id
LEFT JOIN onboarding_interestregistration r ON r.id = c.registration_id;
"""

# What came in before there was a diary keeps its number at the coordinator.
BEFORE_THE_DIARY = """
INSERT INTO onboarding_diarycase (agency_id, registration_id, year, serial, number)
SELECT s.agency_id, r.id, s.year, split_part(r.diary_number, '/', 2)::int, r.diary_number
FROM onboarding_interestregistration r
JOIN onboarding_diaryseries s ON s.year = extract(year FROM r.registered_at AT TIME ZONE 'Europe/Stockholm')
JOIN registry_mandate m ON m.agency_id = s.agency_id AND m.part = 'coordinator'
    AND m.valid_from <= r.registered_at AND (m.valid_until IS NULL OR m.valid_until > r.registered_at)
WHERE r.diary_number ~ '/[0-9]{1,9}$';
"""

# A file stays as it came; only what the scanning finds moves, and never back from what is blocked.
ATTACHMENTS = """
CREATE FUNCTION attachment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.id, OLD.registration_id, OLD.message_id, OLD.name, OLD.content_type, OLD.content, OLD.size, OLD.digest,
        OLD.uploaded_by_id, OLD.uploaded_for_id, OLD.uploaded_at)
        IS DISTINCT FROM
        (NEW.id, NEW.registration_id, NEW.message_id, NEW.name, NEW.content_type, NEW.content, NEW.size, NEW.digest,
        NEW.uploaded_by_id, NEW.uploaded_for_id, NEW.uploaded_at)
        OR NEW.state <> OLD.state AND (OLD.state = 'infected' OR NEW.state NOT IN ('clean', 'infected')) THEN
        PERFORM refuse(TG_NAME, 'En bilaga kan inte ändras. Bara det som genomsökningen finner skrivs om den.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attachment_stays BEFORE UPDATE ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attachment_stays();

CREATE FUNCTION attachment_leaves_a_draft_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_interestregistration WHERE id = OLD.registration_id AND registered_at IS NOT NULL) THEN
        PERFORM refuse(TG_NAME, 'En bilaga som är skickad kan inte tas bort.');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER attachment_leaves_a_draft_only BEFORE DELETE ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attachment_leaves_a_draft_only();

CREATE FUNCTION attached_by_a_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT takes_part(NEW.registration_id, NEW.uploaded_for_id) OR NEW.message_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM onboarding_message WHERE id = NEW.message_id AND registration_id = NEW.registration_id
          AND sender_mandate_id = NEW.uploaded_for_id) THEN
        PERFORM refuse(TG_NAME, 'Bara ärendets parter bifogar filer i det, var och en till sina egna meddelanden.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attached_by_a_party BEFORE INSERT ON onboarding_attachment
    FOR EACH ROW EXECUTE FUNCTION attached_by_a_party();

CREATE TRIGGER attachments_are_never_emptied BEFORE TRUNCATE ON onboarding_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Bilagor kan inte tas bort.');
"""

RULES = [
    (
        MESSAGES,
        "DROP TRIGGER message_is_never_changed ON onboarding_message;"
        "DROP TRIGGER recipient_is_never_changed ON onboarding_message_to;"
        "DROP FUNCTION message_of_the_case() CASCADE; DROP FUNCTION answers_a_question_that_stands() CASCADE;"
        "DROP FUNCTION written_to_a_party() CASCADE; DROP FUNCTION takes_part(bigint, bigint)",
    ),
    (
        ATTACHMENTS,
        "DROP TRIGGER attachments_are_never_emptied ON onboarding_attachment; DROP FUNCTION attachment_stays() CASCADE;"
        "DROP FUNCTION attachment_leaves_a_draft_only() CASCADE; DROP FUNCTION attached_by_a_party() CASCADE",
    ),
    (NOTES, "DROP FUNCTION noted_by_a_party() CASCADE; DROP TRIGGER note_is_never_changed ON onboarding_note"),
    (BEFORE_THE_DIARY, migrations.RunSQL.noop),
    (
        DIARY,
        "DROP FUNCTION diary_counts_by_one() CASCADE; DROP FUNCTION diary_has_no_gaps() CASCADE;"
        "DROP FUNCTION diary_case_takes_the_next() CASCADE; DROP FUNCTION diary_of_what_is_sent() CASCADE;"
        "DROP FUNCTION stands_in_the_diary() CASCADE; DROP FUNCTION diary_entry_stays() CASCADE;"
        "DROP FUNCTION diary_entry_is_the_next() CASCADE;"
        "DROP TRIGGER diary_case_is_never_changed ON onboarding_diarycase;"
        "DROP TRIGGER diary_is_never_emptied ON onboarding_diaryentry",
    ),
    (
        MARKINGS,
        "DROP FUNCTION marking_stays() CASCADE; DROP FUNCTION marked_by_the_agency() CASCADE;"
        "DROP TRIGGER markings_are_never_emptied ON onboarding_secrecymarking",
    ),
    (PUBLIC_DIARY, "DROP VIEW onboarding_publicdiary"),
]


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0009_rules_of_prioritising")]

    operations = [migrations.RunSQL(do, undo) for do, undo in RULES]
