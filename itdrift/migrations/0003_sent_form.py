from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("itdrift", "0002_interrupted_work")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name="nyckel")),
                ("digest", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("led_to", models.TextField(verbose_name="ledde till")),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="skickat")),
            ],
            options={"verbose_name": "skickat formulär", "verbose_name_plural": "skickade formulär"},
        ),
    ]
