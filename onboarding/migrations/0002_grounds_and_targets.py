"""The rows that the program begins with: the grounds of refusal (8 §) and the authorities' own targets."""

from django.db import migrations

GROUNDS = """
INSERT INTO onboarding_refusalground (code, label, "order") VALUES
    ('capacity', 'Kapacitet saknas', 1),
    ('competence', 'Kompetens saknas', 2),
    ('security_level', 'Tjänsten når inte upp till den nivå som krävs', 3),
    ('operations', 'Tjänsten kan inte baseras på den egna it-driften (6 §)', 4),
    ('technology', 'Tekniken stöds inte', 5),
    ('other', 'Andra förutsättningar saknas', 6)
"""
TARGETS = """
INSERT INTO onboarding_target (status, days) VALUES
    ('registered', 10), ('allocated', 30), ('refused', 10), ('accepted', 90), ('agreed', 60)
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]
    operations = [migrations.RunSQL(GROUNDS, ""), migrations.RunSQL(TARGETS, "")]
