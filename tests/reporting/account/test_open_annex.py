"""What is secret and belongs to the account is opened by the coordinator alone, and each opening is noted (OSL)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from registry.models import JournalEntry
from reporting.account import acts as account_acts
from reporting.models import ReportDocument

from ...once import made_once
from ..conftest import text_of

pytestmark = pytest.mark.section(11)


@made_once
def report(account):
    report = account.shared()
    ReportDocument.keep(report, b"%PDF hemligt", final=False, secret=True)
    return report


def test_it_comes_as_a_file_that_nobody_keeps_and_is_noted(client, cast, report):
    client.force_login(cast.coordinator)
    page = reverse("open_annex", args=[report.pk])
    assert page in text_of(client.get(reverse("report", args=[report.pk])))
    answer = client.post(page)
    assert answer.content == b"%PDF hemligt"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    entry = JournalEntry.objects.get(act="reporting.open_annex")
    assert (entry.person, entry.text) == (cast.coordinator.name, "Bilagan med sekretess öppnades.")


def test_looking_at_the_address_opens_nothing(client, cast, report):
    client.force_login(cast.coordinator)
    assert client.get(reverse("open_annex", args=[report.pk])).status_code == 405
    assert not JournalEntry.objects.filter(act="reporting.open_annex").exists()


def test_it_is_another_address_than_the_open_paper(client, cast, report):
    client.force_login(cast.coordinator)
    assert b"hemligt" not in client.get(reverse("report_document", args=[report.pk])).content


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(client, cast, report, who):
    with pytest.raises(PermissionDenied):
        account_acts.open_annex(report, by=getattr(cast, who))
    client.force_login(getattr(cast, who))
    assert client.post(reverse("open_annex", args=[report.pk])).status_code in (403, 404)
    assert b"sekretess" not in client.get(reverse("report", args=[report.pk])).content
