"""An interest comes by letter, e-mail or telephone too, with its original. What it does not answer is left open."""

import datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0009_a_step_is_left_to_a_colleague"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="interestregistration",
            name="registered_is_complete",
        ),
        migrations.RemoveConstraint(
            model_name="requestedservice",
            name="personal_data_is_answered",
        ),
        migrations.AddField(
            model_name="attachment",
            name="original",
            field=models.BooleanField(default=False, editable=False, verbose_name="originalet"),
        ),
        migrations.AddField(
            model_name="interestregistration",
            name="call_note",
            field=models.TextField(blank=True, max_length=10000, verbose_name="vad som sades"),
        ),
        migrations.AddField(
            model_name="interestregistration",
            name="came_by",
            field=models.CharField(
                choices=[("form", "I tjänsten"), ("letter", "Brev"), ("email", "E-post"), ("telephone", "Telefon")],
                default="form",
                max_length=10,
                verbose_name="kom in",
            ),
        ),
        migrations.AddField(
            model_name="interestregistration",
            name="came_from",
            field=models.CharField(
                blank=True,
                help_text="Den som har skrivit under, skickat eller ringt: namn och befattning.",
                max_length=250,
                verbose_name="vem hos myndigheten",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("original", False), ("message", None), _connector="OR"),
                name="original_is_of_the_case",
                violation_error_message="Originalet hör till ärendet, inte till ett meddelande.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registered_at", None),
                    models.Q(models.Q(("came_by", "form"), _negated=True), ("need__regex", "\\S")),
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
                condition=models.Q(("came_by__in", ["form", "letter", "email", "telephone"])),
                name="came_by_known",
                violation_error_message="Välj hur intresseanmälan kom in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("came_by", "form")), ("came_from", "")),
                    models.Q(models.Q(("came_by", "form"), _negated=True), ("came_from__regex", "\\S")),
                    _connector="OR",
                ),
                name="came_from_somebody",
                violation_error_message="Ange vem hos myndigheten som hörde av sig.",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_note__regex", "\\S"), ("came_by", "telephone")),
                    models.Q(models.Q(("came_by", "telephone"), _negated=True), ("call_note", "")),
                    _connector="OR",
                ),
                name="call_is_noted",
                violation_error_message="Skriv vad som sades på telefon (27 § förvaltningslagen).",
            ),
        ),
        migrations.AddConstraint(
            model_name="interestregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("came_by", "form"),
                    ("registered_at", None),
                    models.Q(
                        ("registered_at__gte", datetime.datetime(2024, 12, 31, 23, 0, tzinfo=datetime.timezone.utc)),
                        ("registered_at__lte", models.F("created_at")),
                    ),
                    _connector="OR",
                ),
                name="came_on_a_day_that_has_been",
                violation_error_message="Ange den dag då intresseanmälan kom in: en dag som har varit, sedan förordningen trädde i kraft.",
            ),
        ),
    ]
