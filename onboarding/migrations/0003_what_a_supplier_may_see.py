"""What a supplier may see becomes a fact of its own, and a list knows by itself what is confidential (7, 10 §§)."""

import django.db.models.deletion
from django.db import migrations, models


# So that the planner knows which words are rare: it then walks the list in its order for the common ones.
STATISTICS = "ALTER TABLE onboarding_requestedservice ALTER COLUMN words SET STATISTICS 1000"
STATISTICS_BEFORE = "ALTER TABLE onboarding_requestedservice ALTER COLUMN words SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0002_grounds_and_targets"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="requestedservice",
            name="confidential",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(verbose_name="sedan")),
                (
                    "because",
                    models.CharField(
                        choices=[("allocation", "Fördelning"), ("agreement", "Överenskommelse")],
                        max_length=10,
                        verbose_name="grund",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="inkom")),
                (
                    "mandate",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.mandate",
                        verbose_name="leverantörsmyndighet",
                    ),
                ),
                (
                    "requested_service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to="onboarding.requestedservice",
                    ),
                ),
            ],
            options={
                "verbose_name": "insyn",
                "verbose_name_plural": "insyn",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        models.F("mandate"),
                        models.F("received_at"),
                        models.F("requested_service"),
                        name="access_in_the_order_received",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("requested_service", "mandate"),
                        name="access_once",
                        violation_error_message="Leverantörsmyndigheten har redan insyn i den efterfrågade tjänsten.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because__in", ["allocation", "agreement"])),
                        name="access_basis_known",
                        violation_error_message="Insyn följer av en fördelning eller en överenskommelse.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="interestregistration",
            index=models.Index(
                condition=models.Q(("registered_at", None)), fields=["agency", "changed_at"], name="drafts_by_change"
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("agency"),
                condition=models.Q(
                    ("paused_at__isnull", False),
                    ("status__in", ("registered", "allocated", "refused", "accepted", "agreed")),
                ),
                name="requested_paused",
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("due_on"),
                models.F("id"),
                condition=models.Q(("status__in", ("registered", "allocated", "refused", "accepted", "agreed"))),
                name="requested_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("supplier"),
                models.F("received_at"),
                models.F("id"),
                condition=models.Q(("status__in", ("registered", "allocated", "refused", "accepted", "agreed"))),
                name="requested_open_by_supplier",
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("supplier"),
                models.F("due_on"),
                models.F("id"),
                condition=models.Q(("status__in", ("registered", "allocated", "refused", "accepted", "agreed"))),
                name="requested_due_by_supplier",
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("agency"),
                models.F("due_on"),
                models.F("id"),
                condition=models.Q(("status__in", ("registered", "allocated", "refused", "accepted", "agreed"))),
                name="requested_due_by_agency",
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("received_at"),
                models.F("id"),
                condition=models.Q(("status__in", ("registered", "refused"))),
                name="requested_to_allocate",
            ),
        ),
        migrations.AddField(
            model_name="requestedservice",
            name="awaits_opinion",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("supplier"), condition=models.Q(("awaits_opinion", True)), name="requested_awaits_opinion"
            ),
        ),
        migrations.RunSQL(STATISTICS, STATISTICS_BEFORE),
    ]
