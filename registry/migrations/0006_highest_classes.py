"""The highest class of information that a service is dimensioned for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_contact_in_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="servicedescription",
            name="highest_availability",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "0 – Ingen eller försumbar"),
                    (1, "1 – Måttlig"),
                    (2, "2 – Betydande"),
                    (3, "3 – Allvarlig"),
                ],
                null=True,
                verbose_name="högsta klass, tillgänglighet",
            ),
        ),
        migrations.AddField(
            model_name="servicedescription",
            name="highest_confidentiality",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "0 – Ingen eller försumbar"),
                    (1, "1 – Måttlig"),
                    (2, "2 – Betydande"),
                    (3, "3 – Allvarlig"),
                ],
                null=True,
                verbose_name="högsta klass, konfidentialitet",
            ),
        ),
        migrations.AddField(
            model_name="servicedescription",
            name="highest_integrity",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (0, "0 – Ingen eller försumbar"),
                    (1, "1 – Måttlig"),
                    (2, "2 – Betydande"),
                    (3, "3 – Allvarlig"),
                ],
                null=True,
                verbose_name="högsta klass, riktighet",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicedescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("highest_confidentiality", None), ("highest_confidentiality__in", [0, 1, 2, 3]), _connector="OR"
                ),
                name="highest_confidentiality_on_the_scale",
                violation_error_message="Välj en klass i listan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicedescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("highest_integrity", None), ("highest_integrity__in", [0, 1, 2, 3]), _connector="OR"
                ),
                name="highest_integrity_on_the_scale",
                violation_error_message="Välj en klass i listan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicedescription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("highest_availability", None), ("highest_availability__in", [0, 1, 2, 3]), _connector="OR"
                ),
                name="highest_availability_on_the_scale",
                violation_error_message="Välj en klass i listan.",
            ),
        ),
    ]
