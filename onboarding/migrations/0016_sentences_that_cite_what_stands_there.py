"""Sentences of broken rules cite 9 § only for what stands there; nothing changes in the database."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0015_completed_by_the_agency"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name="assessment",
            name="security_gain_on_the_scale",
            constraint=models.CheckConstraint(
                condition=models.Q(("security_gain__in", [0, 1, 2, 3])),
                name="security_gain_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="assessment",
            name="cost_gain_on_the_scale",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_gain__in", [0, 1, 2, 3])),
                name="cost_gain_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="competitor",
            name="competes_once",
            constraint=models.UniqueConstraint(
                fields=("prioritisation", "allocation"),
                name="competes_once",
                violation_error_message="Efterfrågan står redan i prioriteringen.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="competitor",
            name="one_at_each_place",
            constraint=models.UniqueConstraint(
                fields=("prioritisation", "place"),
                name="one_at_each_place",
                violation_error_message="Varje plats i ordningen har en efterfrågan.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="opinion",
            name="one_opinion_of_an_assessor",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside", False)),
                fields=("allocation", "assessor"),
                name="one_opinion_of_an_assessor",
                violation_error_message="Du har redan lämnat en bedömning av efterfrågan.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="opinion",
            name="opinion_on_the_scale",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_gain__in", [0, 1, 2, 3]), ("security_gain__in", [0, 1, 2, 3])),
                name="opinion_on_the_scale",
                violation_error_message="Välj ett värde på skalan 0–3.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="opinion",
            name="opinion_has_grounds",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_grounds__regex", "[[:alnum:]]"), ("security_grounds__regex", "[[:alnum:]]")),
                name="opinion_has_grounds",
                violation_error_message="Ange grunderna för bedömningen.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="prioritisation",
            name="prioritisation_says_what_is_short",
            constraint=models.CheckConstraint(
                condition=models.Q(("shortage__regex", "[[:alnum:]]")),
                name="prioritisation_says_what_is_short",
                violation_error_message="Ange varför kapaciteten inte räcker.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="prioritisation",
            name="prioritisation_decided_with_motivation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "decided"), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        ("diary_number__regex", "\\S"),
                        ("motivation__regex", "[[:alnum:]]"),
                    ),
                    _connector="OR",
                ),
                name="prioritisation_decided_with_motivation",
                violation_error_message="Ange motiveringen till ordningen (32 § förvaltningslagen).",
            ),
        ),
    ]
