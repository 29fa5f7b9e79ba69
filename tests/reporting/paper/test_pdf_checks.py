"""The strictest checks of PDF, PDF/A and PDF/UA that there are, over the account, its annex and the letters (11 §)."""

import io
import json
import subprocess

import pdfua
import pikepdf
import pytest

from reporting.paper import document

from ...itdrift.test_pdf import PAPERS, REPORT, draw, faults, html_of

pytestmark = pytest.mark.usefixtures("all_drawn")
DECISION = {
    "diary_number": "FK 2027/000001",
    "decided_on": "2027-03-24",
    "decided_at": "2027-03-24T09:00:00+01:00",
    "decided_by": {"name": "Kurt Samuelsson", "title": "avdelningschef"},
    "presented_by": {"name": "Karin Kö", "title": "handläggare"},
    "others": [],
}
PART = {
    "heading": "Beslut SKV 2026/000012",
    "agency": "Skatteverket",
    "provision": "18 kap. 8 § 3 OSL",
    "marked_on": "2026-09-03",
    "text": "Reservkraften räcker en timme.\n\nÅtgärdas nästa år.",
}
CUT = json.loads(json.dumps(REPORT["cut"]))
OURS = {
    "the draft": lambda: document.draw(CUT, REPORT["narrative"]),
    "the decided account": lambda: document.draw(CUT, REPORT["narrative"], DECISION),
    "the annex": lambda: document.draw_annex(2026, [PART] * 3, DECISION, sender="Försäkringskassan"),
    **{paper: lambda paper=paper: draw(html_of(paper)) for paper in PAPERS if not paper.startswith("report")},
}


@pytest.fixture(scope="module", params=OURS)
def paper(request, tmp_path_factory):
    """A paper, as a file."""
    file = tmp_path_factory.mktemp("paper") / "paper.pdf"
    file.write_bytes(OURS[request.param]())
    return file


@pytest.fixture
def opened(paper):
    with pikepdf.open(paper) as opened:
        yield opened


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_qpdf_finds_nothing(paper, paper_programs):
    done = run("qpdf", "--check", paper)
    assert (done.returncode, done.stderr) == (0, "")
    assert "No syntax or stream encoding errors found" in done.stdout


def test_pdfinfo_reads_it(paper, paper_programs):
    done = run("pdfinfo", paper)
    assert (done.returncode, done.stderr) == (0, "")
    said = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    said = {name: value.strip() for name, value in said.items()}
    expected = {"Tagged": "yes", "JavaScript": "no", "Encrypted": "no", "Form": "none", "PDF version": "1.7"}
    assert said.items() >= expected.items()
    assert said["Title"]
    assert said["Page size"].endswith("(A4)")


def test_every_reader_can_follow_it(paper):
    assert faults(paper) == []


def test_what_pdf_ua_1_asks_for(paper):
    assert [(finding.rule_id, finding.message) for finding in pdfua.validate(paper).findings] == []


def test_what_pdf_a_3a_asks_for(opened):
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
    (intent,) = opened.Root.OutputIntents
    assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
    assert (opened.Root.Lang, bool(opened.Root.MarkInfo.Marked)) == ("sv-SE", True)
    assert not {"/AA", "/OpenAction", "/AcroForm", "/Encrypt"} & (set(opened.Root.keys()) | set(opened.trailer.keys()))
    assert len(opened.trailer.ID) == 2
    for font in (item for item in opened.objects if is_dictionary(item) and item.get("/Type") == "/FontDescriptor"):
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()), font.FontName
    filters = {str(one) for item in opened.objects if isinstance(item, pikepdf.Stream) for one in filters_of(item)}
    assert "/LZWDecode" not in filters
    for page in opened.pages:
        assert page.obj.StructParents >= 0
        assert page.obj.Tabs == "/S"


def is_dictionary(item):
    return isinstance(item, pikepdf.Dictionary)


def filters_of(stream):
    found = stream.get("/Filter", [])
    return found if isinstance(found, pikepdf.Array) else [found]


def test_every_file_that_goes_with_it_says_what_it_is_to_the_paper(opened):
    carried = list(opened.Root.get("/AF", []))
    assert {str(file.UF) for file in carried} == set(opened.attachments)
    relations = {str(file.UF).rpartition(".")[2]: str(file.AFRelationship) for file in carried}
    assert relations in ({}, {"csv": "/Data", "json": "/Source"})
    for file in carried:
        assert "/" in str(file.EF.F.Subtype)[1:]
        assert file.EF.F.Params.ModDate
        assert file.Desc


def test_only_the_account_carries_files(drawn):
    carrying = {name for name in ("the decided account", "the annex") if b"/EmbeddedFile" in OURS[name]()}
    assert carrying == {"the decided account"}


def test_what_the_account_carries_is_the_cut_alone(drawn):
    with pikepdf.open(io.BytesIO(OURS["the decided account"]())) as opened:
        carried = {name: file.get_file().read_bytes() for name, file in opened.attachments.items()}
    assert carried == {file.name: file.content for file in document.attachments(CUT)}
