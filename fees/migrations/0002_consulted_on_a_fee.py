"""With whom a supplier consults on a fee goes by the day, and stands in no sentence; nothing changes in the database."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fees", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="fee",
            name="consulted_on",
            field=models.DateField(blank=True, null=True, verbose_name="samråd om avgiften"),
        ),
        migrations.AlterConstraint(
            model_name="fee",
            name="fee_consulted_or_why_not",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("consulted_on__isnull", False), ("not_consulted_because__regex", "\\S"), _connector="OR"
                ),
                name="fee_consulted_or_why_not",
                violation_error_message="Ange dagen för samrådet om avgiften, eller varför samråd inte har skett (7 § avgiftsförordningen).",
            ),
        ),
    ]
