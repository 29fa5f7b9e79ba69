"""A decision to refuse is changed by a new one (37-38 §§ FL): lifted, or on another ground or for other reasons."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0011_what_a_decision_says_of_appeal"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusalChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "no_presenter",
                    models.CharField(blank=True, max_length=300, verbose_name="stöd för att avgöra utan föredragning"),
                ),
                (
                    "others",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="andra som deltog i den slutliga handläggningen"
                    ),
                ),
                (
                    "nobody_else",
                    models.BooleanField(default=False, verbose_name="ingen annan deltog i den slutliga handläggningen"),
                ),
                ("dissent", models.TextField(blank=True, max_length=5000, verbose_name="avvikande mening")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("lifted", "Beslutet upphävs, och ni prövar efterfrågan på nytt"),
                            ("reasons", "Anslutning nekas som förut, men på en annan grund eller av andra skäl"),
                        ],
                        max_length=10,
                        verbose_name="vad som ändras",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("may", "Ni anser att beslutet är felaktigt, och får ändra det (37 § förvaltningslagen)"),
                            ("must", "Beslutet är uppenbart felaktigt, och ni ska ändra det (38 § förvaltningslagen)"),
                        ],
                        max_length=10,
                        verbose_name="varför det ändras",
                    ),
                ),
                ("why", models.TextField(max_length=10000, verbose_name="varför det tidigare beslutet är felaktigt")),
                ("reasons", models.TextField(blank=True, max_length=20000, verbose_name="nya skäl")),
                (
                    "heard",
                    models.TextField(blank=True, max_length=5000, verbose_name="hur myndigheten har fått yttra sig"),
                ),
                ("account", models.TextField(max_length=5000, verbose_name="öppen beskrivning till redovisningen")),
                ("diary_number", models.CharField(max_length=50, unique=True, verbose_name="diarienummer")),
                ("decided_on", models.DateField(verbose_name="beslutsdatum")),
                ("decided_by_title", models.CharField(max_length=100)),
                ("presented_by_title", models.CharField(blank=True, max_length=100)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "ändring av beslut att neka",
                "verbose_name_plural": "ändringar av beslut att neka",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="appealchoice",
            name="appeal_of_a_decision_that_is_known",
        ),
        migrations.AlterField(
            model_name="appealchoice",
            name="decision",
            field=models.CharField(
                choices=[
                    ("refusal", "Beslut att neka anslutning (8 §)"),
                    ("change", "Beslut som ändrar ett beslut att neka (37 och 38 §§ förvaltningslagen)"),
                    ("prioritisation", "Beslut om ordningen mellan dem som konkurrerar (9 §)"),
                ],
                max_length=20,
                verbose_name="slag av beslut",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Intresseanmälan"),
                    ("refusal", "Beslut att neka anslutning"),
                    ("correction", "Rättat beslut att neka anslutning"),
                    ("change", "Beslut som ändrar beslut att neka anslutning"),
                    ("annex", "Sekretessbelagd bilaga till beslut"),
                    ("prioritisation", "Beslut om prioritering"),
                    ("agreement", "Överenskommelse"),
                ],
                max_length=20,
                verbose_name="slag",
            ),
        ),
        migrations.AddConstraint(
            model_name="appealchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["refusal", "change", "prioritisation"])),
                name="appeal_of_a_decision_that_is_known",
                violation_error_message="Välj ett slag av beslut i listan.",
            ),
        ),
        migrations.AddField(
            model_name="refusalchange",
            name="allocation",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="restored_by",
                to="onboarding.allocation",
            ),
        ),
        migrations.AddField(
            model_name="refusalchange",
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
            model_name="refusalchange",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="refusalchange",
            name="ground",
            field=models.ForeignKey(
                blank=True,
                db_column="ground",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.refusalground",
                verbose_name="förutsättning som saknas",
            ),
        ),
        migrations.AddField(
            model_name="refusalchange",
            name="presented_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="föredragande",
            ),
        ),
        migrations.AddField(
            model_name="refusalchange",
            name="refusal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="onboarding.refusal"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="change",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="document",
                to="onboarding.refusalchange",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["may", "must"]), ("why__regex", "[[:alnum:]]")),
                name="change_says_why",
                violation_error_message="Ange varför beslutet ändras: vad som är felaktigt i det tidigare beslutet (37 och 38 §§ förvaltningslagen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("allocation__isnull", False), ("ground", None), ("outcome", "lifted"), ("reasons", "")),
                    models.Q(
                        ("allocation", None),
                        ("ground__isnull", False),
                        ("heard__regex", "[[:alnum:]]"),
                        ("outcome", "reasons"),
                        ("reasons__regex", "([[:alnum:]][^[:alnum:]]*){50}"),
                    ),
                    _connector="OR",
                ),
                name="change_lifts_or_gives_reasons",
                violation_error_message="Upphäv beslutet, eller ange den nya grunden, skälen med minst 50 tecken och hur myndigheten har fått yttra sig (8 §; 25 § förvaltningslagen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__regex", "[[:alnum:]]")),
                name="change_is_described_for_the_account",
                violation_error_message="Beskriv ändringen för redovisningen till regeringen (11 §).",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_by", models.F("presented_by")), _negated=True),
                name="change_by_two_people",
                violation_error_message="Föredragande och beslutsfattare ska vara olika personer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("no_presenter", ""), ("presented_by__isnull", False)),
                    models.Q(("no_presenter__regex", "[[:alnum:]]"), ("presented_by", None)),
                    _connector="OR",
                ),
                name="change_presented_or_not",
                violation_error_message="Välj föredragande, eller ange stödet för att avgöra utan föredragning (20 § myndighetsförordningen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusalchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nobody_else", False), ("others__regex", "[[:alnum:]]")),
                    models.Q(models.Q(("others__regex", "[[:alnum:]]"), _negated=True), ("nobody_else", True)),
                    _connector="OR",
                ),
                name="change_says_who_took_part",
                violation_error_message="Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen).",
            ),
        ),
    ]
