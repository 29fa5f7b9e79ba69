"""A search of the diary's documents by what they concern, over all of a diary."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0007_a_refusal_meets_the_opinion")]
    operations = [
        migrations.AddIndex("diaryentry", GinIndex(OpClass(Upper("about"), "gin_trgm_ops"), name="diary_by_words"))
    ]
