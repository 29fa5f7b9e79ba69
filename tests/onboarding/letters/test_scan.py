"""The scanning: quarantined until clean, blocked when infected, tried again while ClamAV is away."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from itdrift import outbox, uploads
from itdrift.models import Job
from onboarding.letters import acts as letters_acts
from onboarding.letters import scanning
from onboarding.models import Attachment, ScanState
from onboarding.tasks import scan_what_waits
from registry.models import JournalEntry, Notice

from ...once import made_once
from .fake_clamd import clamd
from .files import EICAR, PDF, upload

AWAY = "tcp://127.0.0.1:1"


@made_once
def case(cast):
    return cast.walk.request("allocated").registration


@pytest.fixture
def scanner(settings):
    with clamd() as url:
        settings.CLAMAV_URL = url
        yield url


def attach(cast, case, content=PDF, name="Krav.pdf"):
    return letters_acts.attach(case, by=cast.applicant, files=[upload(name, content)])[0]


def test_what_is_clean_comes_out_of_quarantine(cast, case, scanner):
    attachment = attach(cast, case)
    assert (attachment.state, attachment.may_be_opened) == (ScanState.QUARANTINED, False)
    outbox.perform_waiting()
    attachment.refresh_from_db()
    assert (attachment.state, attachment.may_be_opened) == (ScanState.CLEAN, True)


def test_what_is_infected_is_blocked_kept_and_told_to_whoever_added_it(cast, case, scanner):
    attachment = attach(cast, case, b"text " + EICAR, "Gratis.txt")
    Notice.objects.all().delete()
    outbox.perform_waiting()
    attachment.refresh_from_db()
    assert (attachment.state, attachment.may_be_opened) == (ScanState.INFECTED, False)
    assert bytes(attachment.content) == b"text " + EICAR
    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {
        "Anna Åkesson",
        "Göran Öberg",
        "Rut Läsare",
    }
    assert not Notice.objects.filter(text__contains="Gratis").exists()
    entry = JournalEntry.objects.filter(chain=case.chain).last()
    assert (entry.act, entry.person, "Gratis" in entry.text) == ("onboarding.scan", "Systemet", False)
    scanning.scan(attachment.pk)
    assert JournalEntry.objects.filter(act="onboarding.scan").count() == 1


def test_what_a_supplier_added_is_told_to_it_alone(cast, case, scanner):
    letters_acts.attach(case, by=cast.supplier, files=[upload("Gratis.txt", b"text " + EICAR)])
    Notice.objects.all().delete()
    outbox.perform_waiting()
    assert set(Notice.objects.values_list("recipient__memberships__mandate__agency", flat=True)) == {cast.skv.pk}


def test_while_clamav_is_away_it_waits_and_is_tried_again(cast, case, settings):
    settings.CLAMAV_URL = AWAY
    attachment = attach(cast, case)
    outbox.perform_waiting()
    job = Job.objects.get(name="letters.scan")
    assert (job.done_at, job.attempts, job.error) == (None, 0, "ClamAVAwayError: ClamAV does not answer")
    with clamd() as url, time_machine.travel(timezone.now() + timedelta(minutes=5)):
        settings.CLAMAV_URL = url
        outbox.perform_waiting()
    attachment.refresh_from_db()
    assert attachment.state == ScanState.CLEAN


def test_what_the_outbox_gave_up_is_queued_again(cast, case, settings):
    settings.CLAMAV_URL = AWAY
    attachment = attach(cast, case)
    assert scanning.scan_what_waits() == 0  # its job is still tried
    Job.objects.filter(name="letters.scan").update(attempts=Job.MOST_ATTEMPTS)
    with clamd() as url:
        settings.CLAMAV_URL = url
        scan_what_waits()
        scan_what_waits()
        assert Job.objects.filter(name="letters.scan").count() == 2
        outbox.perform_waiting()
    attachment.refresh_from_db()
    assert attachment.state == ScanState.CLEAN


def test_what_came_before_clamav_was_configured_is_scanned_then(cast, case, settings):
    attachment = attach(cast, case, EICAR, "a.txt")
    assert attachment.state == ScanState.UNSCANNED
    assert scanning.scan_what_waits() == 0
    with clamd() as url:
        settings.CLAMAV_URL = url
        assert scanning.scan_what_waits() == 1
        outbox.perform_waiting()
    attachment.refresh_from_db()
    assert attachment.state == ScanState.INFECTED


def test_what_was_taken_out_of_its_draft_is_not_scanned(cast, scanner):
    attachment = attach(cast, cast.walk.draft())
    letters_acts.detach(attachment, by=cast.applicant)
    outbox.perform_waiting()
    assert not Job.objects.filter(done_at=None).exists()


def test_the_pages_say_how_it_stands(client, cast, case, scanner):
    client.force_login(cast.coordinator)
    page = reverse("case_whole", args=[case.pk])
    attach(cast, case, EICAR, "Gratis.txt")
    assert "Går att öppna när den är genomsökt efter skadlig kod." in client.get(page).text
    outbox.perform_waiting()
    text = client.get(page).text
    assert "Spärrad: genomsökningen fann skadlig kod." in text
    assert reverse("attachment", args=[Attachment.objects.get().pk]) not in text


def test_a_file_is_looked_into_once_before_it_is_scanned(cast, case, monkeypatch):
    looked_into, kind_of = [], uploads.kind_of
    monkeypatch.setattr(uploads, "kind_of", lambda name, content: looked_into.append(name) or kind_of(name, content))
    letters_acts.attach(case, by=cast.applicant, files=[upload("a.pdf"), upload("b.pdf")])
    assert looked_into == ["a.pdf", "b.pdf"]
