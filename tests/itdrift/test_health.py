"""Ready or not: what is wrong is told part by part, and being alive is another question."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from itdrift import broker, health
from itdrift.models import Job

from .. import making

WELL = {"database": "", "broker": "", "disk": "", "backlog": "", "given_up": "", "calendar": ""}


@pytest.fixture
def well(db):
    making.calendar()


def job(minutes=0, **changes):
    made = Job.objects.create(key=f"{Job.objects.count()}", name="test", not_before=timezone.now(), **changes)
    Job.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
    return made


def wrong():
    """What is not as it is when all is well."""
    return {name: sentence for name, sentence in health.look().items() if sentence != WELL[name]}


def test_all_is_well(client, well):
    job(minutes=14)
    job(minutes=16, done_at=timezone.now())
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "parts": dict.fromkeys(WELL, "ok")})
    assert "no-store" in answer["Cache-Control"]


def test_a_broker_that_does_not_answer(client, well, monkeypatch):
    monkeypatch.setattr(broker, "answers", lambda: False)
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["parts"]["broker"] == "Meddelandekön svarar inte. Brev och handlingar dröjer."


def test_work_that_has_waited(well):
    job(minutes=16)
    assert wrong() == {"backlog": "1 jobb har väntat i mer än 15 minuter."}


def test_work_that_was_given_up_until_somebody_has_seen_to_it(client, cast, well):
    given_up = job(minutes=16, attempts=Job.MOST_ATTEMPTS)
    assert wrong() == {"given_up": "1 jobb har misslyckats och görs inte om av sig själva."}
    client.force_login(cast.admin)
    client.post(reverse("admin:itdrift_job_changelist"), {"action": "see_to", "_selected_action": [given_up.pk]})
    assert wrong() == {}
    client.post(reverse("admin:itdrift_job_changelist"), {"action": "try_again", "_selected_action": [given_up.pk]})
    given_up.refresh_from_db()
    assert (given_up.attempts, given_up.seen_to_at) == (0, None)


@pytest.mark.parametrize("last_run", [timedelta(minutes=11), None])
def test_a_calendar_that_stands_still_or_never_went(well, last_run):
    PeriodicTask.objects.update(last_run_at=last_run and timezone.now() - last_run)
    assert wrong() == {"calendar": "Kalendern har inte gått på tio minuter."}


def test_a_disk_without_room_for_what_one_may_send(well, monkeypatch, settings):
    settings.ATTACHMENT_MAX_MB = 25
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9, 99_000_000))
    assert wrong() == {"disk": "Det finns 99 MB ledigt för filer som skickas, men det behövs 104 MB."}


def test_a_database_that_is_away_says_nothing_of_the_rest(client, db, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get(reverse("health"))
    monkeypatch.undo()
    parts = answer.json()["parts"]
    assert (answer.status_code, parts["database"]) == (503, "Databasen svarar inte.")
    assert [parts[name] for name in ("backlog", "given_up", "calendar", "broker")] == ["okänt", "okänt", "okänt", "ok"]


def test_a_database_that_takes_nothing_in(well):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
        assert health.look()["database"] == "Databasen tar inte emot något."
        cursor.execute("ROLLBACK AND CHAIN")


def test_being_alive_needs_nothing(client):
    """Without the mark, a test has no database."""
    assert (client.get(reverse("alive")).status_code, reverse("alive")) == (200, "/halsa/lever/")
