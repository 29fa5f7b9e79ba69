"""`manage.py migrate`: Django's own, and around it the rules of the database."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from itdrift import database_rules
from itdrift.database import owned

ANOTHER_VERSION = (
    "Databasen är gjord av en annan version av programmet ({0[0]}.{0[1]}) och kan inte uppdateras härifrån. "
    "Är det demonstrationens databas: ta bort katalogen .var och starta igen. Då skapas den på nytt, och det som har "
    "skrivits i den försvinner."
)


class Command(migrate.Command):
    help = "Uppdaterar databasens tabeller och gör om dess regler (rules/*.sql i varje app)."

    def handle(self, *args, **options):
        """Migrate as the owner: the rules of the old tables go first, and are made anew when all migrations are done.

        If a migration fails or some are left out, the program has no rights until `migrate` has done the rest. Raises CommandError
        for a database that was made by migrations which this version does not have.
        """
        with owned():
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            refuse_another_version()
            if unapplied():
                database_rules.drop()
            super().handle(*args, **options)
            if not unapplied():
                database_rules.make()


def refuse_another_version():
    """Raise CommandError for a database that was made by migrations which this version does not have."""
    loader = MigrationExecutor(connection).loader
    strange = [
        key for key in loader.applied_migrations if key[0] in loader.migrated_apps and key not in loader.disk_migrations
    ]
    if strange:
        raise CommandError(ANOTHER_VERSION.format(min(strange)))


def unapplied():
    """Return the migrations that are not yet done, as pairs of a Migration and whether it goes backwards."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())
