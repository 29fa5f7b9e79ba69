"""What a supplier has declared stays as it was declared: the next declaration says what holds now (4 §)."""

from django.db import migrations

KEPT = """
CREATE TRIGGER capacity_is_never_changed BEFORE UPDATE OR DELETE ON registry_capacity
    FOR EACH ROW EXECUTE FUNCTION refuse_change('Uppgiven kapacitet ändras inte. Uppge den på nytt.');
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_notices_and_capacity")]
    operations = [migrations.RunSQL(KEPT, "DROP TRIGGER capacity_is_never_changed ON registry_capacity")]
