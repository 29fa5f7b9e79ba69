"""The workspace follows the making of the paper, in words and as a bar, and reads itself again only meanwhile (11 §)."""

import pytest
from django.urls import reverse

from itdrift import outbox
from itdrift.models import Job
from reporting.account import acts as account_acts
from reporting.models import Report
from reporting.paper import jobs
from reporting.paper.progress import Progress, progress

from ...once import made_once
from ..conftest import text_of, work

pytestmark = pytest.mark.section(11)
REFRESH = '<meta http-equiv="refresh" content="'


@made_once
def wished(account):
    return account_acts.make(account.open(), by=account.cast.coordinator)


def step(name):
    """The worker does one job of the paper."""
    return outbox.perform(Job.objects.get(name=f"account.{name}", done_at=None).pk)


def shown(client, user, report):
    client.force_login(user)
    return text_of(client.get(reverse("report", args=[report.pk])))


def test_from_the_wish_to_the_paper(client, cast, account, wished):
    page = shown(client, cast.coordinator, wished)
    assert f'{REFRESH}2">' in page
    assert 'max="3" value="1"' in page
    assert '<li aria-current="step" class="steps__reached">Väntar på tur</li>' in page
    step("make")
    page = shown(client, cast.coordinator, wished)
    assert 'max="3" value="2"' in page
    assert '<li aria-current="step" class="steps__reached">Uppgifterna är sammanställda</li>' in page
    assert 'Handlingen är ritad <span class="sr-only">(inte än)</span>' in page
    step("draw")
    page = shown(client, cast.coordinator, wished)
    assert "<progress" not in page
    assert REFRESH not in page


def test_a_new_wish_starts_over(cast, account, wished):
    work()
    report = account_acts.make(Report.objects.get(), by=cast.coordinator)
    assert progress(report, None) == Progress(1)


def test_the_decided_paper_too_and_for_all(client, cast, winter):
    report = winter.decide(winter.heard() and winter.made(Report.objects.get()))
    for user in (cast.coordinator, cast.supplier):
        page = shown(client, user, report)
        assert "Den beslutade handlingen framställs …" in page
        assert 'max="3" value="2"' in page
    work()
    assert REFRESH not in shown(client, cast.supplier, report)


def test_a_supplier_does_not_follow_the_draft(client, cast, account):
    report = account_acts.make(account.asked(), by=cast.coordinator)
    page = shown(client, cast.supplier, report)
    assert "<progress" not in page
    assert REFRESH not in page


@pytest.mark.parametrize("name", ["cut", "draft"])
def test_a_failure_is_told_and_then_that_it_is_given_up(client, cast, wished, monkeypatch, name):
    def fail(*args):
        raise MemoryError("hemligt")

    monkeypatch.setattr(jobs, name, fail)
    work()
    page = shown(client, cast.coordinator, wished)
    assert "Försök 1 av 12 misslyckades. Ett nytt görs av sig självt tidigast 2026-02-02 kl. 09:00." in page
    assert f'{REFRESH}30">' in page
    assert "hemligt" not in page
    Job.objects.filter(done_at=None).update(attempts=Job.MOST_ATTEMPTS)
    page = shown(client, cast.coordinator, wished)
    assert "Det har misslyckats 12 gånger och görs inte om av sig självt." in page
    assert REFRESH not in page
