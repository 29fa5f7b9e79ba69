"""A colleague is asked to fill in one step of a draft, by a day (7 §)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0008_documents_are_searched"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StepRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("kontakt", "Kontakt"),
                            ("sakerhetsskydd", "Säkerhetsskydd"),
                            ("behov", "Behov och tjänster"),
                            ("nulage", "Nuvarande lösning"),
                            ("nytta", "Nytta"),
                            ("information", "Personuppgifter och sekretess"),
                            ("krav", "Krav"),
                        ],
                        max_length=20,
                        verbose_name="steg",
                    ),
                ),
                ("due", models.DateField(verbose_name="helst senast")),
                ("asked_at", models.DateTimeField(verbose_name="frågad")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="ifyllt")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "colleague",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_requests",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="kollega",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_requests",
                        to="onboarding.interestregistration",
                    ),
                ),
            ],
            options={
                "verbose_name": "fråga till en kollega",
                "verbose_name_plural": "frågor till kollegor",
                "ordering": ["due", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None)),
                        fields=("registration", "step"),
                        name="one_is_asked_to_fill_in_a_step",
                        violation_error_message="Någon är redan ombedd att fylla i steget.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "step__in",
                                ["kontakt", "sakerhetsskydd", "behov", "nulage", "nytta", "information", "krav"],
                            )
                        ),
                        name="asked_of_a_step",
                        violation_error_message="Välj ett av stegen i intresseanmälan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("colleague", models.F("asked_by")), _negated=True),
                        name="another_is_asked",
                        violation_error_message="Be någon annan än dig själv.",
                    ),
                ],
            },
        ),
    ]
