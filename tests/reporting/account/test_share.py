"""The draft is left to the suppliers that were asked for data (11 §: in collaboration with them)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from registry.models import JournalEntry, Notice
from reporting.account import acts as account_acts
from reporting.models import Report, ReportDocument

from ..conftest import text_of

pytestmark = pytest.mark.section(11)


def told(report):
    """Who has been told that the draft is there."""
    return set(
        Notice.objects.filter(key__contains=f"reporting/shared/{report.pk}/").values_list("recipient", flat=True)
    )


def test_who_was_asked_reads_the_draft_and_is_told(cast, account):
    report = account.open()
    account.ask(report, cast.supplier.acting.mandate)
    report = account.shared(report)
    assert told(report) == {cast.supplier.pk, cast.supplier_boss.pk}
    assert [entry.text for entry in JournalEntry.objects.filter(act="reporting.share")] == [
        "Utkastet lämnades till leverantörsmyndigheterna för synpunkter."
    ]
    seen = ReportDocument.objects.visible_to
    assert [document.final for document in seen(cast.supplier)] == [False]
    assert not seen(cast.other_supplier).exists()


def test_the_secret_annex_is_not_left(cast, account):
    report = account.shared()
    ReportDocument.keep(report, b"%PDF hemligt", final=False, secret=True)
    assert [document.secret for document in ReportDocument.objects.visible_to(cast.supplier)] == [False]
    assert ReportDocument.objects.visible_to(cast.coordinator).count() == 2


@pytest.mark.parametrize("made", [False, True])
def test_only_the_draft_as_it_is_now(cast, account, made):
    report = account.asked()
    if made:
        report = account.made(report)
        account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Nytt."})
    with pytest.raises(ValidationError, match="Framställ utkastet först"):
        account_acts.share(report, by=cast.coordinator)
    assert Report.objects.get().shared_at is None


def test_not_when_nobody_was_asked(cast, account):
    with pytest.raises(ValidationError, match="Begär underlag först"):
        account.shared(account.open())


def test_not_after_the_decision(cast, winter):
    with pytest.raises(ValidationError, match="läget är ”Beslutad”"):
        account_acts.share(winter.decided(), by=cast.coordinator)


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, account, who):
    report = account.made()
    with pytest.raises(PermissionDenied):
        account_acts.share(report, by=getattr(cast, who))


def test_the_page_says_what_happens_and_the_suppliers_see_it(client, cast, account):
    report = account.open()
    account.ask(report, cast.supplier.acting.mandate)
    report = account.made(report)
    page = reverse("share", args=[report.pk])
    client.force_login(cast.coordinator)
    shown = text_of(client.get(page))
    assert "<dt>Lämnas till</dt><dd>Skatteverket</dd>" in shown
    assert "redovisningen kan inte beslutas innan det är gjort" in shown
    assert "De har fått en avisering." in text_of(client.post(page, follow=True))
    client.force_login(cast.supplier)
    workspace = text_of(client.get(reverse("report", args=[report.pk])))
    assert "utkast (PDF)" in workspace
    assert "Lämna en synpunkt" in workspace
    assert client.get(reverse("report_document", args=[report.pk])).content.startswith(b"%PDF")
    client.force_login(cast.other_supplier)
    assert client.get(reverse("report_document", args=[report.pk])).status_code == 404


def test_the_page_tells_what_is_to_be_done_first(client, cast, account):
    report = account.asked()
    client.force_login(cast.coordinator)
    page = reverse("share", args=[report.pk])
    assert "Framställ det på nytt först." in text_of(client.get(page))
    assert "Framställ utkastet först" in text_of(client.post(page))
