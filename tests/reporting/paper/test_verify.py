"""Is a file a decided account, unchanged? Any file can be asked about, and nothing is kept of it (11 §)."""

import hashlib
import io
import zlib
from datetime import date
from importlib import import_module

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader, PdfWriter

from itdrift import pdf
from reporting.account import acts as account_acts
from reporting.cut.manifest import TEMPLATES
from reporting.models import Report, ReportDocument
from reporting.paper import verification
from reporting.paper import views as verify_page
from reporting.paper.verification import Outcome, verify

from ...itdrift.test_pdf import MOMENT, PAGE
from ..conftest import TEXTS, work

pytestmark = pytest.mark.section(11)


def foreign(identifier="x", *attachments):
    """A PDF that the same program draws of something else."""
    return pdf.draw(PAGE.format("Ett brev"), identifier=identifier, date=MOMENT, attachments=attachments)


def resaved(content, **options):
    """What another program makes of the same document."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(saved, **options)
    return saved.getvalue()


def rewritten(content):
    """What is left when the pages and files are copied into a new PDF, with no identifier."""
    saved = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(content))).write(saved)
    return b"".join(saved.getvalue().rpartition(b"/ID")[::2])


def outcome(content):
    return verify(content).outcome


def test_a_decided_paper_its_draft_and_its_annex(year, account, drawn):
    report = account.asked()
    secret = TEXTS | {"annex": "Reservkraften räcker en timme.", "annex_provision": "18 kap. 8 § 3 OSL"}
    account.answer(account.data_request(report, year.skv), texts=secret)
    account.decided(report)
    kept = ReportDocument.objects.get(final=True, secret=False)
    paper = bytes(kept.content)
    found = verify(paper)
    assert (found.outcome, found.report.year, found.digest) == (Outcome.UNCHANGED, 2026, kept.digest)
    assert found.sentence == (
        "Filen är en beslutad redovisning, oförändrad (Redovisning för 2026; FK 2027/000001; "
        f"beslutad 2027-01-08; SHA-256 {kept.digest})."
    )
    middle = len(paper) // 2
    changed = {
        "one bit": paper[:middle] + bytes([paper[middle] ^ 1]) + paper[middle + 1 :],
        "one byte more": paper + b"\n",
        "one byte less": paper[:-1],
        "saved anew": resaved(paper),
        "saved without object streams": resaved(paper, object_stream_mode=pikepdf.ObjectStreamMode.disable),
        "locked": resaved(paper, encryption=pikepdf.Encryption(owner="x", user="")),
        "without its identifier": rewritten(paper),
    }
    assert {name: outcome(content) for name, content in changed.items()} == dict.fromkeys(changed, Outcome.CHANGED)
    said = verify(changed["saved anew"])
    assert (said.report, said.digest) == (found.report, kept.digest)
    assert outcome(bytes(ReportDocument.objects.get(final=False, secret=False).content)) == Outcome.DRAFT
    annexes = [outcome(bytes(annex.content)) for annex in ReportDocument.objects.filter(secret=True)]
    assert annexes == [Outcome.NOT_OURS] * 2
    assert outcome(paper[:2000]) == Outcome.NOT_OURS


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", Outcome.EMPTY),
        (b"\0" * 5000, Outcome.NOT_PDF),
        ("Redovisningen för 2026, FK 2027/000001".encode(), Outcome.NOT_PDF),
        (b"PK\x03\x04" + b"x" * 100, Outcome.NOT_PDF),
        (b"%PDF-1.7", Outcome.NOT_OURS),
        (b"%PDF-1.7\n/ID [(", Outcome.NOT_OURS),
        (b"%PDF-1.7\n/ID [<464B0>]", Outcome.NOT_OURS),
        (b"%PDF-1.7\n/ID [(\xff\xfe\\) \0)]", Outcome.NOT_OURS),
        (b"%PDF-1.7\n" + b"/ID [(" * 100_000 + b"/EmbeddedFile " * 100_000, Outcome.NOT_OURS),
        (b"%PDF-1.7\n/EmbeddedFile>>stream\nnot packed at all", Outcome.NOT_OURS),
        (b"%PDF-1.7\n/ID [(redovisning-2026-utkast) (x)]", Outcome.DRAFT),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_ours(db, content, found):
    assert outcome(content) == found


def test_a_pdf_of_somebody_elses(db, drawn):
    assert outcome(foreign()) == Outcome.NOT_OURS
    assert outcome(foreign("x", pdf.Attached("a.json", b'{"manifest": {"data": "1"}}', "application/json", "d"))) == (
        Outcome.NOT_OURS
    )


def test_too_large_is_not_read(db, monkeypatch):
    monkeypatch.setattr(verification, "MOST", 1000)
    monkeypatch.setattr(hashlib, "sha256", None)
    assert outcome(b"%PDF-" + b"x" * 1000) == Outcome.TOO_LARGE


def test_what_would_unpack_without_end_is_unpacked_within_bounds(db, monkeypatch):
    monkeypatch.setattr(verification, "MOST_UNPACKED", 100_000)
    bomb = zlib.compress(b" " * 10_000_000 + b'"manifest": {"data": "' + b"0" * 64)
    unpacked = []
    seen = verification._unpacked
    monkeypatch.setattr(
        verification, "_unpacked", lambda packed, most: unpacked.append(seen(packed, most)) or unpacked[-1]
    )
    assert outcome(b"%PDF-1.7" + (b"/EmbeddedFile>>stream\n" + bomb + b"\nendstream") * 60) == Outcome.NOT_OURS
    assert sum(map(len, unpacked)) == 100_000


def test_what_bears_marks_without_end_is_looked_at_within_bounds(monkeypatch):
    monkeypatch.setattr(verification, "MOST_MARKS", 3)
    told = zlib.compress(b'"manifest":{"data":"' + b'0" "manifest":{"data":"'.join([b"0" * 63] * 100))
    assert len(verification.manifests((b"/EmbeddedFile>>stream\n" + told + b"\nendstream") * 100)) == 9
    read = []
    monkeypatch.setattr(verification, "_text", lambda *marks: read.append(marks))
    verification.identifiers(b"/ID[(a)" * 100 + b"/ID[(" * 1_000_000)
    assert len(read) == 3


def test_a_decided_paper_that_is_not_drawn_yet(year, account):
    account.decide(account.made())
    assert outcome(b"%PDF-1.7 /ID [(FK 2027/000001) (x)]") == Outcome.NOT_READY


def test_an_edition_that_was_replaced_says_so(year, account):
    first = account.decided()
    paper = bytes(first.documents.get(final=True).content)
    second = account_acts.correct_report(first, by=year.coordinator_boss, reason="En avgift var fel.")
    assert verify(paper).replaced_by is None
    account.decided(second)
    found = verify(paper)
    assert (found.outcome, found.report.edition, found.replaced_by.edition) == (Outcome.UNCHANGED, 1, 2)
    assert found.sentence.endswith(f"; ersatt av utgåva 2, {Report.objects.get(edition=2).diary_number}).")
    latest = verify(bytes(Report.objects.get(edition=2).documents.get(final=True).content))
    assert (latest.report.edition, latest.replaced_by) == (2, None)


def test_the_account_of_another_year_replaces_nothing(year, account):
    other = account.decided()
    account.decided(account_acts.correct_report(other, by=year.coordinator_boss, reason="En avgift var fel."))
    account.ask(late := account.open(2025), due=date(2027, 1, 9))
    of_2025 = account.decided(late)
    assert verify(bytes(of_2025.documents.get(final=True).content)).replaced_by is None


def run(path, capsys):
    """The exit code of the command and what it says."""
    try:
        call_command("verify_report", path)
    except SystemExit as stop:
        return stop.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


def test_the_command(year, account, tmp_path, capsys):
    paper = bytes(account.decided().documents.get(final=True).content)
    for content, code, words in [
        (paper, 0, "Filen är en beslutad redovisning, oförändrad (Redovisning för 2026; "),
        (b"%PDF-1.7 /ID [(FK 2027/000001) (x)]", 1, "ändrad eller inte hel (Redovisning för 2026; "),
        (b"", 1, "Filen är tom.\n"),
    ]:
        (tmp_path / "r.pdf").write_bytes(content)
        found, said = run(tmp_path / "r.pdf", capsys)
        assert (found, said.count("\n"), words in said) == (code, 1, True), said


def test_the_command_without_a_file(db, tmp_path):
    with pytest.raises(CommandError, match="Det gick inte att läsa"):
        call_command("verify_report", tmp_path / "finns-inte.pdf")


def test_nothing_is_told_of_what_is_open(year, account, time_machine):
    """A draft's own figures, in any file, say nothing of which account they are from."""
    time_machine.move_to(timezone.now(), tick=False)  # the draft and what is decided are cut in the same second
    report = account.made()
    figures = f'{{"manifest": {{"data": "{report.cut["manifest"]["data"]}"'.encode()
    work()
    assert outcome(b"%PDF-1.7 /EmbeddedFile>>stream\n" + zlib.compress(figures) + b"\nendstream") == Outcome.NOT_OURS
    account.decided(report)
    assert outcome(b"%PDF-1.7 /EmbeddedFile>>stream\n" + zlib.compress(figures) + b"\nendstream") == Outcome.CHANGED


