"""What is registered asks for something: a service, or a need that none meets (7 §)."""

from django.db import migrations

ASKS_FOR_SOMETHING = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0011_order_of_the_lists")]
    operations = [migrations.RunSQL(ASKS_FOR_SOMETHING, "DROP FUNCTION registered_asks_for_something() CASCADE")]
