-- OSL 5 kap. (the diary), 8 and 10 kap.: what is registered, marked and kept from others.

-- OSL 5 kap. 1 §: the numbers of a diary are counted by one.
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

-- OSL 5 kap. 1 §: a number that is taken stands in the diary. Deferred: both are written in the same act.
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

-- OSL 5 kap. 2 §: a case takes the next number.
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

-- OSL 5 kap.: a case in the diary stays.
CREATE TRIGGER diary_case_is_never_changed BEFORE UPDATE OR DELETE ON onboarding_diarycase
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Ett ärende i diariet kan inte ändras eller tas bort.');

-- OSL 5 kap. 1 §: a draft stands in no diary. Deferred: the diary is written in the act that sends it.
CREATE FUNCTION diary_of_what_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT registered_at IS NULL FROM onboarding_interestregistration WHERE id = NEW.registration_id) THEN
        PERFORM refuse(TG_NAME, 'Ett utkast står inte i något diarium.');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER diary_of_what_is_sent AFTER INSERT ON onboarding_diarycase
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION diary_of_what_is_sent();

-- OSL 5 kap. 1 §: what has come in stands in the diary. Deferred: both are written in the same act.
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

-- OSL 5 kap. 2 §: an entry stays as it was made.
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

-- OSL 5 kap. 1, 2 §§: an entry takes the next number of its case, on a day that has been, with a reason when it is
-- late.
CREATE FUNCTION diary_entry_is_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM onboarding_diaryentry WHERE case_id = NEW.case_id)
        OR NEW.agency_id <> (SELECT agency_id FROM onboarding_diarycase WHERE id = NEW.case_id) THEN
        PERFORM refuse(TG_NAME, 'En handling får nästa nummer i sitt ärende.');
    END IF;
    IF NEW."on" > (NEW.registered_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        PERFORM refuse('diary_entry_is_of_the_past', 'Dagen har inte varit än.');
    END IF;
    IF NEW.late_because !~ '[^[:space:]]' AND 1 < (
        SELECT count(*) FROM generate_series(NEW."on" + 1, (NEW.registered_at AT TIME ZONE 'Europe/Stockholm')::date, '1 day') day
        WHERE is_working_day(day::date)) THEN
        PERFORM refuse('late_entry_says_why', 'Ange varför handlingen registreras först nu.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER diary_entry_is_the_next BEFORE INSERT ON onboarding_diaryentry
    FOR EACH ROW EXECUTE FUNCTION diary_entry_is_the_next();

-- OSL 5 kap.: nor is the diary emptied as a whole.
CREATE TRIGGER diary_is_never_emptied BEFORE TRUNCATE ON onboarding_diaryentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Diariet kan inte tömmas.');

-- OSL 5 kap. 5 §: a marking of secrecy is removed once, and stays in the history.
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

-- OSL 5 kap. 5 §: an agency marks what stands in its own diary.
CREATE FUNCTION marked_by_the_agency() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.agency_id <> (SELECT agency_id FROM onboarding_diaryentry WHERE id = NEW.entry_id) THEN
        PERFORM refuse(TG_NAME, 'En myndighet markerar handlingarna i sitt eget diarium.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER marked_by_the_agency BEFORE INSERT ON onboarding_secrecymarking
    FOR EACH ROW EXECUTE FUNCTION marked_by_the_agency();

-- OSL 5 kap. 5 §: nor are the markings emptied as a whole.
CREATE TRIGGER markings_are_never_emptied BEFORE TRUNCATE ON onboarding_secrecymarking
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Sekretessmarkeringar kan inte tas bort.');

-- OSL 5 kap. 4 §: what anybody may read of the diary.
CREATE VIEW onboarding_publicdiary AS
SELECT e.id, e.agency_id, c.number || '-' || e.number AS called, e."on",
    CASE WHEN r.confidential THEN '' ELSE e.direction END AS way,
    CASE WHEN r.confidential OR e.counterpart_hidden THEN 'Sekretess' ELSE e.counterpart END AS whom,
    CASE WHEN r.confidential OR e.about_hidden THEN 'Sekretess' ELSE e.about END AS concerns
FROM onboarding_diaryentry e JOIN onboarding_diarycase c ON c.id = e.case_id
LEFT JOIN onboarding_interestregistration r ON r.id = c.registration_id;

-- OSL 10 kap.: somebody of the mandate that closed the case knows of it without an end.
CREATE FUNCTION known_to_somebody(rule text, registration bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM onboarding_interestregistration c WHERE c.id = registration AND c.confidential AND NOT EXISTS (
        SELECT FROM onboarding_interestregistrationuserobjectpermission g
        WHERE g.content_object_id = c.id AND g.mandate_id = c.confidential_for_id AND g.until IS NULL)) THEN
        PERFORM refuse(rule, 'Någon hos den som har begränsat ärendet ska känna till det utan slutdag.');
    END IF;
END $$;

-- OSL 10 kap.: a confidential case is known to somebody. Deferred: the grants are written after it.
CREATE FUNCTION confidential_case_is_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM known_to_somebody(TG_NAME, NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER confidential_case_is_known AFTER INSERT OR UPDATE ON onboarding_interestregistration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.confidential) EXECUTE FUNCTION confidential_case_is_known();

-- OSL 10 kap.: and stays so when grants end. Deferred: one may follow the other.
CREATE FUNCTION somebody_stays_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM known_to_somebody(TG_NAME, OLD.content_object_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER somebody_stays_named AFTER UPDATE OR DELETE ON onboarding_interestregistrationuserobjectpermission
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION somebody_stays_named();
