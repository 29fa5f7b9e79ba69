"""`manage.py report`: the account of a year from the command line (11 §)."""

import pytest
from django.core.management import CommandError, call_command

from registry.models import Mandate
from reporting.models import Report, ReportDocument

pytestmark = pytest.mark.section(11)


def run(year, file):
    call_command("report", f"{year}", "--output", str(file))


def test_without_a_report_it_draws_a_draft_and_stores_nothing(year, tmp_path, drawn, capsys):
    run(2026, tmp_path / "utkast.pdf")
    assert (tmp_path / "utkast.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert f"Redovisningen för 2026 (utkast) är skriven till {tmp_path / 'utkast.pdf'}" in capsys.readouterr().out
    assert not Report.objects.exists()


def test_an_open_report_gives_a_draft_with_its_texts(cast, account, tmp_path):
    account.open()
    run(2026, tmp_path / "utkast.pdf")
    assert Report.objects.get().cut is None
    assert not ReportDocument.objects.exists()


def test_a_decided_report_is_written_byte_for_byte(year, account, tmp_path, capsys):
    report = account.decided()
    run(2026, tmp_path / "r.pdf")
    kept = ReportDocument.objects.get(report=report, final=True)
    assert (tmp_path / "r.pdf").read_bytes() == bytes(kept.content)
    assert f"beslutad, {report.diary_number}" in (out := capsys.readouterr().out)
    assert kept.digest in out


def test_a_decided_report_not_drawn_yet_gives_the_same_bytes(year, account, tmp_path):
    account.decide(account.made())
    run(2026, tmp_path / "early.pdf")
    assert (tmp_path / "early.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("year", [2024, 2027, 0])
def test_other_years_are_refused(cast, tmp_path, year):
    with pytest.raises(CommandError, match=f"{year} går inte att redovisa. Ange ett år från 2025 till 2026."):
        run(year, tmp_path / "r.pdf")


def test_a_file_that_cannot_be_written(cast, tmp_path):
    with pytest.raises(CommandError, match="Det gick inte att skriva till"):
        run(2026, tmp_path / "finns-inte" / "r.pdf")


def test_an_empty_register(cast, tmp_path):
    Mandate.objects.filter(part="coordinator").update(valid_until="2026-01-01")
    with pytest.raises(CommandError, match="Registret är tomt"):
        run(2026, tmp_path / "r.pdf")
