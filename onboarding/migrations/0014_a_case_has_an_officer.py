"""Each agency that handles a case has an officer for it, and its list is narrowed to one's own cases and to nobody's."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q


def person(**more):
    return models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+", **more)


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0013_who_took_part_and_who_dissented"), ("registry", "0001_initial")]
    operations = [
        migrations.CreateModel(
            "CaseOfficer",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "registration",
                    models.ForeignKey(
                        "onboarding.interestregistration", PROTECT, db_index=False, related_name="officers"
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey("registry.mandate", PROTECT, related_name="+", verbose_name="uppdrag"),
                ),
                ("person", person(verbose_name="handläggare")),
                ("since", models.DateTimeField("handläggare sedan")),
            ],
            {
                "verbose_name": "ärendets handläggare",
                "verbose_name_plural": "ärendenas handläggare",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["registration", "mandate"],
                        name="one_officer_of_each_mandate",
                        violation_error_message="Ärendet har redan en handläggare hos er.",
                    )
                ],
            },
        ),
        *(
            migrations.AddField(model, "officer", person(null=True, editable=False, db_index=False))
            for model in ("access", "requestedservice")
        ),
        migrations.AddIndex(
            "access",
            models.Index(
                F("mandate"),
                F("officer"),
                F("received_at"),
                F("requested_service"),
                condition=Q(officer__isnull=False),
                name="access_by_officer",
            ),
        ),
        migrations.AddIndex(
            "access",
            models.Index(
                F("mandate"),
                F("received_at"),
                F("requested_service"),
                condition=Q(officer=None, stage__lte=5),
                name="access_without_officer",
            ),
        ),
        migrations.AddIndex(
            "requestedservice",
            models.Index(
                F("officer"),
                F("received_at"),
                F("id"),
                condition=Q(officer__isnull=False),
                name="requested_by_officer",
            ),
        ),
        migrations.AddIndex(
            "requestedservice",
            models.Index(
                F("received_at"),
                F("id"),
                condition=Q(officer=None, status__in=("registered", "allocated", "refused", "accepted", "agreed")),
                name="requested_without_officer",
            ),
        ),
    ]
