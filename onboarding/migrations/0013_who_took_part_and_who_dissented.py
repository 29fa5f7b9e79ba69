"""Who presented a decision or on what it was made without, who else took part, and who dissented (30-31 §§ FL)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0012_a_refusal_is_changed_by_a_new_decision"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="prioritisation",
            name="prioritisation_decided_with_motivation",
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="dissent",
            field=models.TextField(blank=True, max_length=5000, verbose_name="avvikande mening"),
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="no_presenter",
            field=models.CharField(blank=True, max_length=300, verbose_name="stöd för att avgöra utan föredragning"),
        ),
        # the paper of every order so far says that nobody else took part
        migrations.AddField(
            model_name="prioritisation",
            name="nobody_else",
            field=models.BooleanField(default=True, verbose_name="ingen annan deltog i den slutliga handläggningen"),
        ),
        migrations.AlterField(
            model_name="prioritisation",
            name="nobody_else",
            field=models.BooleanField(default=False, verbose_name="ingen annan deltog i den slutliga handläggningen"),
        ),
        migrations.AddField(
            model_name="prioritisation",
            name="others",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="andra som deltog i den slutliga handläggningen"
            ),
        ),
        migrations.AddField(
            model_name="refusal",
            name="dissent",
            field=models.TextField(blank=True, max_length=5000, verbose_name="avvikande mening"),
        ),
        migrations.AddField(
            model_name="refusal",
            name="no_presenter",
            field=models.CharField(blank=True, max_length=300, verbose_name="stöd för att avgöra utan föredragning"),
        ),
        migrations.AddField(
            model_name="refusaldraft",
            name="dissent",
            field=models.TextField(blank=True, max_length=5000, verbose_name="avvikande mening"),
        ),
        migrations.AlterField(
            model_name="refusal",
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
        migrations.AlterField(
            model_name="refusal",
            name="presented_by_title",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddConstraint(
            model_name="prioritisation",
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
                violation_error_message="Ange motiveringen till ordningen (9 §).",
            ),
        ),
        migrations.AddConstraint(
            model_name="prioritisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "decided"), _negated=True),
                    models.Q(("no_presenter", ""), ("presented_by__isnull", False)),
                    models.Q(("no_presenter__regex", "[[:alnum:]]"), ("presented_by", None)),
                    _connector="OR",
                ),
                name="prioritisation_presented_or_not",
                violation_error_message="Välj föredragande, eller ange stödet för att avgöra utan föredragning (20 § myndighetsförordningen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="prioritisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "decided"), _negated=True),
                    models.Q(("nobody_else", False), ("others__regex", "[[:alnum:]]")),
                    models.Q(models.Q(("others__regex", "[[:alnum:]]"), _negated=True), ("nobody_else", True)),
                    _connector="OR",
                ),
                name="prioritisation_says_who_took_part",
                violation_error_message="Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("no_presenter", ""), ("presented_by__isnull", False)),
                    models.Q(("no_presenter__regex", "[[:alnum:]]"), ("presented_by", None)),
                    _connector="OR",
                ),
                name="refusal_presented_or_not",
                violation_error_message="Välj föredragande, eller ange stödet för att avgöra utan föredragning (20 § myndighetsförordningen).",
            ),
        ),
    ]
