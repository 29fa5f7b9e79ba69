"""Whom an agency names for questions about its cases: the coordinator's stands in each receipt (7 §)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_capacity_is_kept")]
    operations = [
        migrations.AddField(
            model_name="agency",
            name="contact",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Funktion, telefonnummer och e-postadress. Den samordnande myndighetens står i kvittot på en intresseanmälan.",
                max_length=200,
                verbose_name="kontakt i ärenden",
            ),
            preserve_default=False,
        ),
    ]
