"""A refusal says what the agency has said against it, and why that does not change the outcome (32 § förvaltningslagen)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0006_a_provision_has_chapter_and_section"),
    ]

    operations = [
        migrations.AddField(
            model_name="refusal",
            name="opinion",
            field=models.TextField(
                blank=True,
                max_length=5000,
                verbose_name="vad myndigheten har anfört, och varför det inte ändrar beslutet",
            ),
        ),
        migrations.AddField(
            model_name="refusaldraft",
            name="opinion",
            field=models.TextField(
                blank=True,
                max_length=5000,
                verbose_name="vad myndigheten har anfört, och varför det inte ändrar beslutet",
            ),
        ),
    ]
