"""What a supplier may see becomes a fact of its own, and a list knows by itself what is confidential (7, 10 §§)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# So that the planner knows which words are rare: it then walks the list in its order for the common ones.
STATISTICS = "ALTER TABLE onboarding_requestedservice ALTER COLUMN words SET STATISTICS 1000"
STATISTICS_BEFORE = "ALTER TABLE onboarding_requestedservice ALTER COLUMN words SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0002_grounds_and_targets"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("stage", models.PositiveSmallIntegerField()),
                ("due_on", models.DateField()),
                ("agency_order", models.CharField(db_collation="C", max_length=250)),
                ("service_order", models.CharField(db_collation="C", max_length=250)),
            ],
            options={
                "verbose_name": "insyn",
                "verbose_name_plural": "insyn",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="requestedservice",
            name="awaits_opinion",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="requestedservice",
            name="confidential",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="requestedservice",
            name="agency",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.agency"
            ),
        ),
        migrations.AddIndex(
            model_name="interestregistration",
            index=models.Index(
                condition=models.Q(("registered_at", None)), fields=["agency", "changed_at"], name="drafts_by_change"
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(models.F("agency"), models.F("stage"), models.F("id"), name="requested_agency_stage"),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(models.F("agency"), models.F("due_on"), models.F("id"), name="requested_agency_due_on"),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("agency"), models.F("agency_order"), models.F("id"), name="requested_agency_agency_order"
            ),
        ),
        migrations.AddIndex(
            model_name="requestedservice",
            index=models.Index(
                models.F("agency"), models.F("service_order"), models.F("id"), name="requested_agency_service_order"
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
                models.F("supplier"), condition=models.Q(("awaits_opinion", True)), name="requested_awaits_opinion"
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="mandate",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.mandate",
                verbose_name="leverantörsmyndighet",
            ),
        ),
        migrations.AddField(
            model_name="access",
            name="requested_service",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accesses",
                to="onboarding.requestedservice",
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                models.F("mandate"), models.F("received_at"), models.F("requested_service"), name="access_by_received"
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                models.F("mandate"), models.F("stage"), models.F("requested_service"), name="access_by_stage"
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                models.F("mandate"), models.F("due_on"), models.F("requested_service"), name="access_by_due"
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                models.F("mandate"),
                models.F("agency_order"),
                models.F("requested_service"),
                name="access_by_agency_order",
            ),
        ),
        migrations.AddIndex(
            model_name="access",
            index=models.Index(
                models.F("mandate"),
                models.F("service_order"),
                models.F("requested_service"),
                name="access_by_service_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.UniqueConstraint(
                fields=("requested_service", "mandate"),
                name="access_once",
                violation_error_message="Leverantörsmyndigheten har redan insyn i den efterfrågade tjänsten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="access",
            constraint=models.CheckConstraint(
                condition=models.Q(("because__in", ["allocation", "agreement"])),
                name="access_basis_known",
                violation_error_message="Insyn följer av en fördelning eller en överenskommelse.",
            ),
        ),
        migrations.RunSQL(STATISTICS, STATISTICS_BEFORE),
    ]