def ask(client, content, name="redovisning.pdf"):
    """What the page says of a file that somebody sends without having logged in."""
    response = client.post(reverse("report_verify"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_needs_no_log_in_and_keeps_nothing(client, year, account, django_assert_num_queries):
    report = account.decided()
    paper = bytes(report.documents.get(final=True).content)
    assert "Kontrollera filen" in client.get(reverse("report_verify")).content.decode()
    with django_assert_num_queries(2) as captured:
        said = ask(client, paper)
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)
    for words in ("beslutad redovisning, oförändrad", "FK 2027/000001", hashlib.sha256(paper).hexdigest()):
        assert words in said
    assert not client.session.keys()
    said = ask(client, b"%PDF-1.7 /ID [(FK 2027/000001) (x)]")
    assert "ändrad eller inte hel" in said
    assert hashlib.sha256(paper).hexdigest() in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen är tom."),
        (b"Hej", "Filen är inte en PDF."),
        (b"%PDF-1.7", "ingen beslutad redovisning"),
        (b"%PDF-1.7 /ID [(redovisning-2026-utkast) (x)]", "den är inte beslutad"),
    ],
)
def test_the_page_says_of_any_file_what_it_is(client, db, content, words):
    assert words in ask(client, content, "<b>.exe")


def test_the_page_without_a_file(client, db):
    said = client.post(reverse("report_verify")).content.decode()
    assert "Välj en fil." in said
    assert "Fel: " in said


def test_the_page_reads_no_more_than_it_must(client, db, monkeypatch):
    monkeypatch.setattr(verification, "MOST", 1000)
    monkeypatch.setattr(verify_page, "MOST", 1000)
    assert "så stor är ingen redovisning" in ask(client, b"%PDF-" + b"x" * 5000)


def test_the_paper_and_every_page_tell_of_it(client, db):
    assert reverse("report_verify") in client.get("/").content.decode()
    assert reverse("report_verify") in (TEMPLATES / "report" / "appendix_files.html").read_text()


def test_the_manifest_tells_of_every_template_also_of_a_chapter(tmp_path, monkeypatch, settings):
    settings.BASE_DIR = tmp_path
    manifest = import_module("reporting.cut.manifest")  # the package has a function of that name
    monkeypatch.setattr(manifest, "TEMPLATES", tmp_path)
    monkeypatch.setattr(manifest, "STATIC", tmp_path)
    (tmp_path / "report").mkdir()
    digests = set()
    for words in ("Ett", "Två"):
        (tmp_path / "report" / "chapter.html").write_text(words)
        digests.add(manifest._program.__wrapped__()["template"])
    assert len(digests) == 2
