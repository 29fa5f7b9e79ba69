from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END $$;
"""

APPEND_ONLY = """
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON registry_journalentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Journalen kan inte ändras.');
CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON registry_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('Journalen kan inte tömmas.');
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_register_services_and_journal")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION refuse_change() CASCADE"),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER journal_is_append_only ON registry_journalentry;"
            "DROP TRIGGER journal_is_never_emptied ON registry_journalentry;",
        ),
    ]
