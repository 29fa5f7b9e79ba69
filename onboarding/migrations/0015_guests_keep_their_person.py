"""Who was let in by an address is let out by it too, whatever address the person has by then (OSL 4 kap.)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHO_HAS_THE_GRANT = """
UPDATE onboarding_guestaddress a SET person_id = g.user_id
FROM onboarding_interestregistrationuserobjectpermission g JOIN registry_user u ON u.id = g.user_id
WHERE g.content_object_id = a.registration_id AND g.mandate_id IS NULL AND u.email = a.email;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("onboarding", "0014_words_of_law_and_proposals"),
    ]

    operations = [
        migrations.AddField(
            model_name="guestaddress",
            name="person",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(WHO_HAS_THE_GRANT, migrations.RunSQL.noop),
    ]
