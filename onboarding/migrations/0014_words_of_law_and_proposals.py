"""The words of the law in choices; a proposal to refuse, which lasts as long as the supplier can refuse (8 §)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


PROPOSALS = """
CREATE FUNCTION proposed_while_it_can_be_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM onboarding_allocation WHERE id = NEW.allocation_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM onboarding_allocation a JOIN onboarding_requestedservice r ON r.id = a.requested_service_id
        WHERE a.id = NEW.allocation_id AND a.ended_at IS NULL AND r.status IN ('allocated', 'accepted')) THEN
        PERFORM refuse(TG_NAME, 'Tjänsten kan inte nekas nu (8 §).');
    END IF;
    PERFORM not_in_conflict(TG_NAME, registration_of_allocation(NEW.allocation_id), NEW.prepared_by_id);
    RETURN NEW;
END $$;
CREATE TRIGGER proposed_while_it_can_be_refused BEFORE INSERT OR UPDATE ON onboarding_refusaldraft
    FOR EACH ROW EXECUTE FUNCTION proposed_while_it_can_be_refused();

CREATE FUNCTION proposal_goes_with_its_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM onboarding_refusaldraft WHERE allocation_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_goes_with_its_allocation AFTER UPDATE OF ended_at ON onboarding_allocation
    FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION proposal_goes_with_its_allocation();

CREATE FUNCTION proposal_goes_when_it_is_agreed_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM onboarding_refusaldraft d USING onboarding_allocation a
    WHERE a.id = d.allocation_id AND a.requested_service_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER proposal_goes_when_it_is_agreed_on AFTER UPDATE OF status ON onboarding_requestedservice
    FOR EACH ROW WHEN (NEW.status NOT IN ('allocated', 'accepted')) EXECUTE FUNCTION proposal_goes_when_it_is_agreed_on();
"""
UNDO = """
DROP FUNCTION proposed_while_it_can_be_refused() CASCADE; DROP FUNCTION proposal_goes_with_its_allocation() CASCADE;
DROP FUNCTION proposal_goes_when_it_is_agreed_on() CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0013_rules_of_sending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="competitor",
            name="change",
            field=models.TextField(blank=True, verbose_name="vad som skulle ändra ordningen"),
        ),
        migrations.AlterField(
            model_name="conflictreport",
            name="ground",
            field=models.CharField(
                choices=[
                    ("party", "Jag eller någon närstående är part, eller påverkas inte oväsentligt av beslutet (1)"),
                    (
                        "agent",
                        "Jag eller någon närstående är eller har varit ställföreträdare eller ombud för den som berörs (2)",
                    ),
                    (
                        "earlier",
                        "Jag har medverkat i den slutliga handläggningen hos en annan myndighet, och har därför redan tagit ställning i frågor som vi ska pröva som överordnad instans (3)",
                    ),
                    ("other", "Någon annan särskild omständighet gör att min opartiskhet kan ifrågasättas (4)"),
                ],
                max_length=10,
                verbose_name="grund",
            ),
        ),
        migrations.AlterField(
            model_name="conflictreport",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("conflict", "Jäv"),
                    ("none", "Inte jäv"),
                    (
                        "irrelevant",
                        "Jäv, men det är uppenbart att frågan om opartiskhet saknar betydelse (16 § andra stycket)",
                    ),
                ],
                max_length=10,
                verbose_name="utfall",
            ),
        ),
        migrations.AlterField(
            model_name="refusal",
            name="not_communicated",
            field=models.CharField(
                blank=True,
                choices=[
                    ("obvious", "Det är uppenbart obehövligt att myndigheten yttrar sig (25 § förvaltningslagen)"),
                    (
                        "harmful",
                        "Det kan befaras att det annars skulle bli avsevärt svårare att genomföra beslutet (25 § första stycket 2 förvaltningslagen)",
                    ),
                    (
                        "urgent",
                        "Ett väsentligt allmänt eller enskilt intresse kräver att beslutet meddelas omedelbart (25 § första stycket 3 förvaltningslagen)",
                    ),
                ],
                max_length=10,
                verbose_name="varför myndigheten inte får yttra sig först",
            ),
        ),
        migrations.CreateModel(
            name="RefusalDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "refused_volume",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="del som nekas"
                    ),
                ),
                ("reasons", models.TextField(blank=True, max_length=20000, verbose_name="skäl")),
                (
                    "provisions",
                    models.TextField(blank=True, max_length=1000, verbose_name="fler bestämmelser som ni tillämpar"),
                ),
                (
                    "alternatives",
                    models.TextField(blank=True, max_length=5000, verbose_name="alternativ som ni erbjuder"),
                ),
                (
                    "account",
                    models.TextField(blank=True, max_length=5000, verbose_name="öppen beskrivning till redovisningen"),
                ),
                (
                    "not_communicated",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "obvious",
                                "Det är uppenbart obehövligt att myndigheten yttrar sig (25 § förvaltningslagen)",
                            ),
                            (
                                "harmful",
                                "Det kan befaras att det annars skulle bli avsevärt svårare att genomföra beslutet (25 § första stycket 2 förvaltningslagen)",
                            ),
                            (
                                "urgent",
                                "Ett väsentligt allmänt eller enskilt intresse kräver att beslutet meddelas omedelbart (25 § första stycket 3 förvaltningslagen)",
                            ),
                        ],
                        max_length=10,
                        verbose_name="varför myndigheten inte får yttra sig först",
                    ),
                ),
                ("not_communicated_why", models.TextField(blank=True, max_length=2000, verbose_name="förklaring")),
                ("annex_text", models.TextField(blank=True, max_length=20000, verbose_name="sekretessbelagda skäl")),
                ("annex_provision", models.CharField(blank=True, max_length=100, verbose_name="bestämmelse")),
                (
                    "annex_shared",
                    models.BooleanField(default=False, verbose_name="delad med den samordnande myndigheten"),
                ),
                (
                    "others",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="andra som deltog i den slutliga handläggningen"
                    ),
                ),
                (
                    "nobody_else",
                    models.BooleanField(default=False, verbose_name="ingen annan deltog i den slutliga handläggningen"),
                ),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="sparat")),
                (
                    "handed_over_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="lämnat till beslutsfattare"),
                ),
                (
                    "allocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refusal_draft",
                        to="onboarding.allocation",
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="onboarding.refusalground",
                        verbose_name="förutsättning som saknas",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "förslag till beslut att neka",
                "verbose_name_plural": "förslag till beslut att neka",
                "ordering": ["pk"],
            },
        ),
        migrations.RunSQL(PROPOSALS, UNDO),
    ]
