"""A note of secrecy names chapter and section. Rows of before, which may say less, are left as they are."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0005_what_is_searched_in"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="refusalannex",
            name="annex_has_text_and_provision",
        ),
        migrations.RemoveConstraint(
            model_name="secrecymarking",
            name="marking_names_its_provision",
        ),
        AddConstraintNotValid(
            model_name="refusalannex",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("provision__regex", "\\d+( ?[a-z])? ?kap\\.? ?\\d+( ?[a-z])? ?§"), ("text__regex", "[[:alnum:]]")
                ),
                name="annex_has_text_and_provision",
                violation_error_message="Ange bestämmelsen som uppgifterna är sekretessbelagda enligt, till exempel 18 kap. 8 § OSL.",
            ),
        ),
        AddConstraintNotValid(
            model_name="secrecymarking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("provision__regex", "\\d+( ?[a-z])? ?kap\\.? ?\\d+( ?[a-z])? ?§"),
                    ("removed_at__isnull", False),
                    _connector="OR",
                ),
                name="marking_names_its_provision",
                violation_error_message="Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL.",
            ),
        ),
    ]
