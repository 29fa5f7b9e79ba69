"""A note of secrecy names chapter and section. Rows of before, which may say less, are left as they are."""

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0001_initial"),
        ("reporting", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="datarequest",
            name="annex_under_a_provision",
        ),
        AddConstraintNotValid(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("annex", ""),
                    ("annex_provision__regex", "\\d+( ?[a-z])? ?kap\\.? ?\\d+( ?[a-z])? ?§"),
                    _connector="OR",
                ),
                name="annex_under_a_provision",
                violation_error_message="Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL.",
            ),
        ),
    ]
