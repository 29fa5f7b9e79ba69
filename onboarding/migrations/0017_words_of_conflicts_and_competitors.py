"""The words of 16 § förvaltningslagen for who is a party, and what those that compete are called."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0016_nobody_on_two_sides"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="competitor",
            options={
                "ordering": ["place", "pk"],
                "verbose_name": "prioriterad efterfrågan",
                "verbose_name_plural": "prioriterade intresseanmälningar",
            },
        ),
        migrations.AlterField(
            model_name="conflictreport",
            name="ground",
            field=models.CharField(
                choices=[
                    (
                        "party",
                        "Jag eller någon närstående är part, eller kan antas bli påverkad av beslutet i en inte oväsentlig utsträckning (1)",
                    ),
                    (
                        "agent",
                        "Jag eller någon närstående är eller har varit ställföreträdare eller ombud för den som berörs (2)",
                    ),
                    (
                        "earlier",
                        "Jag har medverkat i den slutliga handläggningen hos en annan myndighet, och har därför redan tagit ställning i frågor som vi ska pröva som överordnad instans (3)",
                    ),
                    ("other", "Någon annan särskild omständighet gör att min opartiskhet kan ifrågasättas (4)"),
                ],
                max_length=10,
                verbose_name="grund",
            ),
        ),
    ]
