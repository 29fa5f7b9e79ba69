"""An agency completes what came by letter, e-mail or telephone, and gets its paper anew."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0014_a_case_has_an_officer"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="document",
            name="one_receipt_in_a_case",
        ),
        migrations.RemoveConstraint(
            model_name="interestregistration",
            name="registered_is_complete",
        ),
        migrations.AddField(
            model_name="interestregistration",
            name="completed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="kompletterad"),
        ),
        migrations.AddField(
            model_name="interestregistration",
            name="completed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="kompletterad av",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receipt", "Intresseanmälan"),
                    ("completion", "Kompletterad intresseanmälan"),
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
        migrations.AddIndex(
            model_name="interestregistration",
            index=models.Index(
                condition=models.Q(models.Q(("came_by", "form"), _negated=True), ("completed_at", None)),
                fields=["agency"],
                name="registrations_to_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["receipt", "completion"])),
                fields=("registration", "kind"),
                name="one_receipt_in_a_case",
                violation_error_message="Ärendet har redan ett kvitto.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registered_at", None),
                    models.Q(
                        models.Q(models.Q(("came_by", "form"), _negated=True), ("completed_at", None)),
                        ("need__regex", "\\S"),
                    ),
                    models.Q(
                        ("contact_email__contains", "@"),
                        ("contact_name__regex", "\\S"),
                        ("other_channel__isnull", False),
                        models.Q(
                            ("other_channel", True),
                            models.Q(("need__regex", "\\S"), ("present_solution__gt", "")),
                            _connector="OR",
                        ),
                        models.Q(
                            ("form_version", 1), ("other_channel", True), ("secrecy__isnull", False), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="registered_is_complete",
                violation_error_message="Anmälan är inte fullständig.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_at", None), ("completed_by", None)),
                    models.Q(
                        models.Q(("came_by", "form"), _negated=True),
                        ("completed_at__isnull", False),
                        ("completed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="completed_by_somebody",
                violation_error_message="Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter.",
            ),
        ),
    ]
