"""An agency chooses what its decisions say of appeal, and each decision points to the choice that it was made under."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0010_what_came_another_way"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AppealChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("refusal", "Beslut att neka anslutning (8 §)"),
                            ("prioritisation", "Beslut om ordningen mellan dem som konkurrerar (9 §)"),
                        ],
                        max_length=20,
                        verbose_name="slag av beslut",
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("nothing", "Inget om överklagande"),
                            ("may", "Att beslutet kan överklagas, och hur"),
                            ("may_not", "Att beslutet inte får överklagas, och enligt vilken bestämmelse"),
                        ],
                        max_length=10,
                        verbose_name="vad beslutet säger om överklagande",
                    ),
                ),
                ("court", models.CharField(blank=True, max_length=150, verbose_name="vem som prövar ett överklagande")),
                (
                    "submit_to",
                    models.CharField(blank=True, max_length=300, verbose_name="dit överklagandet lämnas hos er"),
                ),
                ("provision", models.CharField(blank=True, max_length=200, verbose_name="bestämmelsen")),
                ("chosen_at", models.DateTimeField(auto_now_add=True, verbose_name="bestämt")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.agency",
                        verbose_name="myndighet",
                    ),
                ),
                (
                    "chosen_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "vad beslut säger om överklagande",
                "verbose_name_plural": "vad beslut säger om överklagande",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="appeal",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.appealchoice",
            ),
        ),
        migrations.AddField(
            model_name="refusal",
            name="appeal",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.appealchoice",
            ),
        ),
        migrations.AddIndex(
            model_name="appealchoice",
            index=models.Index(fields=["agency", "decision"], name="appeal_by_agency"),
        ),
        migrations.AddConstraint(
            model_name="appealchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["refusal", "prioritisation"])),
                name="appeal_of_a_decision_that_is_known",
                violation_error_message="Välj ett slag av beslut i listan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("court", ""), ("provision", ""), ("says", "nothing"), ("submit_to", "")),
                    models.Q(
                        ("court__regex", "[[:alnum:]]"),
                        ("provision", ""),
                        ("says", "may"),
                        ("submit_to__regex", "[[:alnum:]]"),
                    ),
                    models.Q(
                        ("court", ""), ("provision__regex", "[[:alnum:]]"), ("says", "may_not"), ("submit_to", "")
                    ),
                    _connector="OR",
                ),
                name="appeal_is_told_whole",
                violation_error_message="Ange vem som prövar ett överklagande och dit det lämnas, eller bestämmelsen enligt vilken beslutet inte får överklagas (33 § förvaltningslagen).",
            ),
        ),
    ]
