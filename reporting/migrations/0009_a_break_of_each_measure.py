"""What breaks the series of one measure breaks no other; what was said of a whole service was said of its volume."""

from django.db import migrations, models


def _break():
    return models.CharField(blank=True, max_length=500, verbose_name="om åren inte går att jämföra: varför")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_answered_by_another")]

    operations = [
        migrations.RenameField("serviceyear", "break_reason", "units_break"),
        migrations.AlterField("serviceyear", "units_break", _break()),
        *(
            migrations.AddField("serviceyear", f"{measure}_break", _break())
            for measure in ("cost", "availability", "nki")
        ),
    ]
