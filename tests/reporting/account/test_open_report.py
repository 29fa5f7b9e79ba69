"""The coordinator opens the account of a year (11 §)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from registry.models import JournalEntry
from reporting.account import acts as account_acts
from reporting.models import Report

pytestmark = pytest.mark.section(11)


def test_it_is_opened_and_journalled(cast, account):
    report = account.open(2026)
    assert (report.year, report.edition, report.status) == (2026, 1, "open")
    entry = JournalEntry.objects.get(chain="redovisning/2026")
    assert (entry.act, entry.section, entry.text) == (
        "reporting.open_report",
        "11 §",
        "Redovisningen för 2026 öppnades.",
    )


@pytest.mark.parametrize("year", [2024, 2027, 0, -1, 99999])
def test_only_a_year_that_has_begun_since_the_ordinance(cast, account, year):
    with pytest.raises(ValidationError, match=f"{year} är inte ett år"):
        account.open(year)
    assert not Report.objects.exists()


def test_one_report_a_year(cast, account):
    account.open(2026)
    with pytest.raises(ValidationError, match="redan öppnad"):
        account.open(2026)
    assert account.open(2025)


@pytest.mark.parametrize("who", ["applicant_boss", "supplier_boss", "stranger", "nobody", "admin"])
def test_nobody_else(cast, who):
    with pytest.raises(PermissionDenied):
        account_acts.open_report(by=getattr(cast, who), year=2026)
