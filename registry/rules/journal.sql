-- The journal of all acts (7–12 §§).

-- What has happened has happened: an entry of the journal is neither changed nor removed.
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON registry_journalentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Journalen kan inte ändras.');

-- Nor is the journal emptied as a whole.
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON registry_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Journalen kan inte tömmas.');
