"""The decided account is left to the Government, and the day is noted (11 §)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from onboarding.models import DiaryEntry
from reporting.account import acts as account_acts
from reporting.models import Dispatch

from ..conftest import refused_by_the_database, text_of

pytestmark = pytest.mark.section(11)
DAY = date(2027, 1, 8)


def send(report, by, on=DAY, how="Med e-post till registratorn"):
    return account_acts.send_report(report, by=by, on=on, how=how)


def test_the_day_and_the_way_are_kept_and_entered_in_the_diary(cast, winter):
    report = winter.decided()
    sent = send(report, cast.coordinator)
    assert (sent.on, sent.how, sent.by) == (DAY, "Med e-post till registratorn", cast.coordinator)
    entry = DiaryEntry.objects.filter(agency=cast.fk).latest("pk")
    assert "Regeringskansliet" in f"{vars(entry)}"


def test_only_what_is_decided(cast, winter):
    with pytest.raises(ValidationError, match="läget är ”Öppen”"):
        send(winter.made(), cast.coordinator)


@pytest.mark.parametrize("on", [date(2027, 1, 7), date(2027, 1, 9)])
def test_no_day_before_the_decision_or_to_come(cast, winter, on):
    with pytest.raises(ValidationError, match="tidigast beslutsdagen, senast i dag"):
        send(winter.decided(), cast.coordinator, on=on)
    assert not Dispatch.objects.exists()


def test_not_without_words_for_how(cast, winter):
    with pytest.raises(ValidationError, match="Ange hur redovisningen lämnades"):
        send(winter.decided(), cast.coordinator, how=" – ")


def test_once(cast, winter):
    report = winter.decided()
    send(report, cast.coordinator)
    with pytest.raises(ValidationError, match="Redovisningen lämnades 2027-01-08"):
        send(report, cast.coordinator_boss)


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, winter, who):
    with pytest.raises(PermissionDenied):
        send(winter.decided(), getattr(cast, who))


def test_the_database_knows_only_what_is_decided_and_keeps_it(cast, winter):
    report = winter.made()
    left = 'INSERT INTO reporting_dispatch (report_id, "on", how, by_id, noted_at) VALUES (%s, %s, %s, %s, now())'
    refused_by_the_database("Bara en beslutad redovisning", left, report.pk, DAY, "Bud", cast.coordinator.pk)
    report = winter.decided(report)
    before = date(2027, 1, 7)
    refused_by_the_database("Bara en beslutad redovisning", left, report.pk, before, "Bud", cast.coordinator.pk)
    send(report, cast.coordinator)
    refused_by_the_database("kan inte ändras", "UPDATE reporting_dispatch SET how = 'x'")
    refused_by_the_database("kan inte ändras", "DELETE FROM reporting_dispatch")


def test_from_the_page(client, cast, winter):
    report = winter.decided()
    page, workspace = reverse("send_report", args=[report.pk]), reverse("report", args=[report.pk])
    client.force_login(cast.coordinator)
    assert "inte noterad som lämnad till regeringen" in text_of(client.get(workspace))
    assert "Tidigast beslutsdagen 2027-01-08, senast i dag." in text_of(client.get(page))
    assert "Ange hur redovisningen lämnades." in text_of(client.post(page, {"on": "2027-01-08"}))
    early = text_of(client.post(page, {"on": "2027-01-07", "how": "Med bud"}))
    assert "tidigast beslutsdagen, senast i dag" in early
    shown = text_of(client.post(page, {"on": "2027-01-08", "how": "Med bud"}, follow=True))
    assert "Det är noterat att redovisningen lämnades till regeringen 2027-01-08." in shown
    assert "· lämnad till regeringen 2027-01-08" in shown
    assert page not in shown
    assert client.get(page).url == workspace
    assert '<td data-label="Lämnad" class="table__column--date">2027-01-08' in text_of(client.get(reverse("reports")))
