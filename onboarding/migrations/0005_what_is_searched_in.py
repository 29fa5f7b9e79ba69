"""A search finds an agency's own reference and any party's diary number; a supplier's walks its own."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

# As the rules in rules/lists.sql write them from here on.
WORDS = """
UPDATE onboarding_requestedservice wanted SET words = ' ' || trim(regexp_replace(lower(concat_ws(' ',
    registration.diary_number, registration.own_reference, agency.name, agency.short_name, coalesce(service.name, wanted.unmet_need))),
    '[^[:alnum:]]+', ' ', 'g')) || ' '
FROM onboarding_interestregistration registration JOIN registry_agency agency ON agency.id = registration.agency_id,
    onboarding_requestedservice own LEFT JOIN registry_service service ON service.id = own.service_id
WHERE registration.id = wanted.registration_id AND own.id = wanted.id
"""
THE_SAME = """
UPDATE onboarding_access access SET words = wanted.words
FROM onboarding_requestedservice wanted WHERE wanted.id = access.requested_service_id
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0004_what_was_seen_before")]
    operations = [
        migrations.AddField("access", "words", models.TextField(default=""), preserve_default=False),
        migrations.RunSQL(WORDS, ""),
        migrations.RunSQL(THE_SAME, ""),
        migrations.AddIndex("access", GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="access_by_words")),
        migrations.AddIndex("diarycase", models.Index(fields=["year", "serial"], name="diary_cases_by_number")),
    ]
