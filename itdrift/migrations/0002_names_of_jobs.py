from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("itdrift", "0001_outbox")]
    operations = [
        migrations.RenameField("job", "function", "name"),
        migrations.AlterField("job", "name", models.CharField(max_length=100, verbose_name="namn")),
    ]
