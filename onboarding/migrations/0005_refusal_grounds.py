"""8 §: the grounds of refusal become rows, so that a code can be retired; those in use keep their codes."""

import django.db.models.deletion
from django.db import migrations, models

GROUNDS = [
    ("capacity", "Kapacitet saknas"),
    ("competence", "Kompetens saknas"),
    ("security_level", "Tjänsten når inte upp till den nivå som krävs"),
    ("operations", "Tjänsten kan inte baseras på den egna it-driften (6 §)"),
    ("technology", "Tekniken stöds inte"),
    ("other", "Andra förutsättningar saknas"),
]

ROWS = ", ".join(f"('{code}', '{label}', {order})" for order, (code, label) in enumerate(GROUNDS, 1))

STAY = """
CREATE FUNCTION ground_is_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.code <> NEW.code THEN
        PERFORM refuse(TG_NAME, 'En grund kan tas ur bruk, men inte tas bort eller byta kod (8 §).');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ground_is_never_deleted BEFORE UPDATE OR DELETE ON onboarding_refusalground
    FOR EACH ROW EXECUTE FUNCTION ground_is_never_deleted();
"""


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0004_what_has_happened_stays")]

    operations = [
        migrations.CreateModel(
            name="RefusalGround",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="kod")),
                ("label", models.CharField(max_length=150, verbose_name="benämning")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="används inte från och med")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
            ],
            options={
                "verbose_name": "grund för nekad anslutning",
                "verbose_name_plural": "grunder för nekad anslutning",
                "ordering": ["order", "code"],
            },
        ),
        migrations.RunSQL(
            f'INSERT INTO onboarding_refusalground (code, label, "order") VALUES {ROWS}', migrations.RunSQL.noop
        ),
        migrations.RunSQL(STAY, "DROP FUNCTION ground_is_never_deleted() CASCADE"),
        migrations.RemoveConstraint(model_name="refusal", name="refusal_ground_known"),
        migrations.AlterField(
            model_name="refusal",
            name="ground",
            field=models.ForeignKey(
                db_column="ground",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="onboarding.refusalground",
                verbose_name="förutsättning som saknas",
            ),
        ),
    ]
