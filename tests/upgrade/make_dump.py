"""Makes the dump that upgrade tests begin with: `manage.py test tests/upgrade/make_dump.py`, once for each released state.

The walk of every act, with a line for each paper, in a database of its own; then its tables and rows as plain SQL that needs
no program but the database to be read again.
"""

import gzip
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django_celery_beat.schedulers import DatabaseScheduler

from itdrift import pdf
from itdrift.celery import app
from itdrift.embedded.postgres import binaries
from itdrift.models import SentForm
from onboarding.agreement import acts as agreement_acts
from onboarding.letters import acts as letters_acts
from onboarding.refusal import acts as refusal_acts
from registry.catalogue import acts as catalogue_acts
from registry.models import Preparedness, RegisterEdition, RegisterEntry
from reporting.account import acts as account_acts
from reporting.models import Report

from .. import making
from ..places import addresses

EMPTY = {  # what the program does not use
    "auth_group",
    "auth_group_permissions",
    "django_celery_beat_clockedschedule",
    "django_celery_beat_solarschedule",
    "guardian_groupobjectpermission",
    "guardian_userobjectpermission",
    "registry_user_groups",
    "registry_user_user_permissions",
}
PLAIN = "--inserts --rows-per-insert=500 --no-owner --no-privileges --no-comments --restrict-key=dump".split()


@pytest.fixture
def quick_papers(monkeypatch):
    monkeypatch.setattr(
        pdf, "draw", lambda html, *, identifier, **kwargs: f"%PDF-1.7 {identifier} {date.today()}".encode()
    )


def test_make_dump(transactional_db, quick_papers):
    cast = making.cast()
    addresses(cast)
    the_rest(cast)
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        none = [f"SELECT '{table}' WHERE NOT EXISTS (SELECT FROM {table})" for table in tables]  # noqa: S608
        cursor.execute(" UNION ALL ".join(none))
        assert {table for (table,) in cursor.fetchall()} == EMPTY
    file = Path(__file__).with_name(f"{date.today()}.sql.gz")
    file.write_bytes(gzip.compress(dump().encode(), mtime=0))


def the_rest(cast):
    """Rows of what no address of the program asks for."""
    DatabaseScheduler(app=app).setup_schedule()
    SentForm.objects.create(key="a" * 64, digest="b" * 64, led_to="/")
    Client().force_login(cast.admin)
    LogEntry.objects.create(user=cast.admin, object_id="1", object_repr="Mål", action_flag=1)
    edition = RegisterEdition.objects.create(name="Utgåva", as_of=date(2026, 1, 2), source="Påhittad")
    entry = {"agency": cast.fk, "name": cast.fk.name, "org_number": cast.fk.org_number, "kind": cast.fk.kind}
    RegisterEntry.objects.create(edition=edition, is_preparedness_agency=True, **entry)
    Preparedness.objects.create(agency=cast.fk, valid_from=date(2025, 1, 1), basis="SFS 2022:524")
    catalogue_acts.declare_capacity(cast.service, by=cast.supplier, intake="open", free_units=40)
    making.fee(cast)
    with_annex = cast.walk.request("allocated")
    annex = {"text": "Hallen är full.", "provision": "18 kap. 8 § OSL", "shared": True}
    refusal = refusal_acts.refuse(with_annex, by=cast.supplier_boss, annex=annex, **making.decision(cast.supplier))
    words = {
        "reasons": making.REASONS.replace("nästa", "nästkommande"),
        "alternatives": "",
        "account": "Hallen var full.",
    }
    refusal_acts.correct(refusal, by=cast.supplier_boss, slip="Fel ord.", obvious=True, **words)
    refusal_acts.propose_refusal(cast.walk.request("allocated"), by=cast.supplier, reasons="Så långt.")
    terms = {
        "content": making.content(),
        "terms": making.terms(),
        "sub_processors": [{"name": "Drift AB", "task": "Drift"}],
    }
    agreement = cast.walk.agreement(cast.walk.request("accepted"))
    agreement_acts.revise(agreement, by=cast.applicant, **terms)
    connected = cast.walk.request("connected")
    said = {"text": "De ringde.", "told_by": "Ali Myndighet", "happened_on": date.today()}
    letters_acts.note_down(connected.registration, by=cast.applicant, **said)
    decided = Report.objects.get(status="decided")
    account_acts.send_report(decided, by=cast.coordinator, on=date.today(), how="E-post till Regeringskansliet")
    account_acts.narrate(Report.objects.open().get(), by=cast.coordinator, texts={"summary": "Ett år."})


def dump():
    """The test database as SQL, without the lines that only psql understands."""
    where = connection.get_connection_params()
    command = [binaries() / "pg_dump", *PLAIN, "-h", where["host"], "-U", where["user"], where["dbname"]]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith(("\\", "--"))) + "\n"
