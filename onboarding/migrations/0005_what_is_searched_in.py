"""What a supplier's search looks in stands beside what the supplier may see."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

WORDS = """
UPDATE onboarding_access access SET words = wanted.words
FROM onboarding_requestedservice wanted WHERE wanted.id = access.requested_service_id
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0004_what_was_seen_before")]
    operations = [
        migrations.AddField("access", "words", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(WORDS, ""),
        migrations.AddIndex("access", GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="access_by_words")),
    ]
