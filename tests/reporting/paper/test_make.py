"""The paper is made by a worker: exactly one result, whatever happens on the way (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied

from itdrift.models import Job
from reporting.account import acts as account_acts
from reporting.models import Report, ReportDocument
from reporting.paper import jobs

from ..conftest import refused_by_the_database, work

pytestmark = pytest.mark.section(11)


def test_figures_and_paper_are_stored_together(cast, account, drawn):
    report = account.made()
    assert (report.cut["year"], report.is_up_to_date, report.is_being_made) == (2026, True, False)
    document = ReportDocument.objects.get()
    assert not document.final
    assert bytes(document.content).startswith(b"%PDF-1.7")
    assert len(document.digest) == 64


def test_it_is_being_made_until_the_worker_is_done(cast, account):
    report = account_acts.make(account.open(), by=cast.coordinator)
    assert Report.objects.get().is_being_made
    work()
    assert not Report.objects.get(pk=report.pk).is_being_made


def test_the_last_of_two_wishes_is_made(cast, account, monkeypatch):
    drawn = []
    monkeypatch.setattr(jobs, "draft", lambda report, figures: drawn.append(report.revision) or b"%PDF")
    report = account.open()
    account_acts.make(report, by=cast.coordinator)
    account_acts.narrate(report, by=cast.coordinator, texts={"summary": "Nytt."})
    account_acts.make(report, by=cast.coordinator)
    work()
    assert Job.objects.filter(name="account.make", done_at=None).count() == 0
    assert drawn == [Report.objects.get().revision]
    assert ReportDocument.objects.count() == 1


def test_a_failure_on_the_way_leaves_nothing_and_is_made_up_for(cast, account, monkeypatch):
    report = account_acts.make(account.open(), by=cast.coordinator)
    kept = ReportDocument.keep

    def die(*args, **kwargs):
        kept(*args, **kwargs)
        raise MemoryError

    monkeypatch.setattr(ReportDocument, "keep", die)
    work()
    assert Report.objects.get().drawn_revision is None
    assert not ReportDocument.objects.exists()
    monkeypatch.setattr(ReportDocument, "keep", kept)
    Job.objects.filter(done_at=None).update(not_before=report.opened_at, attempts=0)
    work()
    work()
    assert ReportDocument.objects.count() == 1
    assert Report.objects.get().is_up_to_date


def test_the_same_job_again_does_nothing(cast, account):
    report = account.made()
    digest = ReportDocument.objects.get().digest
    jobs.make(report.pk, report.wished_revision - 1)
    assert ReportDocument.objects.get().digest == digest


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, account, who):
    with pytest.raises(PermissionDenied):
        account_acts.make(account.open(), by=getattr(cast, who))
    assert not Job.objects.filter(name="account.make").exists()


def test_the_database_knows_a_document_by_its_bytes(account):
    account.made()
    refused_by_the_database("digest_of_the_content", "UPDATE reporting_reportdocument SET content = 'annat'")
